// Convolutions, pools, padding and resizing; the windows are core/onnx/window's.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/onnx/window.h"
#include "native/runtime/torch_operators.h"

namespace lesion::torch_operator {
namespace {

onnx::WindowAxes window_over(const Call& call, const Tensor& x, const Ints& kernel) {
  if (x.dim() < 3) throw Refusal("its input is not N,C,H,W");
  onnx::Shape sides;
  for (std::int64_t i = 2; i < x.dim(); ++i) sides.emplace_back(x.size(i));
  auto window = onnx::window_of(call.node, kernel, sides);
  if (!window) throw Refusal(window.error().message);
  return *window;
}

// One of a window's numbers for each axis.
template <typename Of>
Ints each(const onnx::WindowAxes& window, Of of) {
  Ints numbers;
  for (const auto& axis : window) numbers.push_back(of(axis));
  return numbers;
}

Ints kernels(const onnx::WindowAxes& window) {
  return each(window, [](const auto& axis) { return axis.kernel; });
}
Ints strides(const onnx::WindowAxes& window) {
  return each(window, [](const auto& axis) { return axis.stride; });
}
Ints dilations(const onnx::WindowAxes& window) {
  return each(window, [](const auto& axis) { return axis.dilation; });
}

// `x` with that many cells added in front of and behind each axis behind N and C, or taken away
// where negative.
Tensor padded(const Tensor& x, const Ints& front, const Ints& behind, double value) {
  Ints pads;
  bool any = false;
  for (std::size_t i = front.size(); i-- > 0;) {  // libtorch counts from the last axis
    pads.push_back(front[i]);
    pads.push_back(behind[i]);
    any = any || front[i] != 0 || behind[i] != 0;
  }
  return any ? at::constant_pad_nd(x, pads, value) : x;
}

// What each axis needs behind it so that exactly the window's places fit.
Ints room_behind(const onnx::WindowAxes& window, const Tensor& x) {
  Ints behind;
  for (std::size_t i = 0; i < window.size(); ++i) {
    const auto side = x.size(static_cast<std::int64_t>(i) + 2);
    const auto places = window[i].places(side);
    if (!places) throw Refusal("its window is greater than its input");
    behind.push_back((*places - 1) * window[i].stride + window[i].reach() - side -
                     window[i].pad_begin);
  }
  return behind;
}

void need_two_axes(const onnx::WindowAxes& window) {
  if (window.size() != 2) throw Refusal("its input is not N,C,H,W");
}

}  // namespace

Tensors conv(const Call& call) {
  const auto& x = call.need(0);
  const auto& w = call.need(1);
  if (w.dim() != x.dim())
    throw Refusal("its weights are not those of a convolution over its input");
  const auto window = window_over(call, x, w.sizes().slice(2).vec());
  const auto front = each(window, [](const auto& axis) { return axis.pad_begin; });
  const auto behind = each(window, [](const auto& axis) { return axis.pad_end; });
  const Ints none(window.size(), 0);
  const bool even = front == behind;
  return {at::convolution(even ? x : padded(x, front, behind, 0), w, call.optional(2),
                          strides(window), even ? front : none, dilations(window), false, none,
                          call.node.int_or("group", 1))};
}

// Computed without padding or bias and cut to size: so any padding will do.
Tensors conv_transpose(const Call& call) {
  const auto& x = call.need(0);
  const auto& w = call.need(1);
  if (w.dim() != x.dim())
    throw Refusal("its weights are not those of a convolution over its input");
  const auto window = window_over(call, x, w.sizes().slice(2).vec());
  const std::size_t axes = window.size();
  const Ints none(axes, 0);
  auto y = at::convolution(x, w, {}, strides(window), none, dilations(window), true, none,
                           call.node.int_or("group", 1));
  const auto more = call.node.ints_or("output_padding", none);
  const auto stated = call.node.ints_or("output_shape", {});
  const auto mode = call.node.string_or("auto_pad", "NOTSET");
  if (more.size() != axes) throw Refusal("output_padding is not one number an axis");
  Ints front;
  Ints behind;
  for (std::size_t i = 0; i < axes; ++i) {
    const auto side = static_cast<std::int64_t>(i) + 2;
    std::int64_t begin = window[i].pad_begin;
    std::int64_t end = window[i].pad_end;
    if (stated.size() >= axes || mode.starts_with("SAME")) {
      const auto wanted = stated.size() >= axes ? stated[stated.size() - axes + i]
                                                : x.size(side) * window[i].stride;
      const auto total = std::max<std::int64_t>(0, y.size(side) + more[i] - wanted);
      begin = mode == "SAME_UPPER" ? total / 2 : (total + 1) / 2;
      end = total - begin;
    }
    front.push_back(-begin);
    behind.push_back(more[i] - end);
  }
  y = padded(y, front, behind, 0);
  if (!call.has(2)) return {y};
  Ints shape(static_cast<std::size_t>(y.dim()), 1);
  shape[1] = -1;
  return {y + call.need(2).reshape(shape)};
}

Tensors max_pool(const Call& call) {
  const auto& x = call.need(0);
  const auto window = window_over(call, x, {});
  need_two_axes(window);
  const auto front = each(window, [](const auto& axis) { return axis.pad_begin; });
  const auto wide =
      padded(x, front, room_behind(window, x), -std::numeric_limits<double>::infinity());
  if (call.node.outputs.size() < 2) {
    return {at::max_pool2d(wide, kernels(window), strides(window), {0, 0}, dilations(window))};
  }
  if (call.node.int_or("storage_order", 0) != 0) throw Refusal("its indices count by columns");
  const auto [values, at_padded] = at::max_pool2d_with_indices(
      wide, kernels(window), strides(window), {0, 0}, dilations(window));
  // From places on the padded map to places in the whole input.
  const auto row = at::div(at_padded, wide.size(3), "floor") - front[0];
  const auto column = at::remainder(at_padded, wide.size(3)) - front[1];
  const auto map =
      at::arange(x.size(0) * x.size(1), at::kLong).reshape({x.size(0), x.size(1), 1, 1});
  return {values, (map * x.size(2) + row) * x.size(3) + column};
}

// Cells put back where max_pool() found them. Its places count in the whole output, whose sides are
// those that the window fills; a stated output_shape is not supported, as ONNX lets it mean two
// things.
Tensors max_unpool(const Call& call) {
  const auto& x = call.need(0);
  const auto& places = call.need(1);
  if (call.has(2)) throw Refusal("a stated output shape is not supported");
  if (places.sizes() != x.sizes()) throw Refusal("its places are not one for each cell");
  const auto window = window_over(call, x, {});
  Ints shape{x.size(0), x.size(1)};
  for (std::size_t i = 0; i < window.size(); ++i) {
    const auto side = window[i].transposed(x.size(static_cast<std::int64_t>(i) + 2), 0);
    if (!side) throw Refusal("its window cannot be");
    shape.push_back(*side);
  }
  const Tensor y = at::zeros(shape, x.options());
  return {y.flatten().scatter(0, places.flatten(), x.flatten()).reshape(shape)};
}

// The mean over what counts: the input's cells, with count_include_pad those of the padding too,
// never those that ceil_mode adds behind it.
Tensors average_pool(const Call& call) {
  const auto& x = call.need(0);
  const auto window = window_over(call, x, {});
  need_two_axes(window);
  for (const auto& axis : window) {
    if (axis.dilation != 1) throw Refusal("dilations are not supported");
  }
  const auto front = each(window, [](const auto& axis) { return axis.pad_begin; });
  const auto behind = room_behind(window, x);
  const auto pool = [&](const Tensor& map) {
    return at::avg_pool2d(map, kernels(window), strides(window));
  };
  const auto sums = pool(padded(x, front, behind, 0));
  auto counted = at::ones({1, 1, x.size(2), x.size(3)}, x.options());
  Ints before = front;
  Ints after = behind;
  if (call.node.int_or("count_include_pad", 0) != 0) {
    const auto stated = each(window, [](const auto& axis) { return axis.pad_end; });
    counted = padded(counted, front, stated, 1);
    before.assign(2, 0);
    for (std::size_t i = 0; i < 2; ++i) after[i] -= stated[i];
  }
  return {sums / pool(padded(counted, before, after, 0))};
}

namespace {

// Cells of an axis by their numbers.
Tensor pick(const Tensor& x, std::int64_t axis, const Ints& cells) {
  return x.index_select(axis, at::tensor(cells, at::kLong));
}

std::int64_t reflected(std::int64_t at, std::int64_t side) {
  if (side == 1) return 0;
  const auto period = 2 * (side - 1);
  at = ((at % period) + period) % period;
  return at < side ? at : period - at;
}

// Where cell j of the output lies on the input's cells, by coordinate_transformation_mode.
double source_of(const std::string& mode, std::int64_t j, double scale, std::int64_t from,
                 std::int64_t to) {
  const auto cell = static_cast<double>(j);
  if (mode == "half_pixel") return (cell + 0.5) / scale - 0.5;
  if (mode == "pytorch_half_pixel") return to > 1 ? (cell + 0.5) / scale - 0.5 : 0;
  if (mode == "asymmetric") return cell / scale;
  if (mode == "align_corners") {
    return to > 1 ? cell * static_cast<double>(from - 1) / static_cast<double>(to - 1) : 0;
  }
  throw Refusal("the coordinates " + mode + " are not supported");
}

std::int64_t nearest_of(const std::string& rule, double at) {
  if (rule == "floor") return static_cast<std::int64_t>(std::floor(at));
  if (rule == "ceil") return static_cast<std::int64_t>(std::ceil(at));
  if (rule == "round_prefer_ceil") return static_cast<std::int64_t>(std::floor(at + 0.5));
  return static_cast<std::int64_t>(std::ceil(at - 0.5));
}

Tensor resized(const Call& call, const Tensor& x, std::int64_t axis, std::int64_t to,
               double scale) {
  const bool old = call.node.op_type == "Upsample" || call.opset == 10;
  const auto mode = call.node.string_or("mode", "nearest");
  const auto places = old ? std::string("asymmetric")
                          : call.node.string_or("coordinate_transformation_mode", "half_pixel");
  const auto rule =
      old ? std::string("floor") : call.node.string_or("nearest_mode", "round_prefer_floor");
  const auto from = x.size(axis);
  if (from < 1 || to < 1 || to > (1 << 20)) throw Refusal("a side cannot be");
  const auto within = [&](std::int64_t cell) {
    return std::clamp<std::int64_t>(cell, 0, from - 1);
  };
  Ints first;
  Ints second;
  std::vector<float> share;
  for (std::int64_t j = 0; j < to; ++j) {
    const double at = source_of(places, j, scale, from, to);
    const bool nearest = mode == "nearest";
    const auto cell = nearest ? nearest_of(rule, at) : static_cast<std::int64_t>(std::floor(at));
    first.push_back(within(cell));
    second.push_back(within(cell + 1));
    share.push_back(static_cast<float>(at - std::floor(at)));
  }
  if (mode == "nearest") return pick(x, axis, first);
  if (mode != "linear" && mode != "bilinear")
    throw Refusal("the mode " + mode + " is not supported");
  Ints shape(static_cast<std::size_t>(x.dim()), 1);
  shape[static_cast<std::size_t>(axis)] = to;
  const auto weight = at::tensor(share, at::kFloat).reshape(shape);
  return pick(x, axis, first) * (1 - weight) + pick(x, axis, second) * weight;
}

}  // namespace

Tensors pad(const Call& call) {
  const auto& x = call.need(0);
  const auto pads = call.list("pads", 1);
  Ints axes = call.has(3) ? call.ints(3) : Ints(static_cast<std::size_t>(x.dim()));
  if (!call.has(3)) std::iota(axes.begin(), axes.end(), 0);
  if (pads.size() != axes.size() * 2) throw Refusal("its pads are not two for each axis");
  const auto mode = call.node.string_or("mode", "constant");
  if (mode != "constant" && mode != "reflect" && mode != "edge") {
    throw Refusal("the mode " + mode + " is not supported");
  }
  const double value = call.has(2) ? call.need(2).item<double>()
                                   : static_cast<double>(call.node.float_or("value", 0));
  Tensor y = x;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const auto axis = call.axis(axes[i], x.dim());
    const auto before = pads[i];
    const auto behind = pads[i + axes.size()];
    if (before == 0 && behind == 0) continue;
    constexpr std::int64_t kMost = 1 << 20;
    if (std::max(before, behind) > kMost || std::min(before, behind) < -kMost) {
      throw Refusal("its pads are out of range");
    }
    if (mode == "constant") {
      Ints list(static_cast<std::size_t>((x.dim() - axis) * 2), 0);
      list[list.size() - 2] = before;
      list[list.size() - 1] = behind;
      y = at::constant_pad_nd(y, list, value);
      continue;
    }
    const auto side = y.size(axis);
    if (side < 1) throw Refusal("it repeats cells of an empty axis");
    Ints cells;
    for (std::int64_t at = -before; at < side + behind; ++at) {
      cells.push_back(mode == "edge" ? std::clamp<std::int64_t>(at, 0, side - 1)
                                     : reflected(at, side));
    }
    y = pick(y, axis, cells);
  }
  return {y};
}

