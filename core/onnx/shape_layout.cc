// Rules of the operators that only arrange elements anew.
#include <algorithm>
#include <limits>
#include <numeric>

#include "core/onnx/shape_rule.h"

namespace lesion::onnx::shape_rule {
namespace {

constexpr auto kLast = std::numeric_limits<std::int64_t>::max();

// The side of `wanted` that is -1: all elements of `from` by those of the other sides. Sides that
// are open but named cancel out where both shapes have them.
Dimension left_over(const Shape& from, const Shape& wanted, std::size_t open) {
  std::vector<std::string> names;
  Shape numbers;
  for (const auto& side : from) {
    if (known(side)) {
      numbers.push_back(side);
    } else if (side.symbol.empty()) {
      return {};
    } else {
      names.push_back(side.symbol);
    }
  }
  Shape others;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (i == open) continue;
    if (known(wanted[i])) {
      others.push_back(wanted[i]);
      continue;
    }
    const auto at = std::find(names.begin(), names.end(), wanted[i].symbol);
    if (at == names.end()) return {};
    names.erase(at);
  }
  const auto whole = product(numbers);
  const auto part = product(others);
  if (!whole || !part || *part == 0 || *whole % *part != 0) return {};
  if (names.empty()) return side_of(*whole / *part);
  return names.size() == 1 && *whole == *part ? Dimension(names.front()) : Dimension();
}

}  // namespace

void reshape(ShapeCall& call) {
  auto& out = call.out();
  const auto& data = call.in(0);
  out.type = data.type;
  out.values = data.values;
  const auto& wanted = call.in(1).values;
  if (!wanted) {
    const auto& shape = call.in(1).shape;
    if (shape && shape->size() == 1 && known((*shape)[0]) &&
        (*shape)[0].value <= static_cast<std::int64_t>(kMaxRank)) {
      out.shape = Shape(static_cast<std::size_t>((*shape)[0].value));
    }
    return;
  }
  const bool zero_counts = call.node.int_or("allowzero", 0) != 0;
  Shape shape;
  std::optional<std::size_t> open;
  for (std::size_t i = 0; i < wanted->size(); ++i) {
    const auto& side = (*wanted)[i];
    if (!side.whole) {
      shape.push_back(side.symbol.empty() ? Dimension() : Dimension(side.symbol));
    } else if (*side.whole == 0 && !zero_counts) {
      if (data.shape && i >= data.shape->size()) {
        return call.refuse("it keeps a side that its input lacks");
      }
      shape.push_back(data.shape ? (*data.shape)[i] : Dimension());
    } else if (*side.whole == -1) {
      if (open) return call.refuse("it leaves two sides open");
      open = i;
      shape.emplace_back();
    } else {
      if (*side.whole < 0) return call.refuse("it names a negative side");
      shape.push_back(side_of(side.whole));
    }
  }
  if (open && data.shape) shape[*open] = left_over(*data.shape, shape, *open);
  if (!open && data.shape) {
    const auto before = product(*data.shape);
    const auto after = product(shape);
    if (before && after && *before != *after) {
      return call.refuse("the new shape has another number of elements");
    }
    // One side of which nothing is known follows from the others.
    const auto hidden = [](const Dimension& side) { return !known(side) && side.symbol.empty(); };
    if (std::count_if(shape.begin(), shape.end(), hidden) == 1) {
      const auto at = std::find_if(shape.begin(), shape.end(), hidden);
      const auto index = static_cast<std::size_t>(at - shape.begin());
      shape[index] = left_over(*data.shape, shape, index);
    }
  }
  out.shape = std::move(shape);
}

void flatten(ShapeCall& call) {
  auto& out = call.out();
  out.type = call.in(0).type;
  out.shape = Shape(2);
  if (!call.in(0).shape) return;
  const Shape& shape = *call.in(0).shape;
  const auto rank = static_cast<std::int64_t>(shape.size());
  auto axis = call.node.int_or("axis", 1);
  if (axis < -rank || axis > rank) return call.refuse("its axis is out of range");
  if (axis < 0) axis += rank;
  const std::span sides(shape);
  const auto half = [](std::span<const Dimension> part) {
    const auto open = std::find_if(part.begin(), part.end(), [](auto& s) { return !known(s); });
    if (open == part.end()) return side_of(product(part));
    // A named side among ones keeps its name.
    for (const auto& side : part) {
      if (&side != &*open && side.value != 1) return Dimension();
    }
    return *open;
  };
  const auto at = static_cast<std::size_t>(axis);
  out.shape = Shape{half(sides.first(at)), half(sides.subspan(at))};
}

