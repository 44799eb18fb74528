#include "core/onnx/ablate.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "core/onnx/edit.h"
#include "core/onnx/shapes.h"

namespace lesion::onnx {
namespace {

constexpr std::int64_t kLeastOpset = 7;
constexpr std::int64_t kMostOpset = 21;

// Everything that the switch of one layer adds to a graph.
struct Wiring {
  FilterSwitch at;
  std::string off;       // 1 - keep
  std::string offset;    // off * replacement
  std::string kept;      // maps * keep
  std::string switched;  // kept + offset: what the layer's readers read
};

Result<Wiring> wiring_of(const LayerInfo& layer, const Names& names) {
  const std::string& t = layer.tensor;
  Wiring wiring{{t, t + ".keep", t + ".replacement", layer.filters},
                t + ".off",
                t + ".offset",
                t + ".kept",
                t + ".switched"};
  for (const auto& name : {wiring.at.keep, wiring.at.replacement, wiring.off, wiring.offset,
                           wiring.kept, wiring.switched}) {
    if (names.contains(name)) return fail(ErrorCode::kGraphNameTaken, {{"tensor", shown(name)}});
  }
  return wiring;
}

Result<void> can_switch(const Model& model, const LayerInfo& layer) {
  if (model.opset() < kLeastOpset || model.opset() > kMostOpset) {
    return fail(ErrorCode::kGraphTooOld,
                {{"version", model.opset()}, {"least", kLeastOpset}, {"most", kMostOpset}});
  }
  if (layer.type != ElementType::kFloat) {
    return fail(ErrorCode::kGraphNotFloat, {{"tensor", shown(layer.tensor)}});
  }
  return {};
}

ValueInfo switch_input(const std::string& name, Dimension images, int filters) {
  return {name, ElementType::kFloat, true, {std::move(images), filters, 1, 1}};
}

// maps: of the layer; nothing where they are not known. A map of one cell is a number too.
ValueInfo replacement_input(const FilterSwitch& at, Instead instead,
                            const std::optional<Shape>& maps) {
  ValueInfo input = switch_input(at.replacement, 1, at.filters);
  if (instead == Instead::kNumbers) return input;
  const bool known = maps && maps->size() == 4;
  for (std::size_t i = 2; i < 4; ++i) {
    if (!known || (*maps)[i].value != 1) input.shape[i] = Dimension();
  }
  return input;
}

void append_switch(const Wiring& wiring, const std::string& one, std::vector<Node>& nodes) {
  nodes.push_back(plain_node("Sub", {one, wiring.at.keep}, wiring.off));
  nodes.push_back(plain_node("Mul", {wiring.off, wiring.at.replacement}, wiring.offset));
  nodes.push_back(plain_node("Mul", {wiring.at.layer, wiring.at.keep}, wiring.kept));
  nodes.push_back(plain_node("Add", {wiring.kept, wiring.offset}, wiring.switched));
}

// The constant 1 that the switches share.
std::string add_one(Graph& graph, const Names& names) {
  std::string name = names.fresh("switch.one");
  const float one = 1;
  graph.initializers.push_back(float_tensor(name, {}, std::span(&one, 1)));
  return name;
}

// What of a graph lies behind one tensor.
class Behind {
 public:
  Behind(const Graph& graph, const std::string& start) : graph_(graph), start_(start) {
    std::unordered_set<std::string> constants;
    for (const auto& tensor : graph.initializers) constants.insert(tensor.name);
    for (const auto& input : graph.inputs) {
      if (!constants.contains(input.name)) of_image_.insert(input.name);
    }
    after_.insert(start);
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
      const auto& node = graph.nodes[i];
      const bool image = reads(node, of_image_);
      const bool after = reads(node, after_);
      for (const auto& output : node.outputs) {
        if (output.empty()) continue;
        producer_.emplace(output, i);
        if (image) of_image_.insert(output);
        if (after) after_.insert(output);
      }
    }
  }

  bool has(const std::string& tensor) const { return after_.contains(tensor); }
  bool is_made(const std::string& tensor) const { return producer_.contains(tensor); }

  // The nodes that `outputs` need, by index, and what they read that comes from the image by
  // another way than `start`.
  void collect(std::span<const std::string> outputs) {
    std::vector<std::string> open(outputs.begin(), outputs.end());
    std::unordered_set<std::string> seen(outputs.begin(), outputs.end());
    needed.assign(graph_.nodes.size(), false);
    while (!open.empty()) {
      const std::string tensor = std::move(open.back());
      open.pop_back();
      if (tensor == start_) continue;
      used.insert(tensor);
      if (of_image_.contains(tensor) && !after_.contains(tensor)) {
        carried.insert(tensor);
        continue;
      }
      const auto at = producer_.find(tensor);
      if (at == producer_.end() || needed[at->second]) continue;
      needed[at->second] = true;
      for (const auto& input : graph_.nodes[at->second].inputs) {
        if (!input.empty() && seen.insert(input).second) open.push_back(input);
      }
    }
  }

