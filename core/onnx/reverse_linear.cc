// How linear layers, normalisations and reductions go back.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/onnx/reverse_rule.h"
#include "core/onnx/shape_rule.h"

namespace lesion::onnx::reverse_rule {

void gemm(ReverseCall& call) {
  if (call.wanted(1) || call.node.int_or("transA", 0) != 0) return call.refuse();
  const bool turned = call.node.int_or("transB", 0) != 0;
  if (call.wanted(0)) {
    call.give(0, call.make("Gemm", {call.gradient(), call.in(1)},
                           {{"alpha", call.node.float_or("alpha", 1)},
                            {"transB", std::int64_t{turned ? 0 : 1}}}));
  }
  if (call.wanted(2)) {
    call.give_broadcast(2, call.scaled(call.gradient(), call.node.float_or("beta", 1)));
  }
}

namespace {

std::string last_two_swapped(ReverseCall& call, const std::string& x, std::size_t rank) {
  Wholes order(rank);
  std::iota(order.begin(), order.end(), 0);
  std::swap(order[rank - 1], order[rank - 2]);
  return call.make("Transpose", {x}, {{"perm", order}});
}

}  // namespace

void matmul(ReverseCall& call) {
  const Shape* a = call.shape(0);
  const Shape* b = call.shape(1);
  if (a == nullptr) return call.refuse_shape(call.in(0));
  if (b == nullptr) return call.refuse_shape(call.in(1));
  if (a->size() < 2 || b->size() < 2) return call.refuse();
  // The axes in front of the matrices: the same, or none for the matrix that stays.
  const auto heads_alike = [&] {
    return a->size() == b->size() && std::equal(a->begin(), a->end() - 2, b->begin());
  };
  if (call.wanted(0)) {
    if (b->size() != 2 && !heads_alike()) return call.refuse();
    const auto turned = last_two_swapped(call, call.in(1), b->size());
    call.give(0, call.make("MatMul", {call.gradient(), turned}));
  }
  if (call.wanted(1)) {
    if (a->size() != 2 && !heads_alike()) return call.refuse();
    const auto turned = last_two_swapped(call, call.in(0), a->size());
    call.give(1, call.make("MatMul", {turned, call.gradient()}));
  }
}

// With its own statistics a line for each channel: y = (x - mean) * scale / sqrt(variance + e).
void batch_normalisation(ReverseCall& call) {
  const Shape* x = call.shape(0);
  if (x == nullptr || x->size() < 2) return call.refuse_shape(call.in(0));
  const Tensor* scale = call.constant(1);
  const Tensor* variance = call.constant(4);
  const bool plain = scale != nullptr && variance != nullptr &&
                     scale->count() == variance->count() &&
                     call.node.int_or("training_mode", 0) == 0;
  if (!plain) return call.refuse();
  const auto factors = as_floats(*scale);
  const auto variances = as_floats(*variance);
  const double epsilon = call.node.float_or("epsilon", 1e-5f);
  std::vector<float> slopes;
  for (std::size_t i = 0; i < factors.size(); ++i) {
    const double spread = static_cast<double>(variances[i]) + epsilon;
    if (!(spread > 0)) return call.refuse();
    slopes.push_back(static_cast<float>(factors[i] / std::sqrt(spread)));
  }
  Wholes dims(x->size() - 1, 1);
  dims[0] = static_cast<std::int64_t>(slopes.size());
  call.give(0, call.multiply(call.gradient(), call.floats(dims, slopes)));
}

namespace {

// The number of cells along the axes; nothing where a side is not known.
std::optional<double> cells(const Shape& shape, const Wholes& axes) {
  double count = 1;
  for (const auto axis : axes) {
    const auto& side = shape[static_cast<std::size_t>(axis)];
    if (side.value < 1) return std::nullopt;
    count *= static_cast<double>(side.value);
  }
  return count;
}

std::string mean(ReverseCall& call, const std::string& x, const Wholes& axes, double count) {
  return call.scaled(call.sum(x, axes, true), static_cast<float>(1 / count));
}

}  // namespace

// y = scale * x' + bias, x' = (x - mean) / deviation over some axes:
// dx = (g - mean(g) - x' * mean(g * x')) / deviation with g = scale * dy.
void layer_normalisation(ReverseCall& call) {
  const Shape* x = call.shape(0);
  if (x == nullptr || x->size() < 2) return call.refuse_shape(call.in(0));
  if (call.wanted(1) || call.wanted(2)) return call.refuse();
  const bool instance = call.node.op_type == "InstanceNormalization";
  const auto rank = x->size();
  const auto first =
      instance ? std::optional<std::size_t>(2) : axis_index(call.node.int_or("axis", -1), rank);
  if (!first || *first >= rank) return call.refuse();
  Wholes axes(rank - *first);
  std::iota(axes.begin(), axes.end(), static_cast<std::int64_t>(*first));
  const auto count = cells(*x, axes);
  if (!count) return call.refuse_shape(call.in(0));
  const auto centred = call.subtract(call.in(0), mean(call, call.in(0), axes, *count));
  const auto variance = mean(call, call.multiply(centred, centred), axes, *count);
  const auto deviation =
      call.make("Sqrt", {call.add(variance, call.number(call.node.float_or("epsilon", 1e-5f)))});
  const auto normal = call.make("Div", {centred, deviation});
  std::string scale = call.in(1);
  if (instance) {
    Wholes dims(rank - 1, 1);
    dims[0] = -1;
    scale = call.make("Reshape", {scale, call.wholes(dims)});
  }
  const auto g = call.multiply(call.gradient(), scale);
  const auto level = call.subtract(g, mean(call, g, axes, *count));
  const auto along = mean(call, call.multiply(g, normal), axes, *count);
  call.give(0, call.make("Div", {call.subtract(level, call.multiply(normal, along)), deviation}));
}

// y = x * s^-b with s = bias + alpha / size * (sum of squares over neighbouring channels), which is
// a matrix over the channels: dx = g * s^-b - 2 b alpha / size * x * M^T (g * y / s).
void local_response(ReverseCall& call) {
  const Shape* x = call.shape(0);
  if (x == nullptr || x->size() != 4 || (*x)[1].value < 1) return call.refuse_shape(call.in(0));
  const auto channels = (*x)[1].value;
  const auto size = call.node.int_or("size", 0);
  constexpr std::int64_t kMostChannels = 2048;
  if (size < 1 || channels > kMostChannels) return call.refuse();
  const auto below = (size - 1) / 2;
  const auto above = size - 1 - below;
  std::vector<float> band(static_cast<std::size_t>(channels * channels), 0.0f);
  std::vector<float> turned(band.size(), 0.0f);
  for (std::int64_t i = 0; i < channels; ++i) {
    for (std::int64_t j = std::max<std::int64_t>(0, i - below);
         j <= std::min(channels - 1, i + above); ++j) {
      band[static_cast<std::size_t>(i * channels + j)] = 1;
      turned[static_cast<std::size_t>(j * channels + i)] = 1;
    }
  }
  const float share = call.node.float_or("alpha", 1e-4f) / static_cast<float>(size);
  const float power = call.node.float_or("beta", 0.75f);
  const Wholes dims{channels, channels, 1, 1};
  const auto squares = call.multiply(call.in(0), call.in(0));
  const auto sums = call.make("Conv", {squares, call.floats(dims, band)});
  const auto s = call.add(call.scaled(sums, share), call.number(call.node.float_or("bias", 1)));
  const auto direct = call.multiply(call.gradient(), call.make("Pow", {s, call.number(-power)}));
  const auto part = call.make("Div", {call.multiply(call.gradient(), call.out()), s});
  const auto back = call.make("Conv", {part, call.floats(dims, turned)});
  call.give(0,
            call.subtract(direct, call.multiply(call.scaled(call.in(0), 2 * power * share), back)));
}

namespace {

// The axes of a reduction, from 0; empty where it reduces nothing.
std::optional<Wholes> reduced_axes(ReverseCall& call) {
  const Shape* x = call.shape(0);
  if (x == nullptr) return call.refuse_shape(call.in(0)), std::nullopt;
  const auto stated = call.list("axes", 1);
  if (!stated) return call.refuse(), std::nullopt;
  const auto found = axis_indices(*stated, x->size());
  if (!found) return call.refuse(), std::nullopt;
  Wholes axes(found->begin(), found->end());
  if (axes.empty() && call.node.int_or("noop_with_empty_axes", 0) == 0) {
    axes.resize(x->size());
    std::iota(axes.begin(), axes.end(), 0);
  }
  return axes;
}

// `tensor`, of the output's shape, with the axes that were reduced as sides of 1.
std::string with_axes(ReverseCall& call, const std::string& tensor, const Wholes& axes) {
  if (axes.empty() || call.node.int_or("keepdims", 1) != 0) return tensor;
  return call.make("Unsqueeze", {tensor, call.wholes(axes)});
}

// The gradient spread over the axes by weight: all alike.
void spread(ReverseCall& call, const Wholes& axes, double share) {
  auto g = with_axes(call, call.gradient(), axes);
  if (share != 1) g = call.scaled(g, static_cast<float>(share));
  call.give(0, call.expanded_like(g, call.in(0)));
}

// To the greatest cells, alike where there are several.
void to_greatest(ReverseCall& call, const Wholes& axes) {
  const auto g = with_axes(call, call.gradient(), axes);
  const auto y = with_axes(call, call.out(), axes);
  const auto is_greatest =
      call.make("Cast", {call.make("Equal", {call.in(0), y})}, {{"to", std::int64_t{1}}});
  const auto count = call.sum(is_greatest, axes, true);
  call.give(0, call.multiply(is_greatest, call.make("Div", {g, count})));
}

std::optional<Wholes> image_axes(ReverseCall& call) {
  const Shape* x = call.shape(0);
  if (x == nullptr || x->size() < 3) return call.refuse_shape(call.in(0)), std::nullopt;
  Wholes axes(x->size() - 2);
  std::iota(axes.begin(), axes.end(), 2);
  return axes;
}

void spread_mean(ReverseCall& call, const std::optional<Wholes>& axes) {
  if (!axes) return;
  const auto count = cells(*call.shape(0), *axes);
  if (!count) return call.refuse_shape(call.in(0));
  spread(call, *axes, 1 / *count);
}

}  // namespace

void global_average(ReverseCall& call) { spread_mean(call, image_axes(call)); }

void global_max(ReverseCall& call) {
  if (const auto axes = image_axes(call)) to_greatest(call, *axes);
}

void reduce_mean(ReverseCall& call) { spread_mean(call, reduced_axes(call)); }

void reduce_sum(ReverseCall& call) {
  if (const auto axes = reduced_axes(call)) spread(call, *axes, 1);
}

void reduce_max(ReverseCall& call) {
  if (const auto axes = reduced_axes(call)) to_greatest(call, *axes);
}

namespace {

std::optional<Wholes> softmax_axis(ReverseCall& call) {
  const Shape* x = call.shape(0);
  if (x == nullptr) return call.refuse_shape(call.in(0)), std::nullopt;
  const auto axis = axis_index(call.node.int_or("axis", -1), x->size());
  if (!axis) return call.refuse(), std::nullopt;
  return Wholes{static_cast<std::int64_t>(*axis)};
}

}  // namespace

void softmax(ReverseCall& call) {
  const auto axis = softmax_axis(call);
  if (!axis) return;
  const auto part = call.multiply(call.gradient(), call.out());
  call.give(0, call.subtract(part, call.multiply(call.out(), call.sum(part, *axis, true))));
}

void log_softmax(ReverseCall& call) {
  const auto axis = softmax_axis(call);
  if (!axis) return;
  const auto share = call.make("Exp", {call.out()});
  call.give(0, call.subtract(call.gradient(),
                             call.multiply(share, call.sum(call.gradient(), *axis, true))));
}

}  // namespace lesion::onnx::reverse_rule
