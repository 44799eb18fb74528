#include "core/onnx/shapes.h"

#include <algorithm>
#include <utility>

#include "core/onnx/operators.h"
#include "core/onnx/shape_rule.h"

namespace lesion::onnx {
namespace {

// Longer names are not carried from shape to shape: a file could fill the memory with one.
constexpr std::size_t kMaxSymbol = 64;

std::optional<Shape> sound(const ValueInfo& info) {
  if (!info.has_shape || info.shape.size() > kMaxRank) return std::nullopt;
  Shape shape = info.shape;
  for (auto& side : shape) {
    if (side.value > kMaxSide || side.value < 0) side.value = -1;
    if (known(side) || side.symbol.size() > kMaxSymbol) side.symbol.clear();
  }
  return shape;
}

// Facts that a rule has made, cut to what Shapes promises.
void make_sound(TensorFacts& facts) {
  if (facts.shape && facts.shape->size() > kMaxRank) facts.shape.reset();
  if (facts.values && facts.values->size() > kMaxValues) facts.values.reset();
}

class Inference {
 public:
  Inference(const Model& model, const ShapeOptions& options) : graph_(model.graph) {
    opset_ = model.opset();
    for (const auto& tensor : graph_.initializers) {
      if (constants_.emplace(tensor.name, &tensor).second) {
        shapes_.tensors.emplace(tensor.name, facts_of(tensor));
      }
    }
    for (const auto& node : graph_.nodes) {
      const auto* value = node.op_type == "Constant" ? node.tensor("value") : nullptr;
      if (value != nullptr && !node.outputs.empty()) constants_.emplace(node.outputs[0], value);
    }
    for (const auto& info : graph_.inputs) {
      shapes_.tensors.emplace(info.name, TensorFacts{info.type, sound(info), {}});
    }
    if (!options.use_notes) return;
    for (const auto& info : graph_.value_infos) notes_.emplace(info.name, &info);
    for (const auto& info : graph_.outputs) notes_.emplace(info.name, &info);
  }

  Shapes go() {
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i) visit(i);
    return std::move(shapes_);
  }

 private:
  void visit(std::size_t index) {
    const Node& node = graph_.nodes[index];
    std::vector<const TensorFacts*> inputs;
    inputs.reserve(node.inputs.size());
    for (const auto& name : node.inputs) inputs.push_back(&shapes_.of(name));
    ShapeCall call(node, opset_, constants_, std::move(inputs));
    const Operator* op = find_operator(node);
    if (op == nullptr) {
      call.refuse("the operator is not known here");
    } else {
      op->shape(call);
    }
    for (std::size_t i = 0; i < node.outputs.size(); ++i) {
      if (node.outputs[i].empty()) continue;
      auto& facts = call.outputs[i];
      make_sound(facts);
      complete(node.outputs[i], facts);
      shapes_.tensors.emplace(node.outputs[i], std::move(facts));
    }
    if (!call.refusal.empty()) shapes_.open.push_back({index, std::move(call.refusal)});
  }

  // What the file says where the rule says nothing.
  void complete(const std::string& name, TensorFacts& facts) const {
    const auto note = notes_.find(name);
    if (note == notes_.end()) return;
    if (!facts.type) facts.type = note->second->type;
    const auto stated = sound(*note->second);
    if (!stated) return;
    if (!facts.shape) facts.shape = stated;
    if (facts.shape->size() != stated->size()) return;
    for (std::size_t i = 0; i < stated->size(); ++i) {
      auto& side = (*facts.shape)[i];
      if (!known(side) && (known((*stated)[i]) || side.symbol.empty())) side = (*stated)[i];
    }
  }

  const Graph& graph_;
  std::int64_t opset_ = 0;
  Constants constants_;
  std::unordered_map<std::string, const ValueInfo*> notes_;
  Shapes shapes_;
};

}  // namespace

TensorFacts facts_of(const Tensor& tensor) {
  TensorFacts facts;
  facts.type = tensor.type;
  if (tensor.dims.size() <= kMaxRank) {
    facts.shape.emplace();
    for (const auto dim : tensor.dims) facts.shape->push_back(side_of(dim));
  }
  if (tensor.count() > kMaxValues) return facts;
  Elements values;
  for (const auto number : as_int64s(tensor)) values.push_back({number, {}});
  if (values.empty() && tensor.count() > 0) {
    for (const auto number : as_floats(tensor)) {
      // Floats that are whole take part: exporters compute sizes in floats and cast them back.
      const bool whole = number > -0x1p40f && number < 0x1p40f &&
                         static_cast<float>(static_cast<std::int64_t>(number)) == number;
      values.push_back(whole ? Element{static_cast<std::int64_t>(number), {}} : Element{});
    }
  }
  facts.values = std::move(values);
  return facts;
}

