// Shapes of operators that pick or put single elements, and of sums over named axes.
#include <algorithm>
#include <map>
#include <string>
#include <string_view>

#include "core/onnx/shape_rule.h"

namespace lesion::onnx::shape_rule {

// As the indices.
void gather_elements(ShapeCall& call) {
  call.out().type = call.in(0).type;
  call.out().shape = call.in(1).shape;
}

// The indices but for their last axis, then what is left of the data.
void gather_nd(ShapeCall& call) {
  auto& out = call.out();
  const auto& data = call.in(0);
  const auto& indices = call.in(1);
  out.type = data.type;
  if (!data.shape || !indices.shape) return;
  if (indices.shape->empty()) return call.refuse("its indices have no axis");
  const Dimension& taken = indices.shape->back();
  const auto batches = call.node.int_or("batch_dims", 0);
  if (!known(taken)) return;
  const auto rank = static_cast<std::int64_t>(data.shape->size());
  const auto most = static_cast<std::int64_t>(indices.shape->size()) - 1;
  if (batches < 0 || batches > most || taken.value > rank || batches > rank - taken.value) {
    return call.refuse("its indices reach beyond the data's axes");
  }
  Shape shape(indices.shape->begin(), indices.shape->end() - 1);
  shape.insert(shape.end(),
               data.shape->begin() + static_cast<std::ptrdiff_t>(batches + taken.value),
               data.shape->end());
  if (shape.size() > kMaxRank) return call.refuse("it has too many axes");
  out.shape = std::move(shape);
}

// The indices with an axis more, as long as the depth.
void one_hot(ShapeCall& call) {
  auto& out = call.out();
  out.type = call.in(2).type;
  const auto& indices = call.in(0).shape;
  if (!indices || indices->size() >= kMaxRank) return;
  const auto axis = axis_index(call.node.int_or("axis", -1), indices->size() + 1);
  if (!axis) return call.refuse("its axis is out of range");
  const auto depth = call.wholes(1);
  Shape shape = *indices;
  shape.insert(shape.begin() + static_cast<std::ptrdiff_t>(*axis),
               depth && depth->size() == 1 ? side_of((*depth)[0]) : Dimension());
  out.shape = std::move(shape);
}

void eye_like(ShapeCall& call) {
  call.out().shape = call.in(0).shape;
  const auto type = call.node.int_or("dtype", 0);
  call.out().type = type > 0 ? std::optional(static_cast<ElementType>(type)) : call.in(0).type;
}

// "bij, bjk -> bik": every letter names an axis, the same side wherever it stands.
void einsum(ShapeCall& call) {
  auto& out = call.out();
  out.type = call.in(0).type;
  std::string equation = call.node.string_or("equation", "");
  std::erase(equation, ' ');
  if (equation.find('.') != std::string::npos) {
    return call.refuse("an ellipsis in its equation is not followed");
  }
  const std::size_t arrow = equation.find("->");
  const std::string left = equation.substr(0, arrow);
  std::map<char, Dimension> sides;
  std::map<char, int> counts;
  std::size_t input = 0;
  std::size_t axis = 0;
  bool open = false;
  for (const char letter : left + ",") {
    if (letter == ',') {
      const auto& shape = call.in(input).shape;
      if (shape && shape->size() != axis) return call.refuse("its equation has other axes");
      open = open || !shape;
      ++input;
      axis = 0;
      continue;
    }
    const auto& shape = call.in(input).shape;
    Dimension side;
    if (shape && axis < shape->size()) side = (*shape)[axis];
    ++axis;
    ++counts[letter];
    const auto [at, fresh] = sides.emplace(letter, side);
    if (!fresh && (!known(at->second) || at->second.value == 1) && known(side)) at->second = side;
  }
  if (input != call.input_count()) return call.refuse("its equation has other inputs");
  std::string right;
  if (arrow != std::string::npos) {
    right = equation.substr(arrow + 2);
  } else {
    for (const auto& [letter, count] : counts) {
      if (count == 1) right += letter;
    }
  }
  if (right.size() > kMaxRank) return call.refuse("it has too many axes");
  Shape shape;
  for (const char letter : right) {
    const auto at = sides.find(letter);
    if (at == sides.end()) return call.refuse("its equation names an axis that no input has");
    shape.push_back(at->second);
  }
  if (!open) out.shape = std::move(shape);
}

}  // namespace lesion::onnx::shape_rule
