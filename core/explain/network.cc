#include "core/explain/network.h"

#include <algorithm>
#include <charconv>

#include "core/onnx/reverse.h"
#include "core/onnx/shapes.h"
#include "core/onnx/tap.h"

namespace lesion {

Result<ExplainNetwork> explain_network(onnx::Model model, const ModelCard& card) {
  ExplainNetwork network;
  const auto found = onnx::tap(model);
  if (!found) return tl::unexpected<Error>(found.error());
  auto& facts = network.facts;
  facts.input = card.input;
  facts.image = card.input_tensor;
  auto& graph = model.graph;
  const auto input = std::find_if(graph.inputs.begin(), graph.inputs.end(),
                                  [&](const auto& info) { return info.name == facts.image; });
  if (input == graph.inputs.end()) {
    return fail(ErrorCode::kGraphNoTensor, {{"tensor", facts.image}});
  }
  if (!graph.is_output(card.logits_tensor)) {
    return fail(ErrorCode::kGraphNoTensor, {{"tensor", card.logits_tensor}});
  }
  const int h = facts.input.height;
  const int w = facts.input.width;
  onnx::Dimension images = "N";
  if (input->has_shape && !input->shape.empty() && input->shape[0].value == 1) images = 1;
  facts.one_at_a_time = images.value == 1;
  input->has_shape = true;
  input->shape = facts.input.layout == Layout::kNchw ? onnx::Shape{images, 3, h, w}
                                                     : onnx::Shape{images, h, w, 3};
  // What the file says of tensors inside may be of another input size.
  graph.value_infos.clear();
  facts.output = onnx::logit_tensor(model, card.logits_tensor);
  if (!graph.is_output(facts.output)) {
    graph.outputs.push_back({facts.output, onnx::ElementType::kFloat, false, {}});
  }
  const auto shapes = onnx::infer_shapes(model, {.use_notes = false});
  const auto& output = shapes.of(facts.output).shape;
  if (!output || output->empty()) {
    return fail(ErrorCode::kReverseShape, {{"tensor", facts.output}});
  }
  std::int64_t outputs = 1;
  constexpr std::int64_t kMostOutputs = 1 << 20;
  for (std::size_t i = 1; i < output->size(); ++i) {
    const auto side = (*output)[i].value;
    if (side < 1 || side > kMostOutputs / outputs) {
      return fail(ErrorCode::kReverseShape, {{"tensor", facts.output}});
    }
    outputs *= side;
  }
  facts.outputs = static_cast<int>(outputs);
  for (auto& info : graph.outputs) {
    const auto& shape = shapes.of(info.name).shape;
    info.has_shape = shape.has_value();
    info.shape = shape.value_or(onnx::Shape());
  }
  for (const auto& layer : found->layers) {
    const auto& shape = shapes.of(layer.tensor).shape;
    if (layer.type != onnx::ElementType::kFloat) {
      return fail(ErrorCode::kGraphNotFloat, {{"tensor", layer.tensor}});
    }
    constexpr std::int64_t kMostSide = 1 << 16;
    const bool known = shape && shape->size() == 4 && (*shape)[2].value > 0 &&
                       (*shape)[3].value > 0 && (*shape)[2].value <= kMostSide &&
                       (*shape)[3].value <= kMostSide && (*shape)[1].value == layer.filters;
    if (!known) return fail(ErrorCode::kReverseShape, {{"tensor", layer.tensor}});
    facts.layers.push_back({layer.tensor, layer.filters, static_cast<int>((*shape)[2].value),
                            static_cast<int>((*shape)[3].value)});
  }
  network.model = std::move(model);
  return network;
}

Result<ExplainTarget> explain_target(const ModelCard& card, int outputs, std::string_view name) {
  ExplainTarget target;
  const auto count = static_cast<std::size_t>(std::max(outputs, 0));
  const auto positive = static_cast<std::size_t>(std::max(card.positive_class, 0));
  const auto unknown = [&] {
    return fail(ErrorCode::kExplainClass, {{"output", name}, {"count", outputs}});
  };
  if (name == "malignant" || name == "benign") {
    const float sign = name == "malignant" ? 1.0f : -1.0f;
    if (count == 1) {  // of classes[1], whichever of the two is the positive one
      target.weights = {positive == 0 ? -sign : sign};
      return target;
    }
    if (positive >= count) return unknown();
    target.weights.assign(count, -sign / static_cast<float>(count - 1));
    target.weights[positive] = sign;
    return target;
  }
  std::size_t index = count;
  for (std::size_t i = 0; i < card.classes.size() && i < count; ++i) {
    if (card.classes[i] == name && index == count) index = i;
  }
  if (index == count) {
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), index);
    if (error != std::errc() || end != name.data() + name.size()) return unknown();
  }
  if (index >= count) return unknown();
  target.weights.assign(count, 0.0f);
  target.weights[index] = 1;
  return target;
}

}  // namespace lesion