void squeeze(ShapeCall& call) {
  auto& out = call.out();
  out.type = call.in(0).type;
  out.values = call.in(0).values;
  if (!call.in(0).shape) return;
  const auto& shape = *call.in(0).shape;
  bool stated = false;
  const auto axes = call.list("axes", 1, stated);
  if (!axes) return;
  Shape result;
  if (stated) {
    const auto gone = axis_indices(*axes, shape.size());
    if (!gone) return call.refuse("an axis is out of range");
    for (std::size_t i = 0; i < shape.size(); ++i) {
      if (!std::binary_search(gone->begin(), gone->end(), i)) {
        result.push_back(shape[i]);
      } else if (known(shape[i]) && shape[i].value != 1) {
        return call.refuse("it leaves out a side that is not 1");
      }
    }
  } else {
    for (const auto& side : shape) {
      if (!known(side)) return;  // it may be 1
      if (side.value != 1) result.push_back(side);
    }
  }
  out.shape = std::move(result);
}

void unsqueeze(ShapeCall& call) {
  auto& out = call.out();
  out.type = call.in(0).type;
  out.values = call.in(0).values;
  if (!call.in(0).shape) return;
  bool stated = false;
  const auto axes = call.list("axes", 1, stated);
  if (!axes) return;
  const std::size_t rank = call.in(0).shape->size() + axes->size();
  const auto added = rank <= kMaxRank ? axis_indices(*axes, rank) : std::nullopt;
  if (!added || added->size() != axes->size()) return call.refuse("its axes are out of range");
  Shape result = *call.in(0).shape;
  for (const auto axis : *added) {
    result.insert(result.begin() + static_cast<std::ptrdiff_t>(axis), Dimension(1));
  }
  out.shape = std::move(result);
}

void transpose(ShapeCall& call) {
  auto& out = call.out();
  out.type = call.in(0).type;
  if (!call.in(0).shape) return;
  const auto& shape = *call.in(0).shape;
  std::vector<std::int64_t> order(shape.size());
  std::iota(order.rbegin(), order.rend(), 0);
  order = call.node.ints_or("perm", order);
  const auto indices = axis_indices(order, shape.size());
  if (!indices || indices->size() != shape.size() || order.size() != shape.size()) {
    return call.refuse("its perm does not name each axis once");
  }
  out.shape.emplace();
  for (const auto axis : order) out.shape->push_back(shape[*axis_index(axis, shape.size())]);
}

void concat(ShapeCall& call) {
  auto& out = call.out();
  out.type = call.in(0).type;
  std::optional<Elements> values = Elements{};
  for (std::size_t i = 0; i < call.input_count(); ++i) {
    const auto& part = call.in(i).values;
    if (!part || (call.in(i).shape && call.in(i).shape->size() != 1) ||
        (values && values->size() + part->size() > kMaxValues)) {
      values.reset();
    }
    if (values) values->insert(values->end(), part->begin(), part->end());
  }
  out.values = std::move(values);
  if (call.input_count() == 0 || !call.in(0).shape) return;
  Shape shape = *call.in(0).shape;
  const auto axis = axis_index(call.node.int_or("axis", 1), shape.size());
  if (!axis) return call.refuse("its axis is out of range");
  for (std::size_t i = 1; i < call.input_count(); ++i) {
    const auto& other = call.in(i).shape;
    if (!other) {
      shape[*axis] = Dimension();
      continue;
    }
    if (other->size() != shape.size()) return call.refuse("its inputs differ in rank");
    for (std::size_t k = 0; k < shape.size(); ++k) {
      auto& side = shape[k];
      const auto& next = (*other)[k];
      if (k == *axis) {
        side = known(side) && known(next) ? side_of(side.value + next.value) : Dimension();
      } else if (!known(side)) {
        side = next;
      } else if (known(next) && next.value != side.value) {
        return call.refuse("its inputs differ in a side that is not joined");
      }
    }
  }
  out.shape = std::move(shape);
}

// Sizes: an attribute before opset 13, input 1 from then on; without them equal parts, of which the
// last may be smaller.
void split(ShapeCall& call) {
  for (auto& facts : call.outputs) facts.type = call.in(0).type;
  if (!call.in(0).shape) return;
  const Shape& shape = *call.in(0).shape;
  const auto axis = axis_index(call.node.int_or("axis", 0), shape.size());
  if (!axis) return call.refuse("its axis is out of range");
  bool stated = false;
  const auto sizes = call.list("split", 1, stated);
  const auto parts = static_cast<std::int64_t>(call.outputs.size());
  if (sizes && stated && sizes->size() != call.outputs.size()) {
    return call.refuse("it does not give each output a size");
  }
  const auto& whole = shape[*axis];
  const std::int64_t each = known(whole) ? (whole.value + parts - 1) / parts : 0;
  for (std::size_t i = 0; i < call.outputs.size(); ++i) {
    auto& facts = call.outputs[i];
    facts.shape = shape;
    auto& side = (*facts.shape)[*axis];
    side = Dimension();
    if (!sizes) continue;
    if (stated) {
      side = side_of((*sizes)[i]);
    } else if (known(whole)) {
      const auto index = static_cast<std::int64_t>(i);
      side = side_of(std::clamp<std::int64_t>(whole.value - index * each, 0, each));
    }
  }
  if (!call.in(0).values || shape.size() != 1 || !sizes) return;
  std::size_t at = 0;
  for (auto& facts : call.outputs) {
    const auto& side = (*facts.shape)[0];
    const auto& values = *call.in(0).values;
    if (!known(side) || static_cast<std::size_t>(side.value) > values.size() - at) return;
    const auto begin = values.begin() + static_cast<std::ptrdiff_t>(at);
    facts.values = Elements(begin, begin + static_cast<std::ptrdiff_t>(side.value));
    at += static_cast<std::size_t>(side.value);
  }
}