// Upsample and Resize of opset 10: scales as input 1 (or attribute); from 11 on scales or sizes as
// inputs 2 and 3.
Tensors resize(const Call& call) {
  const auto& x = call.need(0);
  const bool old = call.node.op_type == "Upsample" || call.opset == 10;
  if (call.node.int_or("antialias", 0) != 0) throw Refusal("antialias is not supported");
  Ints axes = call.node.ints_or("axes", {});
  if (axes.empty()) {
    for (std::int64_t i = 0; i < x.dim(); ++i) axes.push_back(i);
  }
  std::vector<double> scales;
  Ints sizes;
  const std::size_t input = old ? 1 : 2;
  if (call.has(input) && call.need(input).numel() > 0) {
    const auto list = call.need(input).to(at::kDouble).contiguous();
    scales.assign(list.data_ptr<double>(), list.data_ptr<double>() + list.numel());
  } else if (!old && call.has(3)) {
    sizes = call.ints(3);
  } else {
    for (const auto& attribute : call.node.attributes) {
      const auto* list = std::get_if<std::vector<float>>(&attribute.value);
      if (attribute.name == "scales" && list != nullptr) scales.assign(list->begin(), list->end());
    }
  }
  if (std::max(scales.size(), sizes.size()) != axes.size()) {
    throw Refusal("it does not name each side once");
  }
  Tensor y = x;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const auto axis = call.axis(axes[i], x.dim());
    const auto from = static_cast<double>(x.size(axis));
    const double scale = sizes.empty() ? scales[i] : static_cast<double>(sizes[i]) / from;
    if (!(scale > 0 && scale < 1e6)) throw Refusal("a scale cannot be");
    const auto to = sizes.empty() ? static_cast<std::int64_t>(std::floor(from * scale)) : sizes[i];
    if (to != x.size(axis) || scale != 1) y = resized(call, y, axis, to, scale);
  }
  return {y};
}

