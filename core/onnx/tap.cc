#include "core/onnx/tap.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "core/onnx/operators.h"
#include "core/onnx/place_rule.h"

namespace lesion::onnx {
namespace {

// Beyond these a file is not describing a network for images.
constexpr std::int64_t kMaxFilters = 1 << 16;
constexpr double kMaxExtent = 1 << 20;
// Of a name within a sentence: a file could hold one as long as itself.
constexpr std::size_t kShownName = 80;

std::string shown(const Node& node) {
  const std::string& name = !node.name.empty()      ? node.name
                            : !node.outputs.empty() ? node.outputs[0]
                                                    : node.op_type;
  return name.substr(0, kShownName) + " (" + node.op_type.substr(0, kShownName) + ")";
}

// Why the cells of a tensor have no place: what the operator of a node does.
struct Loss {
  std::size_t node = 0;
  const char* why = nullptr;
};

// The graph with its edges looked up once.
class Walk {
 public:
  explicit Walk(const Model& model)
      : graph_(model.graph), opset_(model.opset()), shapes_(infer_shapes(model)) {
    for (const auto& tensor : graph_.initializers) constants_.insert(tensor.name);
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i) {
      for (const auto& input : graph_.nodes[i].inputs) {
        if (!input.empty()) readers_[input].push_back(i);
      }
    }
    for (const auto& node : graph_.nodes) {
      const bool copy = node.op_type == "Identity" && !node.inputs.empty();
      if (copy && !node.outputs.empty()) copies_.emplace(node.outputs[0], node.inputs[0]);
    }
    int first_axis = 0;
    for (const auto& input : graph_.inputs) {
      if (constants_.contains(input.name)) continue;
      // Without a shape it is taken for a map, as nearly every network's input is.
      const auto& shape = shapes_.of(input.name).shape;
      Place place(shape ? shape->size() : 4);
      for (auto& axis : place) axis.source = first_axis++;
      places_.emplace(input.name, std::move(place));
    }
  }

  LayersFound go() {
    LayersFound found;
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i) {
      const auto& node = graph_.nodes[i];
      const Operator* op = find_operator(node);
      follow(i, op);
      const bool convolves = op != nullptr && op->part == Part::kConvolution;
      // Another vendor's operator that is a convolution by name ("FusedConv") is one to a reader.
      if (!convolves && (op != nullptr || !node.op_type.ends_with("Conv"))) continue;
      auto layer =
          convolves ? this->layer(i) : Found(because("the operator is not one of the standard's"));
      if (layer) {
        found.layers.push_back(std::move(*layer));
      } else {
        const bool named = !node.outputs.empty() && !node.outputs[0].empty();
        found.left_out.push_back({(named ? node.outputs[0] : node.name), std::move(layer.error())});
      }
    }
    return found;
  }

 private:
  using Reason = std::string;
  using Found = tl::expected<LayerInfo, Reason>;

  static tl::unexpected<Reason> because(std::string reason) {
    return tl::unexpected<Reason>(std::move(reason));
  }

  // Notes where the node puts the cells, and where it loses them the reason.
  void follow(std::size_t index, const Operator* op) {
    const Node& node = graph_.nodes[index];
    std::vector<const Place*> inputs;
    const Loss* before = nullptr;
    bool any = false;
    for (const auto& input : node.inputs) {
      const auto at = places_.find(input);
      inputs.push_back(at == places_.end() ? nullptr : &at->second);
      any = any || inputs.back() != nullptr;
      const auto lost = losses_.find(input);
      if (before == nullptr && lost != losses_.end()) before = &lost->second;
    }
    PlaceCall call(node, opset_, shapes_, std::move(inputs));
    if (any && op != nullptr) op->place(call);
    if (any && op == nullptr) call.lose("it is not known here");
    std::optional<Loss> loss;
    if (before != nullptr) loss = *before;
    if (call.lost != nullptr) loss = Loss{index, call.lost};
    for (std::size_t i = 0; i < node.outputs.size(); ++i) {
      if (node.outputs[i].empty()) continue;
      if (loss) losses_.emplace(node.outputs[i], *loss);
      auto& place = call.outputs[i];
      if (place && place->size() <= kMaxRank) places_.emplace(node.outputs[i], std::move(*place));
    }
  }

  // "behind pool (GlobalAveragePool): it mixes ..."
  Reason why_lost(const std::string& tensor) const {
    const auto at = losses_.find(tensor);
    if (at == losses_.end()) return "what it reads is not computed from the image";
    return "it lies behind " + shown(graph_.nodes[at->second.node]) + ": " + at->second.why;
  }

  // The only node that reads `tensor`, if there is exactly one.
  const Node* sole_reader(const std::string& tensor) const {
    const auto at = readers_.find(tensor);
    if (at == readers_.end() || at->second.size() != 1) return nullptr;
    const auto& node = graph_.nodes[at->second.front()];
    const bool made = !node.outputs.empty() && !node.outputs[0].empty();
    return made && node.inputs[0] == tensor ? &node : nullptr;
  }

