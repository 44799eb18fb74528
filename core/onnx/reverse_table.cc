// The operators that a gradient goes back through, each once. Adding one is adding its row.
#include <string_view>

#include "core/onnx/reverse_rule.h"

namespace lesion::onnx {
namespace {

namespace rv = reverse_rule;

struct Row {
  std::string_view name;
  ReverseRule rule;
};

// Of the standard's domain, in the forms of operator sets 17 to 21 (core/onnx/upgrade.h brings
// earlier ones there).
constexpr Row kRules[] = {
    {"Conv", rv::convolution},
    {"ConvTranspose", rv::transposed_convolution},
    {"MaxPool", rv::max_pool},
    {"AveragePool", rv::average_pool},
    {"GlobalAveragePool", rv::global_average},
    {"GlobalMaxPool", rv::global_max},
    {"Resize", rv::resize},
    {"DepthToSpace", rv::depth_to_space},
    {"SpaceToDepth", rv::space_to_depth},
    {"Gemm", rv::gemm},
    {"MatMul", rv::matmul},
    {"BatchNormalization", rv::batch_normalisation},
    {"InstanceNormalization", rv::layer_normalisation},
    {"LayerNormalization", rv::layer_normalisation},
    {"LRN", rv::local_response},
    {"ReduceMean", rv::reduce_mean},
    {"ReduceSum", rv::reduce_sum},
    {"ReduceMax", rv::reduce_max},
    {"Softmax", rv::softmax},
    {"LogSoftmax", rv::log_softmax},
    {"Identity", rv::identity},
    {"Dropout", rv::identity},
    {"Cast", rv::cast},
    {"Relu", rv::relu},
    {"LeakyRelu", rv::leaky_relu},
    {"PRelu", rv::p_relu},
    {"Elu", rv::elu},
    {"Selu", rv::selu},
    {"Celu", rv::celu},
    {"Clip", rv::clip},
    {"Sigmoid", rv::sigmoid},
    {"Tanh", rv::tanh},
    {"HardSigmoid", rv::hard_sigmoid},
    {"HardSwish", rv::hard_swish},
    {"Gelu", rv::gelu},
    {"Erf", rv::erf},
    {"Softplus", rv::softplus},
    {"Exp", rv::exp},
    {"Log", rv::log},
    {"Sqrt", rv::sqrt},
    {"Reciprocal", rv::reciprocal},
    {"Abs", rv::abs},
    {"Neg", rv::neg},
    {"Add", rv::add},
    {"Sum", rv::add},
    {"Sub", rv::sub},
    {"Mul", rv::mul},
    {"Div", rv::div},
    {"Pow", rv::pow},
    {"Where", rv::where},
    {"Reshape", rv::reshape},
    {"Flatten", rv::reshape},
    {"Squeeze", rv::reshape},
    {"Unsqueeze", rv::reshape},
    {"Transpose", rv::transpose},
    {"Concat", rv::concat},
    {"Split", rv::split},
    {"Slice", rv::slice},
    {"Gather", rv::gather},
    {"Pad", rv::pad},
    {"Expand", rv::expand},
};

}  // namespace

ReverseRule find_reverse(const Node& node) {
  if (!node.domain.empty() && node.domain != "ai.onnx") return nullptr;
  for (const auto& row : kRules) {
    if (row.name == node.op_type) return row.rule;
  }
  return nullptr;
}

}  // namespace lesion::onnx
