// Place rules of the operators that look at a neighbourhood, or change the number of cells.
#include <algorithm>
#include <cmath>
#include <span>

#include "core/onnx/place_parts.h"
#include "core/onnx/window.h"

namespace lesion::onnx::place_rule {
namespace {

// Cells behind `window` over cells at `before`.
std::optional<PlaceAxis> behind(const PlaceAxis& before, const WindowAxis& window) {
  if (!placed(before)) return before;
  PlaceAxis axis = before;
  axis.extent += static_cast<double>(window.reach() - 1) * before.stride;
  axis.start +=
      (static_cast<double>(window.reach() - 1) / 2 - static_cast<double>(window.pad_begin)) *
      before.stride;
  axis.stride *= static_cast<double>(window.stride);
  if (axis.extent > kMaxExtent || axis.stride > kMaxExtent) return std::nullopt;
  return axis;
}

// Slides a window over the axes behind N and C.
void slide(PlaceCall& call, std::span<const std::int64_t> kernel, bool mixes_channels) {
  const Place* before = call.in(0);
  if (before == nullptr) return;
  if (before->size() < 3) return call.lose("it slides a window over what is no map");
  Shape sides(before->size() - 2);
  if (const auto& shape = call.facts(0).shape; shape && shape->size() == before->size()) {
    sides.assign(shape->begin() + 2, shape->end());
  }
  const auto window = window_of(call.node, kernel, sides);
  if (!window) return call.lose("its window cannot be");
  Place place = *before;
  if (mixes_channels) place[1] = PlaceAxis{};
  for (std::size_t i = 0; i < window->size(); ++i) {
    const auto axis = behind(place[i + 2], (*window)[i]);
    if (!axis) return call.lose("its window is greater than any image");
    place[i + 2] = *axis;
  }
  if (call.outputs.size() > 1) call.outputs[1] = place;  // MaxPool's indices
  call.set(std::move(place));
}

void convolve(PlaceCall& call, std::size_t weights) {
  if (call.in(0) == nullptr) return;
  std::vector<std::int64_t> kernel;
  const auto& w = call.facts(weights).shape;
  if (!w || w->size() != call.in(0)->size()) return call.lose("its weights' shape is not known");
  for (std::size_t i = 2; i < w->size(); ++i) kernel.push_back((*w)[i].value);
  slide(call, kernel, true);
}

// Cells `factor` times as many, each of which reads `cells` of the old ones around it.
PlaceAxis magnified(const PlaceAxis& before, double factor, double first, double more) {
  PlaceAxis axis = before;
  axis.start += (first - 0.5) * before.stride;
  axis.extent += more * before.stride;
  axis.stride /= factor;
  return axis;
}

// Cells of the output per cell of the input, and where output cell 0 lies on the input's cells.
struct Scale {
  double factor = 1;
  double first = 0.5;
};

std::optional<Scale> scale_of(const PlaceCall& call, std::int64_t from, std::int64_t to) {
  if (from < 1 || to < 1) return std::nullopt;
  const double factor = static_cast<double>(to) / static_cast<double>(from);
  const bool old = call.node.op_type == "Upsample" || call.opset == 10;
  const auto mode = old ? std::string("asymmetric")
                        : call.node.string_or("coordinate_transformation_mode", "half_pixel");
  if (from == to || mode == "half_pixel" || mode == "half_pixel_symmetric" ||
      (mode == "pytorch_half_pixel" && to > 1)) {
    return Scale{factor, 0.5 / factor};
  }
  // Cell j reads around j / factor: with its own cell's centre for "linear", and for "nearest" of
  // the cell that is not before j / factor.
  if (mode == "asymmetric") {
    const bool nearest = call.node.string_or("mode", "nearest") == "nearest";
    return Scale{factor, nearest && factor > 1 ? 0.5 / factor : 0.5};
  }
  if (mode == "align_corners" && from > 1 && to > 1) {
    return Scale{static_cast<double>(to - 1) / static_cast<double>(from - 1), 0.5};
  }
  return std::nullopt;
}

}  // namespace

void convolution(PlaceCall& call) { convolve(call, 1); }
void qlinear_convolution(PlaceCall& call) { convolve(call, 3); }

// Cell j of the output reads the cells from (j + pad - (reach - 1)) / stride to (j + pad) / stride.
void transposed_convolution(PlaceCall& call) {
  const Place* before = call.in(0);
  if (before == nullptr) return;
  const auto& w = call.facts(1).shape;
  const auto& input = call.facts(0).shape;
  const auto& output = call.made(0).shape;
  if (!w || w->size() != before->size() || !input || !output) return call.lose(kOpen);
  std::vector<std::int64_t> kernel;
  for (std::size_t i = 2; i < w->size(); ++i) kernel.push_back((*w)[i].value);
  const auto window = window_of(call.node, kernel, std::span(*input).subspan(2));
  const bool stated = call.node.string_or("auto_pad", "NOTSET") == "NOTSET" &&
                      call.node.ints_or("output_shape", {}).empty();
  if (!window || !stated) return call.lose(kOpen);
  Place place = *before;
  place[1] = PlaceAxis{};
  for (std::size_t i = 0; i < window->size(); ++i) {
    auto& axis = place[i + 2];
    if (!placed(axis)) continue;
    const auto& slid = (*window)[i];
    const double factor = static_cast<double>(slid.stride);
    const double reach = static_cast<double>(slid.reach() - 1);
    const double first = (static_cast<double>(slid.pad_begin) - reach / 2) / factor + 0.5;
    axis = magnified(axis, factor, first, reach / factor);
    if (axis.extent > kMaxExtent) return call.lose("its window is greater than any image");
  }
  call.set(std::move(place));
}

void pool(PlaceCall& call) { slide(call, {}, false); }

// Positions are affine; what a cell reads around its position differs from cell to cell, and the
// extent covers the widest of them.
void resize(PlaceCall& call) {
  const Place* before = call.in(0);
  if (before == nullptr) return;
  const auto& a = call.facts(0).shape;
  const auto& b = call.made(0).shape;
  if (call.node.int_or("antialias", 0) != 0) return call.lose("it blurs while it resizes");
  Place place = *before;
  for (std::size_t i = 0; i < place.size(); ++i) {
    auto& axis = place[i];
    if (!placed(axis)) continue;
    const bool sized = a && b && a->size() == place.size() && b->size() == place.size();
    if (sized && (*a)[i] == (*b)[i] && (known((*a)[i]) || !(*a)[i].symbol.empty())) continue;
    const auto scale = sized ? scale_of(call, (*a)[i].value, (*b)[i].value) : std::nullopt;
    if (!scale) {
      call.lose(kOpen);
      axis = PlaceAxis{};
      continue;
    }
    const auto mode = call.node.string_or("mode", "nearest");
    const double fraction = 1 / scale->factor;
    // Nearest: whole multiples hit one cell, otherwise up to half a cell beside. Linear: the cells
    // on either side, cubic: two on either side.
    double more = mode == "nearest" ? std::max(0.0, 1 - fraction) : 2 - std::min(1.0, fraction);
    if (mode == "nearest" && fraction > 1 && fraction != std::floor(fraction)) more = 1;
    if (mode == "cubic") more = 4;
    axis = magnified(axis, scale->factor, scale->first, more);
    if (axis.extent > kMaxExtent || axis.stride > kMaxExtent) return call.lose(kOpen);
  }
  call.set(std::move(place));
}

void space_to_depth(PlaceCall& call) {
  const Place* before = call.in(0);
  const auto block = call.node.int_or("blocksize", 0);
  if (before == nullptr || before->size() != 4 || block < 1 || block > 1 << 16) {
    return call.lose(kOpen);
  }
  Place place = *before;
  place[1] = PlaceAxis{};
  for (std::size_t i = 2; i < 4; ++i) {
    const auto axis = behind(place[i], {.kernel = block, .stride = block});
    if (!axis) return call.lose("its window is greater than any image");
    place[i] = *axis;
  }
  call.set(std::move(place));
}

void depth_to_space(PlaceCall& call) {
  const Place* before = call.in(0);
  const auto block = call.node.int_or("blocksize", 0);
  if (before == nullptr || before->size() != 4 || block < 1 || block > 1 << 16) {
    return call.lose(kOpen);
  }
  Place place = *before;
  place[1] = PlaceAxis{};
  for (std::size_t i = 2; i < 4; ++i) {
    const double factor = static_cast<double>(block);
    if (placed(place[i])) place[i] = magnified(place[i], factor, 0.5 / factor, 1 - 1 / factor);
  }
  call.set(std::move(place));
}

}  // namespace lesion::onnx::place_rule
