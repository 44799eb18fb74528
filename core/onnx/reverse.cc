#include "core/onnx/reverse.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>
#include <utility>

#include "core/onnx/reverse_rule.h"
#include "core/onnx/upgrade.h"

namespace lesion::onnx {
namespace {

std::unordered_map<std::string, const Tensor*> constants_of(const Graph& graph) {
  std::unordered_map<std::string, const Tensor*> constants;
  for (const auto& tensor : graph.initializers) constants.emplace(tensor.name, &tensor);
  for (const auto& node : graph.nodes) {
    if (node.outputs.empty()) continue;
    if (node.op_type == "Constant") {
      if (const auto* value = node.tensor("value")) constants.emplace(node.outputs[0], value);
    } else if (node.op_type == "Identity" && !node.inputs.empty()) {
      // PyTorch writes each shared constant so.
      const auto at = constants.find(node.inputs[0]);
      if (at != constants.end()) constants.emplace(node.outputs[0], at->second);
    }
  }
  return constants;
}

// What depends on the wanted tensors, themselves included.
std::unordered_set<std::string> dependents(const Graph& graph,
                                           std::span<const std::string> wanted) {
  std::unordered_set<std::string> active(wanted.begin(), wanted.end());
  for (const auto& node : graph.nodes) {
    const bool reads = std::any_of(node.inputs.begin(), node.inputs.end(),
                                   [&](const auto& name) { return active.contains(name); });
    if (reads) active.insert(node.outputs.begin(), node.outputs.end());
  }
  active.erase("");
  return active;
}

bool is_made(const Graph& graph, const std::string& tensor) {
  for (const auto& info : graph.inputs) {
    if (info.name == tensor) return true;
  }
  for (const auto& node : graph.nodes) {
    if (std::find(node.outputs.begin(), node.outputs.end(), tensor) != node.outputs.end()) {
      return !tensor.empty();
    }
  }
  return false;
}

std::string shown_node(const Node& node) {
  const bool named = !node.name.empty() || node.outputs.empty();
  return shown(named ? node.name : node.outputs[0]);
}

// All that reached a tensor, added up.
std::string total(ReverseState& state, const std::string& tensor) {
  const auto at = state.gradients.find(tensor);
  if (at == state.gradients.end()) return {};
  auto& parts = at->second;
  while (parts.size() > 1) {
    const std::string sum = state.names->take("reverse." + std::to_string(state.made++));
    const std::size_t last = parts.size() - 1;
    state.nodes.push_back(plain_node("Add", {parts[last - 1], parts[last]}, sum));
    parts.resize(last - 1);
    parts.push_back(sum);
  }
  return parts.front();
}

Result<void> walk_back(ReverseState& state, const std::unordered_set<std::string>& wanted) {
  for (std::size_t i = state.graph->nodes.size(); i-- > 0;) {
    const Node& node = state.graph->nodes[i];
    std::vector<std::string> gradients;
    bool any = false;
    for (const auto& output : node.outputs) {
      gradients.push_back(state.active.contains(output) ? total(state, output) : std::string());
      any = any || !gradients.back().empty();
    }
    const bool goes_on = std::any_of(node.inputs.begin(), node.inputs.end(),
                                     [&](const auto& name) { return state.active.contains(name); });
    if (!any || !goes_on) continue;
    const ReverseRule rule = find_reverse(node);
    if (rule != nullptr && gradients[0].empty() && node.op_type != "Split") {
      // Only a further output is read, a mask or a place: no derivative goes through those.
      return fail(ErrorCode::kReverseForm,
                  {{"operator", shown(node.op_type)}, {"node", shown_node(node)}});
    }
    if (rule == nullptr) {
      return fail(ErrorCode::kReverseOperator,
                  {{"operator", shown(node.op_type)}, {"node", shown_node(node)}});
    }
    ReverseCall call(state, i, std::move(gradients));
    rule(call);
    if (call.error) return tl::unexpected<Error>(*call.error);
  }
  for (const auto& name : wanted) total(state, name);
  return {};
}

}  // namespace

const Shape* ReverseCall::shape_of(const std::string& tensor) const {
  const auto& facts = state_.shapes->of(tensor);
  return facts.shape ? &*facts.shape : nullptr;
}

const Tensor* ReverseCall::constant(std::size_t input) const {
  const auto at = state_.values.find(in(input));
  return in(input).empty() || at == state_.values.end() ? nullptr : at->second;
}

std::optional<Wholes> ReverseCall::list(const char* attribute, std::size_t input) const {
  if (in(input).empty()) return node.ints_or(attribute, {});
  const auto& values = state_.shapes->of(in(input)).values;
  if (!values) return std::nullopt;
  Wholes numbers;
  for (const auto& element : *values) {
    if (!element.whole) return std::nullopt;
    numbers.push_back(*element.whole);
  }
  return numbers;
}

std::optional<float> ReverseCall::scalar(std::size_t input) const {
  const Tensor* tensor = constant(input);
  if (tensor == nullptr || tensor->count() != 1) return std::nullopt;
  return as_floats(*tensor).front();
}

std::string ReverseCall::make(std::string op_type, std::vector<std::string> inputs,
                              std::vector<Attribute> attributes) {
  std::string output = state_.names->take("reverse." + std::to_string(state_.made++));
  state_.nodes.push_back(
      plain_node(std::move(op_type), std::move(inputs), output, std::move(attributes)));
  return output;
}

std::string ReverseCall::floats(Wholes dims, std::span<const float> values) {
  std::string name = state_.names->take("reverse.constant." + std::to_string(state_.made++));
  if (!has_room(values.size())) {
    refuse();
    return name;
  }
  state_.numbers_written += values.size();
  state_.constants.push_back(float_tensor(name, std::move(dims), values));
  return name;
}

std::string ReverseCall::wholes(const Wholes& values) {
  std::string key = "w";
  for (const auto value : values) key.append(",").append(std::to_string(value));
  const auto [at, fresh] = state_.numbers.try_emplace(key);
  if (fresh) {
    at->second = state_.names->take("reverse.constant." + std::to_string(state_.made++));
    state_.constants.push_back(
        int64_tensor(at->second, {static_cast<std::int64_t>(values.size())}, values));
  }
  return at->second;
}

std::string ReverseCall::number(float value) {
  std::string key = "f";
  // Emscripten's library has no std::bit_cast yet.
  std::uint32_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  key.append(std::to_string(bits));
  const auto at = state_.numbers.find(key);
  if (at != state_.numbers.end()) return at->second;
  return state_.numbers[key] = floats({}, std::span(&value, 1));
}

std::string ReverseCall::reshaped_like(const std::string& x, const std::string& like) {
  return make("Reshape", {x, make("Shape", {like})});
}

std::string ReverseCall::expanded_like(const std::string& x, const std::string& like) {
  return make("Expand", {x, make("Shape", {like})});
}

std::string ReverseCall::zeros_like(const std::string& x) {
  return make("ConstantOfShape", {make("Shape", {x})});
}

std::string ReverseCall::sum(const std::string& x, const Wholes& axes, bool keep) {
  return make("ReduceSum", {x, wholes(axes)}, {{"keepdims", std::int64_t{keep ? 1 : 0}}});
}

std::string ReverseCall::further_output(std::size_t index) {
  auto& outputs = state_.graph->nodes[index_].outputs;
  if (outputs.size() <= index) outputs.resize(index + 1);
  if (outputs[index].empty()) {
    outputs[index] = state_.names->take("reverse.output." + std::to_string(state_.made++));
  }
  return outputs[index];
}

void ReverseCall::give(std::size_t input, const std::string& gradient) {
  if (wanted(input)) state_.gradients[in(input)].push_back(gradient);
}

void ReverseCall::give_broadcast(std::size_t input, const std::string& gradient) {
  if (!wanted(input)) return;
  const Shape* to = shape(input);
  const Shape* from = out_shape();
  if (to == nullptr) return refuse_shape(in(input));
  if (from == nullptr || from->size() < to->size()) return refuse_shape(out());
  const std::size_t ahead = from->size() - to->size();
  Wholes axes;
  for (std::size_t i = 0; i < from->size(); ++i) {
    const auto& wide = (*from)[i];
    if (i < ahead) {
      axes.push_back(static_cast<std::int64_t>(i));
      continue;
    }
    const auto& side = (*to)[i - ahead];
    if (side == wide && (side.value >= 0 || !side.symbol.empty())) continue;
    if (side.value == 1) {
      axes.push_back(static_cast<std::int64_t>(i));
    } else if (side.value < 0) {
      return refuse_shape(in(input));  // it may be 1 or not
    }
  }
  std::string part = gradient;
  if (!axes.empty()) part = sum(part, axes, true);
  if (ahead > 0) part = reshaped_like(part, in(input));
  give(input, part);
}

void ReverseCall::refuse() {
  if (error) return;
  error.emplace(ErrorCode::kReverseForm,
                ErrorValues{{"operator", shown(node.op_type)}, {"node", shown_node(node)}});
}

void ReverseCall::refuse_shape(const std::string& tensor) {
  if (!error) error.emplace(ErrorCode::kReverseShape, ErrorValues{{"tensor", shown(tensor)}});
}

std::optional<Wholes> known_sides(const Shape& shape, std::size_t from) {
  Wholes sides;
  for (std::size_t i = from; i < shape.size(); ++i) {
    if (shape[i].value < 1) return std::nullopt;
    sides.push_back(shape[i].value);
  }
  return sides;
}

Result<ReverseGraph> reverse(const Model& model, const std::string& of,
                             std::span<const std::string> wanted, const ReverseOptions& options) {
  if (model.graph.nodes.size() > options.max_nodes) {
    return fail(ErrorCode::kReverseTooLarge, {{"most", options.max_nodes}});
  }
  ReverseGraph result;
  result.model = model;
  result.model.metadata.clear();
  result.of = of;
  auto& graph = result.model.graph;
  make_constants_constant(result.model);
  if (auto done = upgrade_opset(result.model); !done) return tl::unexpected<Error>(done.error());
  for (const auto& name : wanted) {
    if (!is_made(graph, name)) return fail(ErrorCode::kGraphNoTensor, {{"tensor", shown(name)}});
  }
  if (!is_made(graph, of)) return fail(ErrorCode::kGraphNoTensor, {{"tensor", shown(of)}});
  const auto shapes = infer_shapes(result.model);
  for (const auto& name : wanted) {
    if (shapes.of(name).type.value_or(ElementType::kFloat) != ElementType::kFloat) {
      return fail(ErrorCode::kGraphNotFloat, {{"tensor", shown(name)}});
    }
  }
  const auto& start = shapes.of(of);
  if (start.type.value_or(ElementType::kFloat) != ElementType::kFloat) {
    return fail(ErrorCode::kGraphNotFloat, {{"tensor", shown(of)}});
  }
  if (!start.shape) return fail(ErrorCode::kReverseShape, {{"tensor", shown(of)}});

  Names names(graph);
  ReverseState state;
  state.graph = &graph;
  state.names = &names;
  state.shapes = &shapes;
  state.values = constants_of(graph);
  state.active = dependents(graph, wanted);
  state.options = options;
  state.opset = result.model.opset();
  result.seed = names.take(of + ".seed");
  if (state.active.contains(of)) state.gradients[of].push_back(result.seed);
  if (auto done = walk_back(state, {wanted.begin(), wanted.end()}); !done) {
    return tl::unexpected<Error>(done.error());
  }
  for (const auto& name : wanted) {
    const std::string part = total(state, name);
    if (part.empty()) {
      return fail(ErrorCode::kGraphNoPath, {{"output", shown(of)}, {"tensor", shown(name)}});
    }
    result.gradients.push_back(names.take(name + ".gradient"));
    state.nodes.push_back(plain_node("Identity", {part}, result.gradients.back()));
  }
  graph.inputs.push_back({result.seed, ElementType::kFloat, true, *start.shape});
  if (!graph.is_output(of)) {
    graph.outputs.push_back({of, ElementType::kFloat, true, *start.shape});
  }
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const auto& facts = shapes.of(wanted[i]);
    graph.outputs.push_back({result.gradients[i], ElementType::kFloat, facts.shape.has_value(),
                             facts.shape.value_or(Shape())});
  }
  std::erase_if(graph.value_infos,
                [&](const ValueInfo& info) { return graph.is_output(info.name); });
  std::move(state.nodes.begin(), state.nodes.end(), std::back_inserter(graph.nodes));
  std::move(state.constants.begin(), state.constants.end(), std::back_inserter(graph.initializers));
  return result;
}

std::string logit_tensor(const Model& model, const std::string& output) {
  std::unordered_map<std::string, const Node*> makers;
  for (const auto& node : model.graph.nodes) {
    for (const auto& name : node.outputs) makers.emplace(name, &node);
  }
  constexpr std::array<std::string_view, 7> kSeenThrough{
      "Identity", "Dropout", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Cast"};
  std::string at = output;
  for (std::size_t step = 0; step < 16; ++step) {
    const auto found = makers.find(at);
    if (found == makers.end() || found->second->inputs.empty()) return output;
    const Node& node = *found->second;
    const auto& op = node.op_type;
    if (op == "Softmax" || op == "Sigmoid" || op == "LogSoftmax") return node.inputs[0];
    const bool through =
        std::find(kSeenThrough.begin(), kSeenThrough.end(), op) != kSeenThrough.end();
    if (!through) return output;
    at = node.inputs[0];
  }
  return output;
}

}  // namespace lesion::onnx
