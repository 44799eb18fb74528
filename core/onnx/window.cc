#include "core/onnx/window.h"

#include <algorithm>
#include <string>

#include "core/plain_error.h"

namespace lesion::onnx {
namespace {

// Beyond these a file is not describing a network for images.
constexpr std::int64_t kMaxWindow = 1 << 16;
constexpr std::int64_t kMaxSide = std::int64_t{1} << 40;

bool all_within(std::span<const std::int64_t> values, std::int64_t least) {
  return std::all_of(values.begin(), values.end(),
                     [&](std::int64_t v) { return v >= least && v <= kMaxWindow; });
}

// Paddings that make places = ceil(side / stride), as auto_pad SAME asks for.
void pad_to_same(WindowAxis& axis, const Dimension& side, bool more_in_front) {
  const bool known = side.value >= 0 && side.value <= kMaxSide;
  const std::int64_t rest = known ? side.value % axis.stride : 0;
  const std::int64_t beyond = axis.reach() - (rest == 0 ? axis.stride : rest);
  const std::int64_t total = std::max<std::int64_t>(0, beyond);
  axis.pad_begin = more_in_front ? (total + 1) / 2 : total / 2;
  axis.pad_end = total - axis.pad_begin;
}

}  // namespace

std::optional<std::int64_t> WindowAxis::places(std::int64_t side) const {
  if (side < 0 || side > kMaxSide) return std::nullopt;
  const std::int64_t room = side + pad_begin + pad_end - reach();
  if (room < 0) return std::nullopt;
  std::int64_t count = room / stride + 1;
  if (!ceil) return count;
  if (room % stride != 0) ++count;
  if ((count - 1) * stride >= side + pad_begin) --count;
  return count;
}

std::optional<std::int64_t> WindowAxis::transposed(std::int64_t side,
                                                   std::int64_t output_padding) const {
  if (side < 1 || side > kMaxSide || output_padding < 0 || output_padding > kMaxWindow) {
    return std::nullopt;
  }
  const std::int64_t result = (side - 1) * stride + reach() + output_padding - pad_begin - pad_end;
  if (result < 1) return std::nullopt;
  return result;
}

Result<WindowAxes> window_of(const Node& node, std::span<const std::int64_t> kernel,
                             std::span<const Dimension> sides) {
  const auto wrong = [&](const char* what) {
    return fail(ErrorKind::kCorrupt, "the " + std::string(what) + " of its window " +
                                         "are not one positive number for each axis");
  };
  const std::size_t axes = sides.size();
  const std::vector<std::int64_t> ones(axes, 1);
  std::vector<std::int64_t> kernels(kernel.begin(), kernel.end());
  if (kernels.empty()) kernels = node.ints_or("kernel_shape", {});
  const auto strides = node.ints_or("strides", ones);
  const auto dilations = node.ints_or("dilations", ones);
  const auto pads = node.ints_or("pads", std::vector<std::int64_t>(axes * 2, 0));
  if (kernels.size() != axes || !all_within(kernels, 1)) return wrong("sides");
  if (strides.size() != axes || !all_within(strides, 1)) return wrong("strides");
  if (dilations.size() != axes || !all_within(dilations, 1)) return wrong("dilations");
  const auto auto_pad = node.string_or("auto_pad", "NOTSET");
  const bool same = auto_pad.starts_with("SAME");
  const bool stated = !same && auto_pad != "VALID";
  if (stated && (pads.size() != axes * 2 || !all_within(pads, 0))) {
    return fail(ErrorKind::kCorrupt, "its pads are not two numbers for each axis");
  }
  WindowAxes window(axes);
  for (std::size_t i = 0; i < axes; ++i) {
    auto& axis = window[i];
    axis.kernel = kernels[i];
    axis.stride = strides[i];
    axis.dilation = dilations[i];
    axis.ceil = node.int_or("ceil_mode", 0) != 0;
    if (stated) {
      axis.pad_begin = pads[i];
      axis.pad_end = pads[i + axes];
    }
    if (same) pad_to_same(axis, sides[i], auto_pad == "SAME_LOWER");
  }
  return window;
}

}  // namespace lesion::onnx