// Starts, ends, axes: attributes before opset 10, inputs from then on, with steps.
void slice(ShapeCall& call) {
  auto& out = call.out();
  out.type = call.in(0).type;
  if (!call.in(0).shape) return;
  const Shape& shape = *call.in(0).shape;
  bool stated = false;
  const auto starts = call.list("starts", 1, stated);
  const auto ends = call.list("ends", 2, stated);
  auto axes = call.list("axes", 3, stated);
  if (axes && !stated && starts) {
    axes->resize(starts->size());
    std::iota(axes->begin(), axes->end(), 0);
  }
  auto steps = call.list("steps", 4, stated);
  if (!axes) {
    out.shape = Shape(shape.size());
    return;
  }
  out.shape = shape;
  if (steps && !stated) steps->assign(axes->size(), 1);
  const auto fits = [&](const auto& list) { return !list || list->size() == axes->size(); };
  if (!fits(starts) || !fits(ends) || !fits(steps)) {
    return call.refuse("its lists differ in length");
  }
  for (std::size_t i = 0; i < axes->size(); ++i) {
    const auto axis = axis_index((*axes)[i], shape.size());
    if (!axis) return call.refuse("an axis is out of range");
    auto& side = (*out.shape)[*axis];
    const bool stated_all = starts && ends && steps;
    if (!known(side) || !stated_all) {
      // A slice that takes all leaves an open side its name.
      const bool all = stated_all && (*starts)[i] == 0 && (*steps)[i] == 1 && (*ends)[i] == kLast;
      if (!all) side = Dimension();
      continue;
    }
    const auto cut = slice_of(side.value, (*starts)[i], (*ends)[i], (*steps)[i]);
    if (!cut) return call.refuse("its step is 0");
    side = side_of(cut->count);
    if (shape.size() != 1 || !call.in(0).values) continue;
    Elements values;
    for (std::int64_t k = 0; k < cut->count; ++k) {
      const auto at = static_cast<std::size_t>(cut->start + k * cut->step);
      if (at >= call.in(0).values->size()) return;
      values.push_back((*call.in(0).values)[at]);
    }
    out.values = std::move(values);
  }
}

void expand(ShapeCall& call) {
  auto& out = call.out();
  out.type = call.in(0).type;
  if (!call.in(0).shape || !call.in(1).values) return;
  Shape wanted;
  for (const auto& side : *call.in(1).values) {
    wanted.push_back(side.whole ? side_of(side.whole) : Dimension(side.symbol));
  }
  out.shape = broadcast(*call.in(0).shape, wanted);
  if (!out.shape) return call.refuse("its input cannot be repeated to that shape");
  const auto count = product(*out.shape);
  if (count && *count <= static_cast<std::int64_t>(kMaxValues) && call.in(0).values &&
      call.in(0).values->size() == 1) {
    out.values = Elements(static_cast<std::size_t>(*count), call.in(0).values->front());
  }
}

void tile(ShapeCall& call) {
  auto& out = call.out();
  out.type = call.in(0).type;
  if (!call.in(0).shape) return;
  out.shape = Shape(call.in(0).shape->size());
  const auto repeats = call.wholes(1);
  if (!repeats) return;
  if (repeats->size() != out.shape->size()) return call.refuse("it does not repeat each axis");
  for (std::size_t i = 0; i < repeats->size(); ++i) {
    const auto& side = (*call.in(0).shape)[i];
    const auto times = (*repeats)[i];
    if (times < 0 || times > kMaxSide)
      return call.refuse("it repeats an impossible number of times");
    if (times == 1) (*out.shape)[i] = side;
    if (known(side) && (times == 0 || side.value <= kMaxSide / times)) {
      (*out.shape)[i] = side_of(side.value * times);
    }
  }
}

}  // namespace lesion::onnx::shape_rule
