// Rules of the operators whose outputs follow from their inputs' shapes alone.
#include <algorithm>
#include <numeric>

#include "core/onnx/shape_rule.h"

namespace lesion::onnx::shape_rule {
namespace {

void like_input(ShapeCall& call, std::size_t output) {
  if (output >= call.outputs.size()) return;
  call.outputs[output].type = call.in(0).type;
  call.outputs[output].shape = call.in(0).shape;
}

// A[..., n, k] times B[..., k, m], as numpy.matmul has it.
void multiply(ShapeCall& call, std::size_t a_input, std::size_t b_input) {
  if (!call.in(a_input).shape || !call.in(b_input).shape) return;
  Shape a = *call.in(a_input).shape;
  Shape b = *call.in(b_input).shape;
  if (a.empty() || b.empty()) return call.refuse("it multiplies a number without axes");
  const bool row = a.size() == 1;
  const bool column = b.size() == 1;
  if (row) a.insert(a.begin(), Dimension(1));
  if (column) b.emplace_back(1);
  const auto& inner_a = a.back();
  const auto& inner_b = b[b.size() - 2];
  if (known(inner_a) && known(inner_b) && inner_a.value != inner_b.value) {
    return call.refuse("the sides that it sums over differ");
  }
  auto result = broadcast(Shape(a.begin(), a.end() - 2), Shape(b.begin(), b.end() - 2));
  if (!result) return call.refuse("the shapes of its inputs do not fit together");
  if (!row) result->push_back(a[a.size() - 2]);
  if (!column) result->push_back(b.back());
  call.out().shape = std::move(result);
}

// The shape of input 0 with `axes` made 1 or left out.
Shape reduced(const Shape& shape, const std::vector<std::size_t>& axes, bool keep) {
  Shape result;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (!std::binary_search(axes.begin(), axes.end(), i)) {
      result.push_back(shape[i]);
    } else if (keep) {
      result.emplace_back(1);
    }
  }
  return result;
}

}  // namespace

void same(ShapeCall& call) {
  for (std::size_t i = 0; i < call.outputs.size(); ++i) like_input(call, i);
}

void dropout(ShapeCall& call) {
  same(call);
  call.outputs[0].values = call.in(0).values;
  // The mask is of the data's type before opset 10.
  if (call.outputs.size() > 1 && call.opset >= 10) call.outputs[1].type = ElementType::kBool;
}

void logical_not(ShapeCall& call) {
  like_input(call, 0);
  call.out().type = ElementType::kBool;
  if (!call.in(0).values || call.node.op_type != "Not") return;
  call.out().values = call.in(0).values;
  for (auto& element : *call.out().values) {
    if (element.whole) element.whole = *element.whole == 0 ? 1 : 0;
  }
}

void normalisation(ShapeCall& call) {
  like_input(call, 0);
  const auto& op = call.node.op_type;
  if (op == "BatchNormalization") {
    // Mean and variance, and before opset 14 those of the batch: one number a channel.
    for (std::size_t i = 1; i < call.outputs.size(); ++i) {
      call.outputs[i].type = call.in(3).type;
      call.outputs[i].shape = call.in(3).shape;
    }
  } else if (op == "LayerNormalization" && call.in(0).shape) {
    const auto axis = axis_index(call.node.int_or("axis", -1), call.in(0).shape->size());
    if (!axis) return call.refuse("its axis is out of range");
    for (std::size_t i = 1; i < call.outputs.size(); ++i) {
      std::vector<std::size_t> axes(call.in(0).shape->size() - *axis);
      std::iota(axes.begin(), axes.end(), *axis);
      call.outputs[i].type = ElementType::kFloat;
      call.outputs[i].shape = reduced(*call.in(0).shape, axes, true);
    }
  }
}