  Found layer(std::size_t index) const {
    const auto& node = graph_.nodes[index];
    if (node.outputs.empty() || node.outputs[0].empty()) return because("its output has no name");
    const std::size_t weights = node.op_type == "QLinearConv" ? 3 : 1;
    if (node.inputs.size() <= weights) return because("it has no weights");
    const auto& w = shapes_.of(node.inputs[weights]).shape;
    if (!w) return because("its weights' shape is not known");
    if (w->size() != 4) {
      return because("it slides over " + std::to_string(static_cast<int>(w->size()) - 2) +
                     " axes and not over two");
    }
    for (const auto& side : *w) {
      if (side.value < 1 || side.value > kMaxFilters) {
        return because("its weights' shape is not known or cannot be");
      }
    }
    const auto at = places_.find(node.outputs[0]);
    if (at == places_.end() || at->second.size() != 4) return because(lost_at(index));
    const auto& down = at->second[2];
    const auto& right = at->second[3];
    if (down.source < 0 || right.source < 0) return because(lost_at(index));
    if (down.source == right.source) return because("both its axes are one axis of the image");
    return measured(index, *w, node.inputs[weights], down, right);
  }

  Reason lost_at(std::size_t index) const {
    const auto& node = graph_.nodes[index];
    const auto own = losses_.find(node.outputs[0]);
    if (own != losses_.end() && own->second.node == index) return own->second.why;
    return why_lost(node.inputs[0]);
  }

  Found measured(std::size_t index, const Shape& w, const std::string& weights,
                 const PlaceAxis& down, const PlaceAxis& right) const {
    const auto& node = graph_.nodes[index];
    LayerInfo info;
    info.conv_node = index;
    info.weights = origin(weights);
    info.conv_output = info.tensor = node.outputs[0];
    info.filters = static_cast<int>(w[0].value);
    const auto group = std::clamp<std::int64_t>(node.int_or("group", 1), 1, kMaxFilters);
    info.input_channels =
        static_cast<int>(std::min(w[1].value * group, static_cast<std::int64_t>(kMaxExtent)));
    info.kernel_height = static_cast<int>(w[2].value);
    info.kernel_width = static_cast<int>(w[3].value);
    const double stride = std::max(down.stride, right.stride);
    const double extent = std::ceil(std::max(down.extent, right.extent));
    const double start = right.start;
    if (!(extent <= kMaxExtent && std::abs(start) <= kMaxExtent && stride <= kMaxExtent)) {
      return because("its cells would see more than any image");
    }
    if (stride < 1 || std::abs(stride - std::round(stride)) > 1e-9 * stride) {
      return because("its cells do not lie whole pixels apart");
    }
    info.stride = static_cast<int>(std::lround(stride));
    info.receptive_field = static_cast<int>(extent);
    info.receptive_field_start = start;
    name_end(info);
    const auto& type = shapes_.of(info.tensor).type;
    const bool is_half = type == ElementType::kFloat16 || type == ElementType::kBfloat16;
    if (type && *type != ElementType::kFloat && *type != ElementType::kDouble && !is_half) {
      return because("its maps are whole numbers and not floats");
    }
    if (type) info.type = *type;
    return info;
  }

  // The constant that Identity nodes hand on: PyTorch writes each shared one so.
  std::string origin(std::string name) const {
    for (int step = 0; step < 4 && !constants_.contains(name); ++step) {
      const auto at = copies_.find(name);
      if (at == copies_.end()) break;
      name = at->second;
    }
    return name;
  }

  // The tensor that the layer ends with.
  void name_end(LayerInfo& info) const {
    const auto part = [](const Node* next) {
      const Operator* op = next == nullptr ? nullptr : find_operator(*next);
      return op == nullptr ? Part::kOther : op->part;
    };
    const Node* next = sole_reader(info.tensor);
    if (part(next) == Part::kNormalisation) {
      info.tensor = next->outputs[0];
      next = sole_reader(info.tensor);
    }
    if (part(next) == Part::kActivation) {
      info.tensor = next->outputs[0];
      info.activation = next->op_type;
    }
  }

  const Graph& graph_;
  const std::int64_t opset_;
  const Shapes shapes_;
  std::unordered_set<std::string> constants_;
  std::unordered_map<std::string, std::vector<std::size_t>> readers_;
  std::unordered_map<std::string, std::string> copies_;
  std::unordered_map<std::string, Place> places_;
  std::unordered_map<std::string, Loss> losses_;
};

}  // namespace

LayersFound find_layers(const Model& model) { return Walk(model).go(); }

Result<LayersFound> tap(Model& model) {
  auto found = find_layers(model);
  if (found.layers.empty()) {
    return fail(ErrorCode::kOnnxNoLayers);
  }
  auto& graph = model.graph;
  std::unordered_set<std::string> outputs;
  for (const auto& info : graph.outputs) outputs.insert(info.name);
  std::unordered_map<std::string, ValueInfo> notes;
  for (const auto& info : graph.value_infos) notes.emplace(info.name, info);
  for (const auto& layer : found.layers) {
    if (!outputs.insert(layer.tensor).second) continue;
    const auto note = notes.find(layer.tensor);
    graph.outputs.push_back(
        note != notes.end()
            ? note->second
            : ValueInfo{
                  layer.tensor, layer.type, true, {"N", layer.filters, Dimension(), Dimension()}});
  }
  // The type of an output is stated once.
  std::erase_if(graph.value_infos,
                [&](const ValueInfo& info) { return outputs.contains(info.name); });
  return found;
}

}  // namespace lesion::onnx
