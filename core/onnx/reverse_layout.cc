// How operators that only arrange cells anew go back.
#include <algorithm>
#include <numeric>

#include "core/onnx/reverse_rule.h"
#include "core/onnx/shape_rule.h"

namespace lesion::onnx::reverse_rule {
namespace {

// `part` with that many zeros in front of it and behind it along one axis.
std::string between_zeros(ReverseCall& call, const std::string& part, std::size_t axis,
                          std::size_t rank, std::int64_t before, std::int64_t behind) {
  if (before == 0 && behind == 0) return part;
  Wholes pads(rank * 2, 0);
  pads[axis] = before;
  pads[axis + rank] = behind;
  return call.make("Pad", {part, call.wholes(pads)}, {{"mode", std::string("constant")}});
}

std::string cut(ReverseCall& call, const std::string& x, std::size_t axis, std::int64_t from,
                std::int64_t to) {
  return call.make("Slice", {x, call.wholes({from}), call.wholes({to}),
                             call.wholes({static_cast<std::int64_t>(axis)})});
}

// The axis of an attribute; nothing, and the call refused, where there is none.
std::optional<std::size_t> axis_of(ReverseCall& call, std::int64_t fallback, std::size_t rank) {
  const auto axis = axis_index(call.node.int_or("axis", fallback), rank);
  if (!axis) call.refuse();
  return axis;
}

}  // namespace

void reshape(ReverseCall& call) { call.give(0, call.reshaped_like(call.gradient(), call.in(0))); }

void transpose(ReverseCall& call) {
  const Shape* x = call.shape(0);
  if (x == nullptr) return call.refuse_shape(call.in(0));
  const auto rank = static_cast<std::int64_t>(x->size());
  Wholes order(x->size());
  for (std::int64_t i = 0; i < rank; ++i) order[static_cast<std::size_t>(i)] = rank - 1 - i;
  order = call.node.ints_or("perm", order);
  Wholes back(x->size(), -1);
  if (order.size() != x->size()) return call.refuse();
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (order[i] < 0 || order[i] >= rank) return call.refuse();
    back[static_cast<std::size_t>(order[i])] = static_cast<std::int64_t>(i);
  }
  if (std::find(back.begin(), back.end(), -1) != back.end()) return call.refuse();
  call.give(0, call.make("Transpose", {call.gradient()}, {{"perm", back}}));
}

void concat(ReverseCall& call) {
  const Shape* y = call.out_shape();
  if (y == nullptr) return call.refuse_shape(call.out());
  const auto axis = axis_of(call, 1, y->size());
  if (!axis) return;
  std::int64_t at = 0;
  for (std::size_t i = 0; i < call.node.inputs.size(); ++i) {
    const Shape* x = call.shape(i);
    if (x == nullptr || x->size() != y->size() || (*x)[*axis].value < 0) {
      return call.refuse_shape(call.in(i));
    }
    const auto side = (*x)[*axis].value;
    if (call.wanted(i)) call.give(i, cut(call, call.gradient(), *axis, at, at + side));
    at += side;
  }
}

void split(ReverseCall& call) {
  const Shape* x = call.shape(0);
  if (x == nullptr) return call.refuse_shape(call.in(0));
  const auto axis = axis_of(call, 0, x->size());
  if (!axis) return;
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < call.node.outputs.size(); ++i) {
    if (call.node.outputs[i].empty()) return call.refuse();
    const auto part = call.gradient(i);
    parts.push_back(part.empty() ? call.zeros_like(call.out(i)) : part);
  }
  call.give(0, call.make("Concat", parts, {{"axis", static_cast<std::int64_t>(*axis)}}));
}

