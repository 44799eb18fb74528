#include "core/onnx/place_rule.h"

#include <algorithm>
#include <cmath>

#include "core/onnx/place_parts.h"

namespace lesion::onnx {

std::optional<std::vector<std::int64_t>> PlaceCall::wholes(std::size_t index) const {
  const auto& values = facts(index).values;
  if (!values) return std::nullopt;
  std::vector<std::int64_t> numbers;
  for (const auto& element : *values) {
    if (!element.whole) return std::nullopt;
    numbers.push_back(*element.whole);
  }
  return numbers;
}

std::optional<std::vector<std::int64_t>> PlaceCall::list(const char* attribute,
                                                         std::size_t input) const {
  const bool given = input < node.inputs.size() && !node.inputs[input].empty();
  return given ? wholes(input) : node.ints_or(attribute, {});
}

namespace place_rule {
namespace {

// What both paths to a cell see together; nothing where their cells do not lie on one another.
std::optional<PlaceAxis> joined(const PlaceAxis& a, const PlaceAxis& b) {
  if (!placed(a)) return b;
  if (!placed(b)) return a;
  if (a.source != b.source || std::abs(a.stride - b.stride) > 1e-9 * a.stride) return std::nullopt;
  const double low = std::min(a.start - a.extent / 2, b.start - b.extent / 2);
  const double high = std::max(a.start + a.extent / 2, b.start + b.extent / 2);
  return PlaceAxis{a.source, a.stride, high - low, (low + high) / 2};
}

// Joins the inputs' places axis by axis, counted from the last as ONNX broadcasts; `apart` is an
// axis that is not joined, -1 for none.
void join(PlaceCall& call, std::optional<std::size_t> apart) {
  std::size_t rank = 0;
  for (std::size_t i = 0; i < call.input_count(); ++i) {
    if (call.in(i) != nullptr) rank = std::max(rank, call.in(i)->size());
    if (call.facts(i).shape) rank = std::max(rank, call.facts(i).shape->size());
  }
  Place result(rank);
  for (std::size_t i = 0; i < call.input_count(); ++i) {
    const Place* place = call.in(i);
    if (place == nullptr) continue;
    for (std::size_t k = 0; k < place->size(); ++k) {
      const std::size_t axis = rank - place->size() + k;
      if (axis == apart) continue;
      const auto both = joined(result[axis], (*place)[k]);
      if (!both) return call.lose("it joins paths whose cells lie in different places");
      result[axis] = *both;
    }
  }
  call.set(std::move(result));
}

// A linear layer over the last axis keeps the others: how networks with channels last make 1 x 1
// convolutions.
void multiply(PlaceCall& call, std::size_t weights) {
  const auto& w = call.facts(weights).shape;
  const bool linear = call.in(0) != nullptr && call.in(weights) == nullptr && w && w->size() == 2;
  if (!linear) return call.lose(kMixed);
  lose_axes(call, {call.in(0)->size() - 1}, kMixed);
}

}  // namespace

void keep(PlaceCall& call) {
  join(call, std::nullopt);
  for (std::size_t i = 1; i < call.outputs.size(); ++i) call.outputs[i] = call.outputs[0];
}

void along_axis(PlaceCall& call) {
  if (call.in(0) == nullptr) return;
  const std::size_t rank = call.in(0)->size();
  const bool sums = call.node.op_type == "CumSum";
  const bool flattens = !sums && call.opset < 13;
  auto number = call.node.int_or("axis", flattens ? 1 : -1);
  if (sums) {
    const auto stated = call.wholes(1);
    if (!stated || stated->size() != 1) return call.lose(kOpen);
    number = stated->front();
  }
  const auto axis = axis_index(number, rank);
  if (!axis) return call.lose(kOpen);
  lose_axes(call, flattens ? from(*axis, rank) : std::vector{*axis}, kMixed);
}

void none(PlaceCall& call) { call.lose("what it gives is no map of the image"); }

void normalise(PlaceCall& call) {
  if (call.in(0) != nullptr) call.set(*call.in(0));
}

void global_pool(PlaceCall& call) {
  if (call.in(0) != nullptr) lose_axes(call, from(2, call.in(0)->size()), kMixed);
}

void reduce(PlaceCall& call) {
  const Place* before = call.in(0);
  if (before == nullptr) return;
  const auto axes = call.list("axes", 1);
  if (!axes) return call.lose(kOpen);
  auto gone = axis_indices(*axes, before->size());
  if (!gone) return call.lose(kOpen);
  if (axes->empty() && call.node.int_or("noop_with_empty_axes", 0) == 0) {
    gone = from(0, before->size());
  }
  const bool stays = call.node.int_or("keepdims", 1) != 0;
  Place place;
  for (std::size_t i = 0; i < before->size(); ++i) {
    const bool mixed = std::binary_search(gone->begin(), gone->end(), i);
    if (mixed && placed((*before)[i])) call.lose(kMixed);
    if (!mixed || stays) place.push_back(mixed ? PlaceAxis{} : (*before)[i]);
  }
  call.set(std::move(place));
}

void matmul(PlaceCall& call) { multiply(call, 1); }
void qlinear_matmul(PlaceCall& call) { multiply(call, 3); }

void concat(PlaceCall& call) {
  std::size_t rank = 0;
  for (std::size_t i = 0; i < call.input_count(); ++i) {
    if (call.in(i) != nullptr) rank = std::max(rank, call.in(i)->size());
  }
  const auto axis = axis_index(call.node.int_or("axis", 1), rank);
  if (!axis) return call.lose(kOpen);
  for (std::size_t i = 0; i < call.input_count(); ++i) {
    if (call.in(i) != nullptr && call.in(i)->size() == rank && placed((*call.in(i))[*axis])) {
      // Channels of the input are an axis too, of which nobody asks afterwards.
      if (*axis >= 2) call.lose("it sets parts of the image beside one another");
    }
  }
  join(call, axis);
}

void tile(PlaceCall& call) {
  if (call.in(0) == nullptr) return;
  const auto repeats = call.wholes(1);
  if (!repeats) return call.lose(kOpen);
  std::vector<std::size_t> axes;
  for (std::size_t i = 0; i < repeats->size(); ++i) {
    if ((*repeats)[i] != 1) axes.push_back(i);
  }
  lose_axes(call, axes, "it sets parts of the image beside one another");
}

}  // namespace place_rule
}  // namespace lesion::onnx
