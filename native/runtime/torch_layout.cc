// Operators that arrange elements anew, and those that compute shapes.
#include <algorithm>
#include <functional>

#include "core/onnx/shape_rule.h"
#include "native/runtime/torch_operators.h"

namespace lesion::torch_operator {

Tensors flatten(const Call& call) {
  const auto& x = call.need(0);
  auto axis = call.node.int_or("axis", 1);
  if (axis < 0) axis += x.dim();
  if (axis < 0 || axis > x.dim()) throw Refusal("axis is out of range");
  std::int64_t rows = 1;
  for (std::int64_t i = 0; i < axis; ++i) rows *= x.size(i);
  return {x.reshape({rows, rows == 0 ? 0 : x.numel() / rows})};
}

Tensors reshape(const Call& call) {
  const auto& x = call.need(0);
  auto shape = call.ints(1);
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] == 0 && call.node.int_or("allowzero", 0) == 0) {
      if (static_cast<std::int64_t>(i) >= x.dim()) throw Refusal("the new shape is out of range");
      shape[i] = x.size(static_cast<std::int64_t>(i));
    }
  }
  return {x.reshape(shape)};
}

Tensors squeeze(const Call& call) {
  Tensor x = call.need(0);
  auto axes = call.list("axes", 1);
  if (axes.empty()) return {x.squeeze()};
  for (auto& axis : axes) axis = call.axis(axis, x.dim());
  std::sort(axes.begin(), axes.end(), std::greater<>());
  for (const auto axis : axes) x = x.squeeze(axis);
  return {x};
}

Tensors unsqueeze(const Call& call) {
  Tensor x = call.need(0);
  auto axes = call.list("axes", 1);
  const auto rank = x.dim() + static_cast<std::int64_t>(axes.size());
  for (auto& axis : axes) axis = call.axis(axis, rank);
  std::sort(axes.begin(), axes.end());
  for (const auto axis : axes) x = x.unsqueeze(axis);
  return {x};
}

Tensors transpose(const Call& call) {
  Ints reversed;
  for (std::int64_t i = call.need(0).dim() - 1; i >= 0; --i) reversed.push_back(i);
  return {call.need(0).permute(call.node.ints_or("perm", reversed))};
}

Tensors split(const Call& call) {
  const auto& x = call.need(0);
  const auto axis = call.axis(call.node.int_or("axis", 0), x.dim());
  Ints sizes = call.list("split", 1);
  const auto parts = static_cast<std::int64_t>(call.node.outputs.size());
  if (sizes.empty()) {
    const auto each = (x.size(axis) + parts - 1) / parts;
    for (std::int64_t i = 0; i < parts; ++i) {
      sizes.push_back(std::clamp<std::int64_t>(x.size(axis) - i * each, 0, each));
    }
  }
  if (sizes.size() != call.node.outputs.size()) {
    throw Refusal("it does not give each output a size");
  }
  return at::split_with_sizes(x, sizes, axis);
}

Tensors slice(const Call& call) {
  Tensor x = call.need(0);
  const auto starts = call.list("starts", 1);
  const auto ends = call.list("ends", 2);
  auto axes = call.list("axes", 3);
  auto steps = call.list("steps", 4);
  for (std::size_t i = 0; axes.size() < starts.size(); ++i) {
    axes.push_back(static_cast<std::int64_t>(i));
  }
  if (steps.empty()) steps.assign(axes.size(), 1);
  if (ends.size() != starts.size() || axes.size() != starts.size() ||
      steps.size() != starts.size()) {
    throw Refusal("its lists differ in length");
  }
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const auto axis = call.axis(axes[i], x.dim());
    const auto cut = onnx::slice_of(x.size(axis), starts[i], ends[i], steps[i]);
    if (!cut) throw Refusal("its step is 0");
    Ints cells;
    for (std::int64_t k = 0; k < cut->count; ++k) cells.push_back(cut->start + k * cut->step);
    x = cut->step == 1 ? x.narrow(axis, cut->start, cut->count)
                       : x.index_select(axis, at::tensor(cells, at::kLong));
  }
  return {x};
}

Tensors gather(const Call& call) {
  const auto& x = call.need(0);
  const auto axis = call.axis(call.node.int_or("axis", 0), x.dim());
  auto indices = call.need(1).to(at::kLong);
  indices = at::where(indices < 0, indices + x.size(axis), indices);
  Ints shape = x.sizes().slice(0, static_cast<std::size_t>(axis)).vec();
  shape.insert(shape.end(), indices.sizes().begin(), indices.sizes().end());
  const auto rest = x.sizes().slice(static_cast<std::size_t>(axis) + 1);
  shape.insert(shape.end(), rest.begin(), rest.end());
  return {x.index_select(axis, indices.reshape(-1)).reshape(shape)};
}

Tensors scatter_elements(const Call& call) {
  const auto& x = call.need(0);
  const auto axis = call.axis(call.node.int_or("axis", 0), x.dim());
  const auto how = call.node.string_or("reduction", "none");
  auto indices = call.need(1).to(at::kLong);
  indices = at::where(indices < 0, indices + x.size(axis), indices);
  if (how == "add") return {x.scatter_add(axis, indices, call.need(2))};
  if (how != "none") throw Refusal("the reduction " + how + " is not supported");
  return {x.scatter(axis, indices, call.need(2))};
}

Tensors expand(const Call& call) {
  const auto wanted = call.ints(1);
  // A side of the input counts where the wanted one is 1.
  return {call.need(0) * at::ones(wanted, call.need(0).options())};
}

Tensors tile(const Call& call) { return {call.need(0).repeat(call.ints(1))}; }

Tensors shape(const Call& call) {
  const auto& x = call.need(0);
  const auto place = [&](const char* name, std::int64_t fallback) {
    auto at = call.node.int_or(name, fallback);
    if (at < 0) at = at < -x.dim() ? 0 : at + x.dim();
    return std::clamp<std::int64_t>(at, 0, x.dim());
  };
  const auto begin = place("start", 0);
  const auto end = std::max(begin, place("end", x.dim()));
  Ints sides(x.sizes().begin() + begin, x.sizes().begin() + end);
  return {at::tensor(sides, at::kLong)};
}

Tensors constant(const Call& call) {
  for (const auto& attribute : call.node.attributes) {
    if (const auto* tensor = std::get_if<onnx::Tensor>(&attribute.value)) {
      return {constant_tensor(*tensor)};
    }
    if (const auto* number = std::get_if<std::int64_t>(&attribute.value)) {
      return {at::scalar_tensor(*number, at::TensorOptions(at::kLong))};
    }
    if (const auto* number = std::get_if<float>(&attribute.value)) {
      return {at::scalar_tensor(*number, at::TensorOptions(at::kFloat))};
    }
    if (const auto* list = std::get_if<Ints>(&attribute.value)) {
      return {at::tensor(*list, at::kLong)};
    }
    if (const auto* list = std::get_if<std::vector<float>>(&attribute.value)) {
      return {at::tensor(*list, at::kFloat)};
    }
  }
  throw Refusal("it holds no tensor of numbers");
}

Tensors constant_of_shape(const Call& call) {
  const auto* value = call.node.tensor("value");
  const Tensor filling = value != nullptr ? constant_tensor(*value) : at::zeros({1});
  if (filling.numel() != 1) throw Refusal("its value is not one number");
  return {filling.reshape({}).expand(call.ints(0)).contiguous()};
}

Tensors range(const Call& call) {
  return {at::arange(call.need(0).item(), call.need(1).item(), call.need(2).item(),
                     call.need(0).options())};
}

}  // namespace lesion::torch_operator
