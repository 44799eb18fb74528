// Place rules of the operators that only arrange elements anew.
#include <algorithm>
#include <numeric>

#include "core/onnx/place_parts.h"

namespace lesion::onnx::place_rule {

// Axes that come through whole keep their places: both shapes are cut, from the left, into the
// shortest runs of equal product, and a run of one axis on either side (but for ones) is such.
void reshape(PlaceCall& call) {
  const Place* before = call.in(0);
  if (before == nullptr) return;
  const auto& from_shape = call.facts(0).shape;
  const auto& to_shape = call.made(0).shape;
  if (!from_shape || !to_shape || from_shape->size() != before->size()) return call.lose(kOpen);
  const Shape& a = *from_shape;
  const Shape& b = *to_shape;
  Place place(b.size());
  const auto equal = [](const Dimension& x, const Dimension& y) {
    return x == y && (known(x) || !x.symbol.empty());
  };
  // Open sides that are the same all the same: Reshape's 0, and all that Squeeze leaves.
  const bool only_ones = call.node.op_type == "Squeeze" || call.node.op_type == "Unsqueeze";
  const auto& wanted = call.facts(1).values;
  const auto copies = [&](std::size_t from_axis, std::size_t to_axis) {
    return only_ones || (from_axis == to_axis && wanted && to_axis < wanted->size() &&
                         (*wanted)[to_axis].whole == 0);
  };
  const auto lose_from = [&](std::size_t first, std::size_t last) {
    for (std::size_t k = first; k < last; ++k) {
      if (placed((*before)[k])) call.lose("it joins or cuts axes of the image");
    }
  };
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    if (equal(a[i], b[j])) {
      place[j++] = (*before)[i++];
      continue;
    }
    if (a[i].value == 1) {  // squeezed out
      ++i;
      continue;
    }
    if (b[j].value == 1) {  // added
      ++j;
      continue;
    }
    if (!known(a[i]) || !known(b[j])) {
      if (known(a[i]) || known(b[j]) || !copies(i, j)) break;
      place[j++] = (*before)[i++];
      continue;
    }
    // A run: sides are multiplied, on whichever side the product is smaller, until both agree.
    const std::size_t run = i;
    std::int64_t left = a[i++].value;
    std::int64_t right = b[j++].value;
    bool sound = left > 0 && right > 0;
    while (sound && left != right) {
      auto& smaller = left < right ? left : right;
      const Dimension* next =
          left < right ? (i < a.size() ? &a[i++] : nullptr) : (j < b.size() ? &b[j++] : nullptr);
      sound = next != nullptr && next->value > 0 && smaller <= kMaxSide / next->value;
      if (sound) smaller *= next->value;
    }
    lose_from(run, i);
    if (!sound) break;
  }
  lose_from(i, a.size());
  call.set(std::move(place));
}

void expand(PlaceCall& call) {
  const Place* before = call.in(0);
  if (before == nullptr) return;
  const auto& a = call.facts(0).shape;
  const auto& b = call.made(0).shape;
  if (!a || !b || a->size() != before->size() || b->size() < a->size()) return call.lose(kOpen);
  Place place(b->size());
  const std::size_t ahead = b->size() - a->size();
  for (std::size_t i = 0; i < a->size(); ++i) {
    const bool stays = (*a)[i] == (*b)[ahead + i];
    if (!stays && placed((*before)[i])) call.lose("it repeats parts of the image");
    if (stays) place[ahead + i] = (*before)[i];
  }
  call.set(std::move(place));
}

void transpose(PlaceCall& call) {
  const Place* before = call.in(0);
  if (before == nullptr) return;
  std::vector<std::int64_t> order(before->size());
  std::iota(order.rbegin(), order.rend(), 0);
  order = call.node.ints_or("perm", order);
  if (order.size() != before->size()) return call.lose(kOpen);
  Place place;
  for (const auto axis : order) {
    const auto index = axis_index(axis, before->size());
    if (!index) return call.lose(kOpen);
    place.push_back((*before)[*index]);
  }
  call.set(std::move(place));
}

