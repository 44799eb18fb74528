#include "native/runtime/torch_operators.h"

#include <cmath>
#include <cstring>
#include <unordered_map>

namespace lesion::torch_operator {
namespace {

// All inputs taken together, two by two.
template <typename Rule>
Tensors folded(const Call& call, Rule rule) {
  Tensor result = call.need(0);
  for (std::size_t i = 1; i < call.inputs.size(); ++i) result = rule(result, call.need(i));
  return {result};
}

Tensors hard_sigmoid(const Call& call) {
  const double alpha = call.node.float_or("alpha", 0.2f);
  const double beta = call.node.float_or("beta", 0.5f);
  return {at::clamp(call.need(0) * alpha + beta, 0, 1)};
}

using C = const Call&;

// Rows of one line each.
const std::unordered_map<std::string, Operator>& table() {
  static const std::unordered_map<std::string, Operator> kTable{
      {"Conv", conv},
      {"ConvTranspose", conv_transpose},
      {"MaxPool", max_pool},
      {"MaxUnpool", max_unpool},
      {"AveragePool", average_pool},
      {"GlobalAveragePool",
       [](C c) -> Tensors {
         return {c.need(0).mean({2, 3}, true)};
       }},
      {"GlobalMaxPool",
       [](C c) -> Tensors {
         return {c.need(0).amax({2, 3}, true)};
       }},
      {"Pad", pad},
      {"Resize", resize},
      {"Upsample", resize},
      {"DepthToSpace", depth_to_space},
      {"SpaceToDepth", space_to_depth},
      {"Gemm", gemm},
      {"MatMul", [](C c) -> Tensors { return {at::matmul(c.need(0), c.need(1))}; }},
      {"BatchNormalization", batch_normalisation},
      {"LayerNormalization", layer_normalisation},
      {"InstanceNormalization", layer_normalisation},
      {"GroupNormalization", layer_normalisation},
      {"LRN", local_response},
      {"DequantizeLinear", dequantise},
      {"QuantizeLinear", quantise},
      {"Flatten", flatten},
      {"Reshape", reshape},
      {"Squeeze", squeeze},
      {"Unsqueeze", unsqueeze},
      {"Transpose", transpose},
      {"Concat", [](C c) -> Tensors { return {at::cat(c.inputs, c.node.int_or("axis", 0))}; }},
      {"Split", split},
      {"Slice", slice},
      {"Gather", gather},
      {"ScatterElements", scatter_elements},
      {"Expand", expand},
      {"Tile", tile},
      {"Shape", shape},
      {"Size",
       [](C c) -> Tensors {
         return {at::scalar_tensor(c.need(0).numel(), at::TensorOptions(at::kLong))};
       }},
      {"Constant", constant},
      {"ConstantOfShape", constant_of_shape},
      {"Range", range},
      {"Softmax", softmax},
      {"LogSoftmax", log_softmax},
      {"ReduceMean", reduce},
      {"ReduceSum", reduce},
      {"ReduceMax", reduce},
      {"ReduceMin", reduce},
      {"ReduceProd", reduce},
      {"ReduceL1", reduce},
      {"ReduceL2", reduce},
      {"ReduceSumSquare", reduce},
      {"ReduceLogSum", reduce},
      {"ReduceLogSumExp", reduce},
      {"ArgMax", arg_reduce},
      {"ArgMin", arg_reduce},
      {"Relu", [](C c) -> Tensors { return {at::relu(c.need(0))}; }},
      {"LeakyRelu",
       [](C c) -> Tensors { return {at::leaky_relu(c.need(0), c.node.float_or("alpha", 0.01f))}; }},
      {"PRelu", p_relu},
      {"Elu", [](C c) -> Tensors { return {at::elu(c.need(0), c.node.float_or("alpha", 1))}; }},
      {"Selu", [](C c) -> Tensors { return {at::selu(c.need(0))}; }},
      {"Celu", [](C c) -> Tensors { return {at::celu(c.need(0), c.node.float_or("alpha", 1))}; }},
      {"Clip", clip},
      {"Sigmoid", [](C c) -> Tensors { return {at::sigmoid(c.need(0))}; }},
      {"HardSigmoid", hard_sigmoid},
      {"HardSwish", [](C c) -> Tensors { return {at::hardswish(c.need(0))}; }},
      {"Tanh", [](C c) -> Tensors { return {at::tanh(c.need(0))}; }},
      {"Mish", [](C c) -> Tensors { return {at::mish(c.need(0))}; }},
      {"Gelu", gelu},
      {"Softplus", [](C c) -> Tensors { return {at::softplus(c.need(0))}; }},
      {"Softsign", [](C c) -> Tensors { return {c.need(0) / (c.need(0).abs() + 1)}; }},
      {"Erf", [](C c) -> Tensors { return {at::erf(c.need(0))}; }},
      {"Abs", [](C c) -> Tensors { return {at::abs(c.need(0))}; }},
      {"Sign", [](C c) -> Tensors { return {at::sign(c.need(0))}; }},
      {"Neg", [](C c) -> Tensors { return {at::neg(c.need(0))}; }},
      {"Sqrt", [](C c) -> Tensors { return {at::sqrt(c.need(0))}; }},
      {"Exp", [](C c) -> Tensors { return {at::exp(c.need(0))}; }},
      {"Log", [](C c) -> Tensors { return {at::log(c.need(0))}; }},
      {"Reciprocal", [](C c) -> Tensors { return {at::reciprocal(c.need(0))}; }},
      {"Floor", [](C c) -> Tensors { return {at::floor(c.need(0))}; }},
      {"Ceil", [](C c) -> Tensors { return {at::ceil(c.need(0))}; }},
      {"Round", [](C c) -> Tensors { return {at::round(c.need(0))}; }},
      {"Add", [](C c) -> Tensors { return {c.need(0) + c.need(1)}; }},
      {"Sub", [](C c) -> Tensors { return {c.need(0) - c.need(1)}; }},
      {"Mul", [](C c) -> Tensors { return {c.need(0) * c.need(1)}; }},
      {"Div", divide},
      {"Pow",
       [](C c) -> Tensors { return {at::pow(c.need(0), c.need(1)).to(c.need(0).scalar_type())}; }},
      {"Sum",
       [](C c) { return folded(c, [](const Tensor& a, const Tensor& b) { return a + b; }); }},
      {"Max",
       [](C c) {
         return folded(c, [](const Tensor& a, const Tensor& b) { return at::maximum(a, b); });
       }},
      {"Min",
       [](C c) {
         return folded(c, [](const Tensor& a, const Tensor& b) { return at::minimum(a, b); });
       }},
      {"Equal", [](C c) -> Tensors { return {c.need(0) == c.need(1)}; }},
      {"Greater", [](C c) -> Tensors { return {c.need(0) > c.need(1)}; }},
      {"Less", [](C c) -> Tensors { return {c.need(0) < c.need(1)}; }},
      {"Not", [](C c) -> Tensors { return {at::logical_not(c.need(0))}; }},
      {"And", [](C c) -> Tensors { return {at::logical_and(c.need(0), c.need(1))}; }},
      {"Or", [](C c) -> Tensors { return {at::logical_or(c.need(0), c.need(1))}; }},
      {"Where", [](C c) -> Tensors { return {at::where(c.need(0), c.need(1), c.need(2))}; }},
      {"Identity", [](C c) -> Tensors { return {c.need(0)}; }},
      {"Dropout",
       [](C c) -> Tensors {
         return {c.need(0), at::ones_like(c.need(0), at::TensorOptions(at::kBool))};
       }},
      {"Cast", [](C c) -> Tensors { return {c.need(0).to(scalar_type(c.node.int_or("to", 1)))}; }},
  };
  return kTable;
}

}  // namespace

Operator find(const std::string& op_type) {
  const auto found = table().find(op_type);
  return found == table().end() ? nullptr : found->second;
}

at::ScalarType scalar_type(std::int64_t onnx_type) {
  switch (static_cast<onnx::ElementType>(onnx_type)) {
    case onnx::ElementType::kFloat:
      return at::kFloat;
    case onnx::ElementType::kDouble:
      return at::kDouble;
    case onnx::ElementType::kFloat16:
      return at::kHalf;
    case onnx::ElementType::kBfloat16:
      return at::kBFloat16;
    case onnx::ElementType::kInt8:
      return at::kChar;
    case onnx::ElementType::kUint8:
      return at::kByte;
    case onnx::ElementType::kInt16:
      return at::kShort;
    case onnx::ElementType::kInt32:
      return at::kInt;
    case onnx::ElementType::kInt64:
      return at::kLong;
    case onnx::ElementType::kBool:
      return at::kBool;
    default:
      throw Refusal("the element type " + std::to_string(onnx_type) + " is not supported");
  }
}

Tensor constant_tensor(const onnx::Tensor& constant) {
  const auto type = scalar_type(static_cast<std::int64_t>(constant.type));
  Tensor tensor = at::empty(constant.dims, at::TensorOptions(type));
  if (!constant.raw.empty()) {
    std::memcpy(tensor.data_ptr(), constant.raw.data(), constant.raw.size());
  }
  return tensor;
}

}  // namespace lesion::torch_operator