void quantise(ShapeCall& call) {
  like_input(call, 0);
  call.out().type = call.has(2) ? call.in(2).type : ElementType::kUint8;
  if (call.node.op_type != "DynamicQuantizeLinear") return;
  call.out().type = ElementType::kUint8;
  for (std::size_t i = 1; i < call.outputs.size(); ++i) {
    call.outputs[i].type = i == 1 ? ElementType::kFloat : ElementType::kUint8;
    call.outputs[i].shape = Shape{};
  }
}

void dequantise(ShapeCall& call) {
  like_input(call, 0);
  call.out().type = call.in(1).type;
}

void reduce(ShapeCall& call) {
  auto& out = call.out();
  out.type = call.in(0).type;
  if (!call.in(0).shape) return;
  const auto& shape = *call.in(0).shape;
  bool stated = false;
  const auto axes = call.list("axes", 1, stated);
  const bool keep = call.node.int_or("keepdims", 1) != 0;
  if (!axes) {
    if (keep) out.shape = Shape(shape.size());
    return;
  }
  std::optional<std::vector<std::size_t>> indices;
  if (axes->empty()) {
    indices.emplace(call.node.int_or("noop_with_empty_axes", 0) != 0 ? 0 : shape.size());
    std::iota(indices->begin(), indices->end(), 0);
  } else {
    indices = axis_indices(*axes, shape.size());
  }
  if (!indices) return call.refuse("an axis is out of range");
  out.shape = reduced(shape, *indices, keep);
  const auto numbers = call.wholes(0);
  if (call.node.op_type != "ReduceProd" || !numbers || shape.size() != 1 || indices->empty()) {
    return;
  }
  std::int64_t result = 1;
  for (const auto number : *numbers) {
    if (__builtin_mul_overflow(result, number, &result)) return;
  }
  out.values = Elements{{result, {}}};
}

void arg_reduce(ShapeCall& call) {
  call.out().type = ElementType::kInt64;
  if (!call.in(0).shape) return;
  const auto axis = axis_index(call.node.int_or("axis", 0), call.in(0).shape->size());
  if (!axis) return call.refuse("its axis is out of range");
  call.out().shape = reduced(*call.in(0).shape, {*axis}, call.node.int_or("keepdims", 1) != 0);
}

void top_k(ShapeCall& call) {
  same(call);
  if (call.outputs.size() > 1) call.outputs[1].type = ElementType::kInt64;
  if (!call.in(0).shape) return;
  const auto axis = axis_index(call.node.int_or("axis", -1), call.in(0).shape->size());
  if (!axis) return call.refuse("its axis is out of range");
  const auto count =
      call.has(1) ? call.wholes(1) : std::optional(std::vector{call.node.int_or("k", -1)});
  const auto side = count && count->size() == 1 ? side_of(count->front()) : Dimension();
  for (auto& facts : call.outputs) (*facts.shape)[*axis] = side;
}

void gemm(ShapeCall& call) {
  call.out().type = call.in(0).type;
  call.out().shape = Shape(2);
  const auto side = [&](std::size_t input, const char* turned, std::size_t axis) {
    const auto& shape = call.in(input).shape;
    if (!shape) return Dimension();
    if (shape->size() != 2) {
      call.refuse("it multiplies what is no matrix");
      return Dimension();
    }
    return (*shape)[call.node.int_or(turned, 0) != 0 ? 1 - axis : axis];
  };
  const auto inner_a = side(0, "transA", 1);
  const auto inner_b = side(1, "transB", 0);
  if (known(inner_a) && known(inner_b) && inner_a.value != inner_b.value) {
    call.refuse("the sides that it sums over differ");
  }
  if (!call.refusal.empty()) return;
  call.out().shape = Shape{side(0, "transA", 0), side(1, "transB", 1)};
}

void matmul(ShapeCall& call) {
  call.out().type = call.in(0).type;
  multiply(call, 0, 1);
}

void matmul_integer(ShapeCall& call) {
  call.out().type = ElementType::kInt32;
  multiply(call, 0, 1);
}

void qlinear_matmul(ShapeCall& call) {
  call.out().type = call.in(7).type;
  multiply(call, 0, 3);
}

}  // namespace lesion::onnx::shape_rule