  std::vector<bool> needed;              // a node
  std::unordered_set<std::string> used;  // tensors
  std::unordered_set<std::string> carried;

 private:
  static bool reads(const Node& node, const std::unordered_set<std::string>& tensors) {
    for (const auto& input : node.inputs) {
      if (tensors.contains(input)) return true;
    }
    return false;
  }

  const Graph& graph_;
  const std::string& start_;
  std::unordered_set<std::string> of_image_;
  std::unordered_set<std::string> after_;
  std::unordered_map<std::string, std::size_t> producer_;
};

// The carried tensors in the order in which the graph makes them, each a new input that is repeated
// for every row of the switch, so that it can meet the maps in any operator.
Result<void> carry(const Model& model, const Behind& behind, const Shapes& shapes,
                   const Names& names, Restart& restart,
                   std::unordered_map<std::string, std::string>& renamed) {
  if (behind.carried.empty()) return {};
  auto& graph = restart.model.graph;
  const std::string size = names.fresh("switch.rows");
  const std::string head = names.fresh("switch.images");
  const std::string first = names.fresh("switch.first");
  const std::string zero = names.fresh("switch.zero");
  const std::int64_t begin = 0;
  const std::int64_t end = 1;
  graph.initializers.push_back(int64_tensor(zero, {1}, std::span(&begin, 1)));
  graph.initializers.push_back(int64_tensor(first, {1}, std::span(&end, 1)));
  graph.nodes.push_back(plain_node("Shape", {restart.at.keep}, size));
  if (model.opset() < 10) {  // Slice had no inputs
    graph.nodes.push_back(plain_node("Gather", {size, zero}, head));
  } else {
    graph.nodes.push_back(plain_node("Slice", {size, zero, first}, head));
  }
  const auto take = [&](const std::string& tensor) -> Result<void> {
    if (!behind.carried.contains(tensor)) return {};
    const auto& facts = shapes.of(tensor);
    const bool is_map = facts.type == ElementType::kFloat && facts.shape && !facts.shape->empty() &&
                        ((*facts.shape)[0].value < 0 || (*facts.shape)[0].value == 1);
    if (!is_map || model.opset() < 8) {  // Expand is of 8
      return fail(ErrorCode::kGraphCarried,
                  {{"tensor", shown(restart.at.layer)}, {"other", shown(tensor)}});
    }
    Shape shape = *facts.shape;
    shape[0] = Dimension(1);
    graph.inputs.push_back({tensor, ElementType::kFloat, true, shape});
    const std::string ones = names.fresh(tensor + ".ones");
    const std::string rows = names.fresh(tensor + ".rows");
    const std::string repeated = names.fresh(tensor + ".repeated");
    const std::vector<std::int64_t> rest(shape.size() - 1, 1);
    std::string wanted = head;
    if (!rest.empty()) {
      graph.initializers.push_back(
          int64_tensor(ones, {static_cast<std::int64_t>(rest.size())}, rest));
      auto join = plain_node("Concat", {head, ones}, rows);
      join.attributes.push_back({"axis", std::int64_t{0}});
      graph.nodes.push_back(std::move(join));
      wanted = rows;
    }
    graph.nodes.push_back(plain_node("Expand", {tensor, wanted}, repeated));
    renamed.emplace(tensor, repeated);
    restart.carried.push_back(tensor);
    return {};
  };
  for (const auto& input : model.graph.inputs) {
    if (auto done = take(input.name); !done) return done;
  }
  for (const auto& node : model.graph.nodes) {
    for (const auto& output : node.outputs) {
      if (output.empty()) continue;
      if (auto done = take(output); !done) return done;
    }
  }
  return {};
}

// That every output has a row for each row of the switch: found with a number of rows that no
// network has by chance, and without what the file says of its shapes.
bool takes_rows(const Model& restart, const std::string& keep) {
  constexpr std::int64_t kRows = 37;
  Model tried;
  tried.operator_sets = restart.operator_sets;
  tried.graph = restart.graph;
  for (auto& input : tried.graph.inputs) {
    if (input.name == keep) input.shape[0] = Dimension(kRows);
  }
  const auto shapes = infer_shapes(tried, {.use_notes = false});
  for (const auto& output : restart.graph.outputs) {
    const auto& facts = shapes.of(output.name);
    if (!facts.shape || facts.shape->empty() || (*facts.shape)[0].value != kRows) return false;
  }
  return true;
}

}  // namespace

