// Rules of the operators that look at a neighbourhood, or change the number of cells.
#include <algorithm>
#include <cmath>

#include "core/onnx/shape_rule.h"
#include "core/onnx/window.h"

namespace lesion::onnx::shape_rule {
namespace {

// N, C and at least one more axis.
bool is_map(ShapeCall& call) {
  if (!call.in(0).shape) return false;
  if (call.in(0).shape->size() >= 3) return true;
  call.refuse("its input has no axis for a window to slide along");
  return false;
}

std::span<const Dimension> spatial(const Shape& shape) { return std::span(shape).subspan(2); }

void fill_places(ShapeCall& call, const WindowAxes& window) {
  auto& shape = *call.out().shape;
  const auto& input = *call.in(0).shape;
  for (std::size_t i = 0; i < window.size(); ++i) {
    if (!known(input[i + 2])) continue;
    const auto count = window[i].places(input[i + 2].value);
    if (!count) return call.refuse("its window is greater than its input");
    shape[i + 2] = side_of(count);
  }
}

// Convolution of input 0 with the weights [filters, channels / group, kernel...].
void convolve(ShapeCall& call, std::size_t weights) {
  if (!is_map(call)) return;
  const auto& input = *call.in(0).shape;
  Shape shape(input.size());
  shape[0] = input[0];
  const auto& w = call.in(weights).shape;
  std::vector<std::int64_t> kernel;
  if (w) {
    if (w->size() != input.size()) return call.refuse("its weights have another number of axes");
    shape[1] = (*w)[0];
    for (std::size_t i = 2; i < w->size(); ++i) {
      if (known((*w)[i])) kernel.push_back((*w)[i].value);
    }
    const auto group = call.node.int_or("group", 1);
    if (group < 1 || (known((*w)[0]) && (*w)[0].value % group != 0) ||
        (known(input[1]) && known((*w)[1]) &&
         (input[1].value % group != 0 || input[1].value / group != (*w)[1].value))) {
      return call.refuse("its weights are for another number of channels");
    }
  }
  call.out().shape = shape;
  if (kernel.size() + 2 != input.size()) kernel = call.node.ints_or("kernel_shape", {});
  if (kernel.empty()) return;
  const auto window = window_of(call.node, kernel, spatial(input));
  if (!window) return call.refuse(window.error().message);
  fill_places(call, *window);
}

// Number of cells of a side times a factor, as Resize rounds it.
Dimension scaled(const Dimension& side, float factor) {
  if (!known(side) || !std::isfinite(factor) || factor <= 0) return {};
  const double cells = std::floor(static_cast<double>(side.value) * static_cast<double>(factor));
  return cells <= static_cast<double>(kMaxSide) ? side_of(static_cast<std::int64_t>(cells))
                                                : Dimension();
}

void scale(ShapeCall& call, const std::vector<float>& factors,
           const std::vector<std::size_t>& axes) {
  auto& shape = *call.out().shape;
  if (factors.size() != axes.size()) return call.refuse("it does not scale each axis once");
  for (std::size_t i = 0; i < axes.size(); ++i) {
    if (factors[i] == 1) continue;  // an open side keeps its name
    shape[axes[i]] = scaled(shape[axes[i]], factors[i]);
  }
}

}  // namespace

void convolution(ShapeCall& call) {
  call.out().type = call.in(0).type;
  convolve(call, 1);
}

void convolution_integer(ShapeCall& call) {
  call.out().type = ElementType::kInt32;
  convolve(call, 1);
}

void qlinear_convolution(ShapeCall& call) {
  call.out().type = call.in(7).type;
  convolve(call, 3);
}

void transposed_convolution(ShapeCall& call) {
  auto& out = call.out();
  out.type = call.in(0).type;
  if (!is_map(call) || !call.in(1).shape) return;
  const auto& input = *call.in(0).shape;
  const auto& w = *call.in(1).shape;
  if (w.size() != input.size()) return call.refuse("its weights have another number of axes");
  const auto group = call.node.int_or("group", 1);
  Shape shape(input.size());
  shape[0] = input[0];
  if (known(w[1]) && group >= 1 && group <= kMaxSide && w[1].value <= kMaxSide / group) {
    shape[1] = side_of(w[1].value * group);
  }
  out.shape = shape;
  std::vector<std::int64_t> kernel;
  for (std::size_t i = 2; i < w.size(); ++i) {
    if (known(w[i])) kernel.push_back(w[i].value);
  }
  if (kernel.size() + 2 != w.size()) return;
  const auto window = window_of(call.node, kernel, spatial(input));
  if (!window) return call.refuse(window.error().message);
  const auto stated = call.node.ints_or("output_shape", {});
  const auto more = call.node.ints_or("output_padding", std::vector<std::int64_t>(kernel.size()));
  const bool fills = call.node.string_or("auto_pad", "NOTSET").starts_with("SAME");
  if (more.size() != kernel.size()) return call.refuse("its output_padding is not one an axis");
  for (std::size_t i = 0; i < kernel.size(); ++i) {
    const auto& side = input[i + 2];
    if (stated.size() >= kernel.size()) {
      // Some exporters name N and C too.
      (*out.shape)[i + 2] = side_of(stated[stated.size() - kernel.size() + i]);
    } else if (known(side)) {
      (*out.shape)[i + 2] = fills ? side_of(side.value <= kMaxSide / (*window)[i].stride
                                                ? side.value * (*window)[i].stride
                                                : -1)
                                  : side_of((*window)[i].transposed(side.value, more[i]));
    }
  }
}

void pool(ShapeCall& call) {
  for (auto& facts : call.outputs) facts.type = call.in(0).type;
  if (call.outputs.size() > 1) call.outputs[1].type = ElementType::kInt64;  // MaxPool's indices
  if (!is_map(call)) return;
  const auto& input = *call.in(0).shape;
  const auto window = window_of(call.node, {}, spatial(input));
  if (!window) return call.refuse(window.error().message);
  call.out().shape = Shape(input.size());
  (*call.out().shape)[0] = input[0];
  (*call.out().shape)[1] = input[1];
  fill_places(call, *window);
  for (auto& facts : call.outputs) facts.shape = call.out().shape;
}

void global_pool(ShapeCall& call) {
  call.out().type = call.in(0).type;
  if (!is_map(call)) return;
  Shape shape(call.in(0).shape->size(), Dimension(1));
  shape[0] = (*call.in(0).shape)[0];
  shape[1] = (*call.in(0).shape)[1];
  call.out().shape = std::move(shape);
}

// Upsample (scales: attribute in opset 7, input 1 from 9 on) and Resize (input 1 in opset 10; from
// 11 on roi, scales and sizes are the inputs 1, 2, 3).
void resize(ShapeCall& call) {
  auto& out = call.out();
  out.type = call.in(0).type;
  if (!call.in(0).shape) return;
  const std::size_t rank = call.in(0).shape->size();
  const auto chosen = call.node.ints_or("axes", {});
  std::vector<std::size_t> axes;
  if (chosen.empty()) {
    for (std::size_t i = 0; i < rank; ++i) axes.push_back(i);
  } else {
    for (const auto axis : chosen) {
      const auto index = axis_index(axis, rank);
      if (!index) return call.refuse("an axis is out of range");
      axes.push_back(*index);
    }
  }
  out.shape = call.in(0).shape;
  for (const auto axis : axes) (*out.shape)[axis] = Dimension();
  const bool old = call.node.op_type == "Upsample" || call.opset == 10;
  if (!old && call.has(3)) {
    const auto& sizes = call.in(3).values;
    if (!sizes) return;
    if (sizes->size() != axes.size()) return call.refuse("it does not name each side once");
    if (call.node.string_or("keep_aspect_ratio_policy", "stretch") != "stretch") return;
    for (std::size_t i = 0; i < axes.size(); ++i) {
      const auto& size = (*sizes)[i];
      (*out.shape)[axes[i]] = size.whole ? side_of(size.whole) : Dimension(size.symbol);
    }
    return;
  }
  std::optional<std::vector<float>> factors;
  if (call.has(old ? 1 : 2)) {
    factors = call.floats(old ? 1 : 2);
  } else {
    for (const auto& attribute : call.node.attributes) {
      const auto* list = std::get_if<std::vector<float>>(&attribute.value);
      if (attribute.name == "scales" && list != nullptr) factors = *list;
    }
  }
  if (!factors) return;
  out.shape = call.in(0).shape;
  scale(call, *factors, axes);
}

// Pads: an attribute before opset 11, input 1 from then on (with axes as input 3 from 18 on).
void pad(ShapeCall& call) {
  auto& out = call.out();
  out.type = call.in(0).type;
  if (!call.in(0).shape) return;
  const std::size_t rank = call.in(0).shape->size();
  bool stated = false;
  const auto pads = call.list("pads", 1, stated);
  std::optional<std::vector<std::int64_t>> chosen =
      call.has(3) ? call.wholes(3) : std::vector<std::int64_t>{};
  out.shape = Shape(rank);
  if (!pads || !chosen) return;
  if (!call.has(3)) {
    for (std::size_t i = 0; i < rank; ++i) chosen->push_back(static_cast<std::int64_t>(i));
  }
  if (pads->size() != chosen->size() * 2) return call.refuse("its pads are not two for each axis");
  out.shape = call.in(0).shape;
  for (std::size_t i = 0; i < chosen->size(); ++i) {
    const auto axis = axis_index((*chosen)[i], rank);
    if (!axis) return call.refuse("an axis is out of range");
    const auto before = (*pads)[i];
    const auto behind = (*pads)[i + chosen->size()];
    if (before < -kMaxSide || before > kMaxSide || behind < -kMaxSide || behind > kMaxSide) {
      return call.refuse("its pads are out of range");
    }
    auto& side = (*out.shape)[*axis];
    if (before == 0 && behind == 0) continue;
    side = known(side) ? side_of(side.value + before + behind) : Dimension();
  }
}

namespace {

void regroup(ShapeCall& call, bool to_depth) {
  auto& out = call.out();
  out.type = call.in(0).type;
  if (!call.in(0).shape) return;
  const auto block = call.node.int_or("blocksize", 0);
  if (call.in(0).shape->size() != 4 || block < 1 || block > 1 << 16) {
    return call.refuse("it regroups what is no map, or by no block");
  }
  out.shape = call.in(0).shape;
  for (std::size_t i = 1; i < 4; ++i) {
    auto& side = (*out.shape)[i];
    if (!known(side)) {
      side = Dimension();
      continue;
    }
    const auto factor = i == 1 ? block * block : block;
    const bool grows = (i == 1) == to_depth;
    if (grows) {
      side = side_of(side.value <= kMaxSide / factor ? side.value * factor : -1);
    } else if (side.value % factor != 0) {
      return call.refuse("a side is not a multiple of its block");
    } else {
      side = side_of(side.value / factor);
    }
  }
}

}  // namespace

void space_to_depth(ShapeCall& call) { regroup(call, true); }
void depth_to_space(ShapeCall& call) { regroup(call, false); }

}  // namespace lesion::onnx::shape_rule