void split(PlaceCall& call) {
  const Place* before = call.in(0);
  if (before == nullptr) return;
  const auto axis = axis_index(call.node.int_or("axis", 0), before->size());
  if (!axis) return call.lose(kOpen);
  std::optional<double> at = 0;
  for (std::size_t i = 0; i < call.outputs.size(); ++i) {
    Place place = *before;
    if (at) {
      place[*axis].start += *at * place[*axis].stride;
    } else {
      place[*axis] = PlaceAxis{};
    }
    call.outputs[i] = std::move(place);
    const auto& shape = call.made(i).shape;
    const bool sure = shape && shape->size() == before->size() && known((*shape)[*axis]);
    if (!sure) at.reset();
    if (at) *at += static_cast<double>((*shape)[*axis].value);
  }
}

void slice(PlaceCall& call) {
  const Place* before = call.in(0);
  if (before == nullptr) return;
  const auto starts = call.list("starts", 1);
  const auto ends = call.list("ends", 2);
  auto axes = call.list("axes", 3);
  auto steps = call.list("steps", 4);
  if (!starts || !ends || !axes || !steps) return call.lose(kOpen);
  if (axes->empty()) {
    axes->resize(starts->size());
    std::iota(axes->begin(), axes->end(), 0);
  }
  if (steps->empty()) steps->assign(axes->size(), 1);
  if (starts->size() != axes->size() || steps->size() != axes->size() ||
      ends->size() != axes->size()) {
    return call.lose(kOpen);
  }
  Place place = *before;
  const auto& shape = call.facts(0).shape;
  for (std::size_t i = 0; i < axes->size(); ++i) {
    const auto axis = axis_index((*axes)[i], before->size());
    if (!axis) return call.lose(kOpen);
    auto& cells = place[*axis];
    if (!placed(cells)) continue;
    const auto step = (*steps)[i];
    if (step < 1 || step > kMaxSide) {
      call.lose("it turns the image round");
      cells = PlaceAxis{};
      continue;
    }
    auto first = (*starts)[i];
    if (shape && shape->size() == before->size() && known((*shape)[*axis])) {
      const auto cut = slice_of((*shape)[*axis].value, first, (*ends)[i], step);
      first = cut ? cut->start : first;
    }
    if (first < 0 || first > kMaxSide) {
      call.lose(kOpen);
      cells = PlaceAxis{};
      continue;
    }
    cells.start += static_cast<double>(first) * cells.stride;
    cells.stride *= static_cast<double>(step);
    if (cells.stride > kMaxExtent) return call.lose("its steps are greater than any image");
  }
  call.set(std::move(place));
}

void gather(PlaceCall& call) {
  const Place* before = call.in(0);
  const auto& indices = call.facts(1).shape;
  if (before == nullptr || !indices) return call.lose(kOpen);
  const auto axis = axis_index(call.node.int_or("axis", 0), before->size());
  if (!axis) return call.lose(kOpen);
  Place place(before->begin(), before->begin() + static_cast<std::ptrdiff_t>(*axis));
  place.resize(place.size() + indices->size());
  place.insert(place.end(), before->begin() + static_cast<std::ptrdiff_t>(*axis) + 1,
               before->end());
  if (*axis >= 2 && placed((*before)[*axis])) call.lose("it picks single cells of the image");
  call.set(std::move(place));
}

void pad(PlaceCall& call) {
  const Place* before = call.in(0);
  if (before == nullptr) return;
  const auto pads = call.list("pads", 1);
  auto axes = call.list("", 3);
  if (!pads || !axes) return call.lose(kOpen);
  if (axes->empty()) {
    axes->resize(before->size());
    std::iota(axes->begin(), axes->end(), 0);
  }
  if (pads->size() != axes->size() * 2) return call.lose(kOpen);
  Place place = *before;
  for (std::size_t i = 0; i < axes->size(); ++i) {
    const auto axis = axis_index((*axes)[i], before->size());
    const auto first = (*pads)[i];
    if (!axis || first < -kMaxSide || first > kMaxSide) return call.lose(kOpen);
    place[*axis].start -= static_cast<double>(first) * place[*axis].stride;
  }
  call.set(std::move(place));
}

}  // namespace lesion::onnx::place_rule
