// Linear layers, normalisation, quantisation, reductions.
#include <limits>

#include "native/runtime/torch_operators.h"

namespace lesion::torch_operator {

Tensors gemm(const Call& call) {
  const auto& node = call.node;
  const auto a = node.int_or("transA", 0) != 0 ? call.need(0).t() : call.need(0);
  const auto b = node.int_or("transB", 0) != 0 ? call.need(1).t() : call.need(1);
  const auto product = at::mm(a, b);
  const double alpha = node.float_or("alpha", 1);
  const auto scaled = alpha == 1 ? product : product * alpha;
  if (!call.has(2)) return {scaled};
  const double beta = node.float_or("beta", 1);
  return {scaled + (beta == 1 ? call.need(2) : call.need(2) * beta)};
}

// The further outputs (mean and variance, and before opset 14 those of the batch) are, without
// training, what came in.
Tensors batch_normalisation(const Call& call) {
  if (call.node.int_or("training_mode", 0) != 0) throw Refusal("it is in training mode");
  const auto y =
      at::batch_norm(call.need(0), call.need(1), call.need(2), call.need(3), call.need(4), false, 0,
                     call.node.float_or("epsilon", 1e-5f), false);
  return {y, call.need(3), call.need(4), call.need(3), call.need(4)};
}

// Layer, instance and group normalisation.
Tensors layer_normalisation(const Call& call) {
  const auto& x = call.need(0);
  const double epsilon = call.node.float_or("epsilon", 1e-5f);
  if (call.node.op_type == "InstanceNormalization") {
    return {at::instance_norm(x, call.need(1), call.need(2), {}, {}, true, 0, epsilon, false)};
  }
  if (call.node.op_type == "GroupNormalization") {
    const auto groups = call.node.int_or("num_groups", 1);
    if (call.need(1).size(0) != x.size(1)) throw Refusal("its scale is not one for each channel");
    return {at::group_norm(x, groups, call.need(1), call.need(2), epsilon, false)};
  }
  const auto axis = call.axis(call.node.int_or("axis", -1), x.dim());
  const auto normal = x.sizes().slice(static_cast<std::size_t>(axis)).vec();
  return {at::layer_norm(x, normal, call.need(1), call.optional(2), epsilon, false)};
}

// x / (bias + alpha / size * sum of squares over `size` neighbouring channels) ^ beta
Tensors local_response(const Call& call) {
  const auto& x = call.need(0);
  const auto size = call.node.int_or("size", 1);
  if (x.dim() != 4 || size < 1 || size > 1 << 16) throw Refusal("its size cannot be");
  const auto before = (size - 1) / 2;
  const auto squares = at::constant_pad_nd(x * x, {0, 0, 0, 0, before, size - 1 - before}, 0);
  const auto mean = squares.unfold(1, size, 1).mean(-1);
  const double alpha = call.node.float_or("alpha", 1e-4f);
  const double bias = call.node.float_or("bias", 1);
  return {x / at::pow(mean * alpha + bias, static_cast<double>(call.node.float_or("beta", 0.75f)))};
}

namespace {

// Scale or zero point shaped so that it lies along the axis of `x`.
Tensor along(const Call& call, const Tensor& x, const Tensor& list) {
  if (list.dim() != 1 || list.numel() == 1) return list;
  Ints shape(static_cast<std::size_t>(x.dim()), 1);
  shape[static_cast<std::size_t>(call.axis(call.node.int_or("axis", 1), x.dim()))] = list.numel();
  return list.reshape(shape);
}

}  // namespace

// (x - zero point) * scale, per tensor or along `axis`.
Tensors dequantise(const Call& call) {
  const auto x = call.need(0).to(at::kFloat);
  const auto& scale = call.need(1);
  const auto zero = call.has(2) ? call.need(2).to(at::kFloat) : at::zeros_like(scale);
  return {(x - along(call, x, zero)) * along(call, x, scale)};
}

Tensors quantise(const Call& call) {
  const auto& x = call.need(0);
  const auto type = call.has(2) ? call.need(2).scalar_type() : at::kByte;
  if (type != at::kByte && type != at::kChar) throw Refusal("it quantises to other than 8 bits");
  const auto zero = call.has(2) ? call.need(2).to(at::kFloat) : at::zeros_like(call.need(1));
  const auto steps = at::round(x / along(call, x, call.need(1))) + along(call, x, zero);
  return {(type == at::kByte ? at::clamp(steps, 0, 255) : at::clamp(steps, -128, 127)).to(type)};
}

Tensors clip(const Call& call) {
  constexpr float kMost = std::numeric_limits<float>::max();
  const double low = call.has(1) ? call.need(1).item<double>()
                                 : static_cast<double>(call.node.float_or("min", -kMost));
  const double high = call.has(2) ? call.need(2).item<double>()
                                  : static_cast<double>(call.node.float_or("max", kMost));
  return {at::clamp(call.need(0), low, high)};
}

// Whole numbers are cut towards zero.
Tensors divide(const Call& call) {
  const auto& a = call.need(0);
  const auto& b = call.need(1);
  if (!at::isIntegralType(a.scalar_type(), false)) return {a / b};
  if (b.eq(0).any().item<bool>()) throw Refusal("it divides by zero");
  return {at::div(a, b, "trunc")};
}

namespace {

// Before opset 13 the axes from `axis` on count as one.
template <typename Rule>
Tensors over_axis(const Call& call, Rule rule) {
  const auto& x = call.need(0);
  if (call.opset >= 13) return {rule(x, call.axis(call.node.int_or("axis", -1), x.dim()))};
  const auto axis = call.axis(call.node.int_or("axis", 1), x.dim());
  return {rule(x.flatten(axis), axis).reshape(x.sizes())};
}

}  // namespace

Tensors softmax(const Call& call) {
  return over_axis(call, [](const Tensor& x, std::int64_t axis) { return at::softmax(x, axis); });
}

Tensors log_softmax(const Call& call) {
  return over_axis(call,
                   [](const Tensor& x, std::int64_t axis) { return at::log_softmax(x, axis); });
}

Tensors reduce(const Call& call) {
  const auto& x = call.need(0);
  const auto& op = call.node.op_type;
  auto axes = call.list("axes", 1);
  if (axes.empty()) {
    if (call.node.int_or("noop_with_empty_axes", 0) != 0) return {x};
    for (std::int64_t i = 0; i < x.dim(); ++i) axes.push_back(i);
  }
  const bool keep = call.node.int_or("keepdims", 1) != 0;
  if (op == "ReduceMean") return {x.mean(axes, keep)};
  if (op == "ReduceSum") return {x.sum(axes, keep)};
  if (op == "ReduceMax") return {x.amax(axes, keep)};
  if (op == "ReduceMin") return {x.amin(axes, keep)};
  if (op == "ReduceL1") return {x.abs().sum(axes, keep)};
  if (op == "ReduceL2") return {(x * x).sum(axes, keep).sqrt()};
  if (op == "ReduceSumSquare") return {(x * x).sum(axes, keep)};
  if (op == "ReduceLogSum") return {x.sum(axes, keep).log()};
  if (op == "ReduceLogSumExp") return {x.logsumexp(axes, keep)};
  if (op != "ReduceProd") throw Refusal("the reduction is not supported");
  Tensor y = x;
  for (const auto axis : axes) y = y.prod(call.axis(axis, x.dim()), true);
  return {keep ? y : y.reshape(x.sum(axes, false).sizes())};
}

Tensors arg_reduce(const Call& call) {
  const auto& x = call.need(0);
  const auto axis = call.axis(call.node.int_or("axis", 0), x.dim());
  const bool keep = call.node.int_or("keepdims", 1) != 0;
  if (call.node.int_or("select_last_index", 0) != 0) throw Refusal("it selects the last index");
  return {call.node.op_type == "ArgMax" ? x.argmax(axis, keep) : x.argmin(axis, keep)};
}

Tensors gelu(const Call& call) {
  return {at::gelu(call.need(0), call.node.string_or("approximate", "none"))};
}

// The slope is broadcast; libtorch's own takes one for each channel only.
Tensors p_relu(const Call& call) {
  const auto& x = call.need(0);
  return {at::where(x < 0, x * call.need(1), x)};
}

}  // namespace lesion::torch_operator