const TensorFacts& Shapes::of(const std::string& tensor) const {
  static const TensorFacts kNothing;
  const auto at = tensor.empty() ? tensors.end() : tensors.find(tensor);
  return at == tensors.end() ? kNothing : at->second;
}

Shapes infer_shapes(const Model& model, const ShapeOptions& options) {
  return Inference(model, options).go();
}

std::optional<std::vector<float>> ShapeCall::floats(std::size_t index) const {
  if (!has(index)) return std::nullopt;
  if (const auto at = constants_.find(node.inputs[index]); at != constants_.end()) {
    if (at->second->count() > kMaxValues) return std::nullopt;
    return as_floats(*at->second);
  }
  const auto numbers = wholes(index);
  if (!numbers) return std::nullopt;
  return std::vector<float>(numbers->begin(), numbers->end());
}

std::optional<std::vector<std::int64_t>> ShapeCall::wholes(std::size_t index) const {
  const auto& values = in(index).values;
  if (!values) return std::nullopt;
  std::vector<std::int64_t> numbers;
  for (const auto& element : *values) {
    if (!element.whole) return std::nullopt;
    numbers.push_back(*element.whole);
  }
  return numbers;
}

std::optional<std::vector<std::int64_t>> ShapeCall::list(const char* attribute, std::size_t input,
                                                         bool& stated) const {
  stated = true;
  if (has(input)) return wholes(input);
  for (const auto& candidate : node.attributes) {
    if (candidate.name == attribute) return node.ints_or(attribute, {});
  }
  stated = false;
  return std::vector<std::int64_t>{};
}

std::optional<std::size_t> axis_index(std::int64_t axis, std::size_t rank) {
  const auto count = static_cast<std::int64_t>(rank);
  if (axis < -count || axis >= count) return std::nullopt;
  return static_cast<std::size_t>(axis < 0 ? axis + count : axis);
}

std::optional<std::vector<std::size_t>> axis_indices(const std::vector<std::int64_t>& axes,
                                                     std::size_t rank) {
  std::vector<std::size_t> indices;
  for (const auto axis : axes) {
    const auto index = axis_index(axis, rank);
    if (!index) return std::nullopt;
    indices.push_back(*index);
  }
  std::sort(indices.begin(), indices.end());
  indices.erase(std::unique(indices.begin(), indices.end()), indices.end());
  return indices;
}

std::optional<Cut> slice_of(std::int64_t side, std::int64_t start, std::int64_t end,
                            std::int64_t step) {
  if (step == 0 || side < 0 || side > kMaxSide) return std::nullopt;
  if (side == 0) return Cut{0, 1, 0};
  // Steps that lead past either end at once all do the same.
  step = std::clamp(step, -kMaxSide - 1, kMaxSide + 1);
  const auto within = [&](std::int64_t at, std::int64_t least, std::int64_t most) {
    if (at < 0) at = at < -side ? least : at + side;
    return std::clamp(at, least, most);
  };
  Cut cut{within(start, 0, step > 0 ? side : side - 1), step, 0};
  const auto last = within(end, step > 0 ? 0 : -1, step > 0 ? side : side - 1);
  const auto span = step > 0 ? last - cut.start : cut.start - last;
  const auto stride = step > 0 ? step : -step;
  if (span > 0) cut.count = (span + stride - 1) / stride;
  return cut;
}

std::optional<std::int64_t> product(std::span<const Dimension> sides) {
  std::int64_t result = 1;
  for (const auto& side : sides) {
    if (!known(side)) return std::nullopt;
    if (side.value != 0 && result > (std::int64_t{1} << 62) / side.value) return std::nullopt;
    result *= side.value;
  }
  return result;
}

std::optional<Shape> broadcast(const Shape& a, const Shape& b) {
  const Shape& longer = a.size() >= b.size() ? a : b;
  const Shape& shorter = a.size() >= b.size() ? b : a;
  Shape result = longer;
  const std::size_t ahead = longer.size() - shorter.size();
  for (std::size_t i = 0; i < shorter.size(); ++i) {
    auto& side = result[ahead + i];
    const auto& other = shorter[i];
    if (side == other || other.value == 1) {
      // An open side without a name may be 1 or more: two of them stay open.
      continue;
    }
    if (side.value != 1 && known(side) && known(other)) return std::nullopt;
    // Where `side` is open and the other known: the open one is 1 or the same.
    if (side.value == 1 || known(other)) {
      side = other;
    } else if (!known(side)) {
      side = Dimension();
    }
  }
  return result;
}

}  // namespace lesion::onnx
