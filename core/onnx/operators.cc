#include "core/onnx/operators.h"

#include <string_view>
#include <unordered_map>

#include "core/onnx/place_rule.h"
#include "core/onnx/shape_rule.h"

namespace lesion::onnx {
namespace {

namespace at = place_rule;
namespace sh = shape_rule;

// Of the standard's domain, opset 7 to 21. Columns: name, part in a layer, what becomes of the
// cells' places, rule of the outputs' shapes.
constexpr Operator kOperators[] = {
    {"Conv", Part::kConvolution, at::convolution, sh::convolution},
    {"ConvInteger", Part::kConvolution, at::convolution, sh::convolution_integer},
    {"QLinearConv", Part::kConvolution, at::qlinear_convolution, sh::qlinear_convolution},
    {"ConvTranspose", Part::kOther, at::transposed_convolution, sh::transposed_convolution},
    {"MaxPool", Part::kOther, at::pool, sh::pool},
    {"AveragePool", Part::kOther, at::pool, sh::pool},
    {"LpPool", Part::kOther, at::pool, sh::pool},
    {"GlobalAveragePool", Part::kOther, at::global_pool, sh::global_pool},
    {"GlobalMaxPool", Part::kOther, at::global_pool, sh::global_pool},
    {"GlobalLpPool", Part::kOther, at::global_pool, sh::global_pool},
    {"BatchNormalization", Part::kNormalisation, at::normalise, sh::normalisation},
    {"InstanceNormalization", Part::kOther, at::normalise, sh::normalisation},
    {"GroupNormalization", Part::kOther, at::normalise, sh::normalisation},
    {"LayerNormalization", Part::kOther, at::normalise, sh::normalisation},
    {"MeanVarianceNormalization", Part::kOther, at::normalise, sh::same},
    {"LRN", Part::kOther, at::normalise, sh::same},
    {"LpNormalization", Part::kOther, at::normalise, sh::same},
    {"Relu", Part::kActivation, at::keep, sh::same},
    {"LeakyRelu", Part::kActivation, at::keep, sh::same},
    {"PRelu", Part::kActivation, at::keep, sh::same},
    {"Elu", Part::kActivation, at::keep, sh::same},
    {"Selu", Part::kActivation, at::keep, sh::same},
    {"Celu", Part::kActivation, at::keep, sh::same},
    {"Clip", Part::kActivation, at::keep, sh::same},
    {"Sigmoid", Part::kActivation, at::keep, sh::same},
    {"Tanh", Part::kActivation, at::keep, sh::same},
    {"Mish", Part::kActivation, at::keep, sh::same},
    {"Softplus", Part::kActivation, at::keep, sh::same},
    {"Softsign", Part::kActivation, at::keep, sh::same},
    {"HardSwish", Part::kActivation, at::keep, sh::same},
    {"HardSigmoid", Part::kActivation, at::keep, sh::same},
    {"Gelu", Part::kActivation, at::keep, sh::same},
    {"Erf", Part::kActivation, at::keep, sh::same},
    {"ThresholdedRelu", Part::kActivation, at::keep, sh::same},
    {"Abs", Part::kOther, at::keep, sh::same},
    {"Neg", Part::kOther, at::keep, sh::same},
    {"Sqrt", Part::kOther, at::keep, sh::same},
    {"Reciprocal", Part::kOther, at::keep, sh::same},
    {"Exp", Part::kOther, at::keep, sh::same},
    {"Log", Part::kOther, at::keep, sh::same},
    {"Sin", Part::kOther, at::keep, sh::same},
    {"Cos", Part::kOther, at::keep, sh::same},
    {"Tan", Part::kOther, at::keep, sh::same},
    {"Asin", Part::kOther, at::keep, sh::same},
    {"Acos", Part::kOther, at::keep, sh::same},
    {"Atan", Part::kOther, at::keep, sh::same},
    {"Sinh", Part::kOther, at::keep, sh::same},
    {"Cosh", Part::kOther, at::keep, sh::same},
    {"Asinh", Part::kOther, at::keep, sh::same},
    {"Acosh", Part::kOther, at::keep, sh::same},
    {"Atanh", Part::kOther, at::keep, sh::same},
    {"Sign", Part::kOther, at::keep, sh::same},
    {"Shrink", Part::kOther, at::keep, sh::same},
    {"Floor", Part::kOther, at::keep, sh::rounded},
    {"Ceil", Part::kOther, at::keep, sh::rounded},
    {"Round", Part::kOther, at::keep, sh::rounded},
    {"Identity", Part::kOther, at::keep, sh::identity},
    {"Dropout", Part::kOther, at::keep, sh::dropout},
    {"Cast", Part::kOther, at::keep, sh::cast},
    {"CastLike", Part::kOther, at::keep, sh::cast},
    {"QuantizeLinear", Part::kOther, at::normalise, sh::quantise},
    {"DynamicQuantizeLinear", Part::kOther, at::normalise, sh::quantise},
    {"DequantizeLinear", Part::kOther, at::normalise, sh::dequantise},
    {"Add", Part::kOther, at::keep, sh::arithmetic},
    {"Sub", Part::kOther, at::keep, sh::arithmetic},
    {"Mul", Part::kOther, at::keep, sh::arithmetic},
    {"Div", Part::kOther, at::keep, sh::arithmetic},
    {"Mod", Part::kOther, at::keep, sh::arithmetic},
    {"Pow", Part::kOther, at::keep, sh::arithmetic},
    {"Sum", Part::kOther, at::keep, sh::arithmetic},
    {"Mean", Part::kOther, at::keep, sh::arithmetic},
    {"Max", Part::kOther, at::keep, sh::arithmetic},
    {"Min", Part::kOther, at::keep, sh::arithmetic},
    {"Equal", Part::kOther, at::keep, sh::comparison},
    {"Greater", Part::kOther, at::keep, sh::comparison},
    {"Less", Part::kOther, at::keep, sh::comparison},
    {"GreaterOrEqual", Part::kOther, at::keep, sh::comparison},
    {"LessOrEqual", Part::kOther, at::keep, sh::comparison},
    {"And", Part::kOther, at::keep, sh::comparison},
    {"Or", Part::kOther, at::keep, sh::comparison},
    {"Xor", Part::kOther, at::keep, sh::comparison},
    {"Not", Part::kOther, at::keep, sh::logical_not},
    {"IsNaN", Part::kOther, at::keep, sh::logical_not},
    {"IsInf", Part::kOther, at::keep, sh::logical_not},
    {"Where", Part::kOther, at::keep, sh::where},
    {"Softmax", Part::kOther, at::along_axis, sh::same},
    {"LogSoftmax", Part::kOther, at::along_axis, sh::same},
    {"Hardmax", Part::kOther, at::along_axis, sh::same},
    {"CumSum", Part::kOther, at::along_axis, sh::same},
    {"ReduceMean", Part::kOther, at::reduce, sh::reduce},
    {"ReduceSum", Part::kOther, at::reduce, sh::reduce},
    {"ReduceMax", Part::kOther, at::reduce, sh::reduce},
    {"ReduceMin", Part::kOther, at::reduce, sh::reduce},
    {"ReduceProd", Part::kOther, at::reduce, sh::reduce},
    {"ReduceL1", Part::kOther, at::reduce, sh::reduce},
    {"ReduceL2", Part::kOther, at::reduce, sh::reduce},
    {"ReduceLogSum", Part::kOther, at::reduce, sh::reduce},
    {"ReduceLogSumExp", Part::kOther, at::reduce, sh::reduce},
    {"ReduceSumSquare", Part::kOther, at::reduce, sh::reduce},
    {"ArgMax", Part::kOther, at::none, sh::arg_reduce},
    {"ArgMin", Part::kOther, at::none, sh::arg_reduce},
    {"TopK", Part::kOther, at::none, sh::top_k},
    {"Gemm", Part::kOther, at::none, sh::gemm},
    {"MatMul", Part::kOther, at::matmul, sh::matmul},
    {"MatMulInteger", Part::kOther, at::matmul, sh::matmul_integer},
    {"QLinearMatMul", Part::kOther, at::qlinear_matmul, sh::qlinear_matmul},
    {"Reshape", Part::kOther, at::reshape, sh::reshape},
    {"Flatten", Part::kOther, at::reshape, sh::flatten},
    {"Squeeze", Part::kOther, at::reshape, sh::squeeze},
    {"Unsqueeze", Part::kOther, at::reshape, sh::unsqueeze},
    {"Expand", Part::kOther, at::expand, sh::expand},
    {"Transpose", Part::kOther, at::transpose, sh::transpose},
    {"Concat", Part::kOther, at::concat, sh::concat},
    {"Split", Part::kOther, at::split, sh::split},
    {"Slice", Part::kOther, at::slice, sh::slice},
    {"Gather", Part::kOther, at::gather, sh::gather},
    {"GatherElements", Part::kOther, at::none, sh::gather_elements},
    {"GatherND", Part::kOther, at::none, sh::gather_nd},
    {"Scatter", Part::kOther, at::none, sh::same},
    {"ScatterElements", Part::kOther, at::none, sh::same},
    {"ScatterND", Part::kOther, at::none, sh::same},
    {"OneHot", Part::kOther, at::none, sh::one_hot},
    {"EyeLike", Part::kOther, at::none, sh::eye_like},
    {"Trilu", Part::kOther, at::none, sh::same},
    {"Einsum", Part::kOther, at::none, sh::einsum},
    {"Pad", Part::kOther, at::pad, sh::pad},
    {"Tile", Part::kOther, at::tile, sh::tile},
    {"Resize", Part::kOther, at::resize, sh::resize},
    {"Upsample", Part::kOther, at::resize, sh::resize},
    {"SpaceToDepth", Part::kOther, at::space_to_depth, sh::space_to_depth},
    {"DepthToSpace", Part::kOther, at::depth_to_space, sh::depth_to_space},
    {"Constant", Part::kOther, at::none, sh::constant},
    {"ConstantOfShape", Part::kOther, at::none, sh::constant_of_shape},
    {"Shape", Part::kOther, at::none, sh::shape},
    {"Size", Part::kOther, at::none, sh::size},
    {"Range", Part::kOther, at::none, sh::range},
};

}  // namespace

const Operator* find_operator(const Node& node) {
  if (!node.domain.empty() && node.domain != "ai.onnx") return nullptr;
  static const auto kByName = [] {
    std::unordered_map<std::string_view, const Operator*> rows;
    for (const auto& row : kOperators) rows.emplace(row.name, &row);
    return rows;
  }();
  const auto found = kByName.find(node.op_type);
  return found == kByName.end() ? nullptr : found->second;
}

}  // namespace lesion::onnx