Result<std::vector<FilterSwitch>> add_filter_switches(Model& model,
                                                      std::span<const LayerInfo> layers,
                                                      Instead instead) {
  Names names(model.graph);
  std::unordered_map<std::string, Wiring> wirings;
  std::vector<FilterSwitch> switches;
  std::unordered_set<std::string> made;
  for (const auto& node : model.graph.nodes) made.insert(node.outputs.begin(), node.outputs.end());
  for (const auto& layer : layers) {
    if (auto can = can_switch(model, layer); !can) return tl::unexpected<Error>(can.error());
    if (!made.contains(layer.tensor)) {
      return fail(ErrorCode::kGraphNoTensor, {{"tensor", shown(layer.tensor)}});
    }
    auto wiring = wiring_of(layer, names);
    if (!wiring) return tl::unexpected<Error>(wiring.error());
    switches.push_back(wiring->at);
    if (!wirings.emplace(layer.tensor, std::move(*wiring)).second) {
      return fail(ErrorCode::kGraphNameTaken, {{"tensor", shown(layer.tensor)}});
    }
  }
  if (switches.empty()) return switches;
  auto& graph = model.graph;
  make_constants_constant(model);
  const auto shapes = infer_shapes(model);
  const std::string one = add_one(graph, names);
  for (const auto& at : switches) {
    graph.inputs.push_back(switch_input(at.keep, 1, at.filters));
    graph.inputs.push_back(replacement_input(at, instead, shapes.of(at.layer).shape));
  }
  std::vector<Node> nodes;
  nodes.reserve(graph.nodes.size() + 4 * switches.size());
  for (auto& node : graph.nodes) {
    for (auto& input : node.inputs) {
      if (const auto at = wirings.find(input); at != wirings.end()) input = at->second.switched;
    }
    nodes.push_back(std::move(node));
    const auto outputs = nodes.back().outputs;
    for (const auto& output : outputs) {
      const auto at = wirings.find(output);
      if (at != wirings.end()) append_switch(at->second, one, nodes);
    }
  }
  graph.nodes = std::move(nodes);
  return switches;
}

Result<Restart> restart_behind(const Model& model, const LayerInfo& layer,
                               std::span<const std::string> outputs, Instead instead) {
  if (auto can = can_switch(model, layer); !can) return tl::unexpected<Error>(can.error());
  const Names names(model.graph);
  Behind behind(model.graph, layer.tensor);
  if (!behind.is_made(layer.tensor)) {
    return fail(ErrorCode::kGraphNoTensor, {{"tensor", shown(layer.tensor)}});
  }
  for (const auto& output : outputs) {
    if (!behind.is_made(output)) {
      return fail(ErrorCode::kGraphNoTensor, {{"tensor", shown(output)}});
    }
    if (output == layer.tensor || !behind.has(output)) {
      return fail(ErrorCode::kGraphNoPath,
                  {{"output", shown(output)}, {"tensor", shown(layer.tensor)}});
    }
  }
  const auto wiring = wiring_of(layer, names);
  if (!wiring) return tl::unexpected<Error>(wiring.error());
  behind.collect(outputs);

  Restart restart;
  restart.at = wiring->at;
  auto& made = restart.model;
  made.ir_version = std::max(model.ir_version, kIrWithConstants);
  made.operator_sets = model.operator_sets;
  made.producer_name = model.producer_name;
  made.producer_version = model.producer_version;
  auto& graph = made.graph;
  graph.name = model.graph.name;
  const auto shapes = infer_shapes(model);
  const auto& maps = shapes.of(layer.tensor).shape;
  Shape shape{1, layer.filters, Dimension(), Dimension()};
  if (maps && maps->size() == 4) {
    for (std::size_t i = 2; i < 4; ++i) {
      if ((*maps)[i].value >= 0) shape[i] = (*maps)[i];
    }
  }
  graph.inputs = {{layer.tensor, ElementType::kFloat, true, shape},
                  switch_input(restart.at.keep, "N", layer.filters),
                  replacement_input(restart.at, instead, maps)};
  std::unordered_map<std::string, std::string> renamed{{layer.tensor, wiring->switched}};
  const std::string one = add_one(graph, names);
  append_switch(*wiring, one, graph.nodes);
  if (auto done = carry(model, behind, shapes, names, restart, renamed); !done) {
    return tl::unexpected<Error>(done.error());
  }
  for (std::size_t i = 0; i < model.graph.nodes.size(); ++i) {
    if (!behind.needed[i]) continue;
    graph.nodes.push_back(model.graph.nodes[i]);
    for (auto& input : graph.nodes.back().inputs) {
      if (const auto at = renamed.find(input); at != renamed.end()) input = at->second;
    }
  }
  for (const auto& tensor : model.graph.initializers) {
    if (behind.used.contains(tensor.name)) graph.initializers.push_back(tensor);
  }
  for (const auto& output : outputs) {
    graph.outputs.push_back({output, ElementType::kFloat, false, {}});
  }
  if (!takes_rows(made, restart.at.keep)) {
    return fail(ErrorCode::kGraphBatch, {{"tensor", shown(layer.tensor)}});
  }
  return restart;
}

}  // namespace lesion::onnx