void slice(ReverseCall& call) {
  const Shape* x = call.shape(0);
  if (x == nullptr) return call.refuse_shape(call.in(0));
  const auto starts = call.list("starts", 1);
  const auto ends = call.list("ends", 2);
  auto axes = call.list("axes", 3);
  auto steps = call.list("steps", 4);
  if (!starts || !ends || !axes || !steps) return call.refuse();
  if (axes->empty()) {
    axes->resize(starts->size());
    std::iota(axes->begin(), axes->end(), 0);
  }
  if (steps->empty()) steps->assign(starts->size(), 1);
  if (ends->size() != starts->size() || axes->size() != starts->size() ||
      steps->size() != starts->size()) {
    return call.refuse();
  }
  std::string part = call.gradient();
  for (std::size_t i = 0; i < starts->size(); ++i) {
    const auto axis = axis_index((*axes)[i], x->size());
    if (!axis || (*steps)[i] != 1) return call.refuse();
    const auto side = (*x)[*axis].value;
    if (side < 0) return call.refuse_shape(call.in(0));
    const auto taken = slice_of(side, (*starts)[i], (*ends)[i], 1);
    if (!taken || taken->count < 1) return call.refuse();
    part = between_zeros(call, part, *axis, x->size(), taken->start,
                         side - taken->start - taken->count);
  }
  call.give(0, part);
}

// One cell of an axis, by a constant.
void gather(ReverseCall& call) {
  const Shape* x = call.shape(0);
  const Shape* indices = call.shape(1);
  if (x == nullptr) return call.refuse_shape(call.in(0));
  if (call.wanted(1) || indices == nullptr || indices->size() > 1) return call.refuse();
  const auto axis = axis_of(call, 0, x->size());
  if (!axis) return;
  const auto cells = call.list("", 1);
  if (!cells || cells->size() != 1) return call.refuse();
  const auto side = (*x)[*axis].value;
  if (side < 0) return call.refuse_shape(call.in(0));
  const auto at = cells->front() < 0 ? cells->front() + side : cells->front();
  if (at < 0 || at >= side) return call.refuse();
  std::string part = call.gradient();
  if (indices->empty()) {
    part = call.make("Unsqueeze", {part, call.wholes({static_cast<std::int64_t>(*axis)})});
  }
  call.give(0, between_zeros(call, part, *axis, x->size(), at, side - at - 1));
}

void pad(ReverseCall& call) {
  const Shape* x = call.shape(0);
  if (x == nullptr) return call.refuse_shape(call.in(0));
  if (call.node.string_or("mode", "constant") != "constant") return call.refuse();
  const auto pads = call.list("pads", 1);
  auto axes = call.list("", 3);
  if (!pads || !axes) return call.refuse();
  if (axes->empty()) {
    axes->resize(x->size());
    std::iota(axes->begin(), axes->end(), 0);
  }
  if (pads->size() != axes->size() * 2) return call.refuse();
  std::string part = call.gradient();
  for (std::size_t i = 0; i < axes->size(); ++i) {
    const auto before = (*pads)[i];
    const auto behind = (*pads)[i + axes->size()];
    if (before == 0 && behind == 0) continue;
    const auto axis = axis_index((*axes)[i], x->size());
    if (!axis) return call.refuse();
    const auto side = (*x)[*axis].value;
    if (side < 0) return call.refuse_shape(call.in(0));
    constexpr std::int64_t kMost = 1 << 20;
    if (std::abs(before) > kMost || std::abs(behind) > kMost) return call.refuse();
    // What was added is cut off; what was cut off had no part, so it gets zeros.
    const auto from = std::max<std::int64_t>(before, 0);
    const auto to = side + before + std::min<std::int64_t>(behind, 0);
    if (to <= from) return call.refuse();
    part = cut(call, part, *axis, from, to);
    part = between_zeros(call, part, *axis, x->size(), std::max<std::int64_t>(-before, 0),
                         std::max<std::int64_t>(-behind, 0));
  }
  call.give(0, part);
}

void expand(ReverseCall& call) { call.give_broadcast(0, call.gradient()); }

}  // namespace lesion::onnx::reverse_rule