namespace {

std::int64_t block_of(const Call& call) {
  const auto block = call.node.int_or("blocksize", 0);
  if (call.need(0).dim() != 4 || block < 1 || block > 1 << 16) throw Refusal("its block cannot be");
  return block;
}

}  // namespace

Tensors depth_to_space(const Call& call) {
  const auto b = block_of(call);
  const auto& x = call.need(0);
  const auto n = x.size(0);
  const auto c = x.size(1) / (b * b);
  const auto h = x.size(2);
  const auto w = x.size(3);
  if (call.node.string_or("mode", "DCR") == "CRD") {
    return {
        x.reshape({n, c, b, b, h, w}).permute({0, 1, 4, 2, 5, 3}).reshape({n, c, h * b, w * b})};
  }
  return {x.reshape({n, b, b, c, h, w}).permute({0, 3, 4, 1, 5, 2}).reshape({n, c, h * b, w * b})};
}

Tensors space_to_depth(const Call& call) {
  const auto b = block_of(call);
  const auto& x = call.need(0);
  const auto n = x.size(0);
  const auto c = x.size(1);
  const auto h = x.size(2) / b;
  const auto w = x.size(3) / b;
  return {x.reshape({n, c, h, b, w, b}).permute({0, 3, 5, 1, 2, 4}).reshape({n, c * b * b, h, w})};
}

}  // namespace lesion::torch_operator
