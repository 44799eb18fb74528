#include "core/onnx/tap.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace lesion::onnx {
namespace {

// Beyond these a file is not describing a network for images.
constexpr std::int64_t kMaxWindow = 1 << 16;
constexpr std::int64_t kMaxExtent = 1 << 20;

// Where the cells of a tensor lie on the image, along one axis, in input pixels.
struct Axis {
  std::int64_t stride = 1;
  std::int64_t extent = 1;  // of the receptive field
  double start = 0.5;
};
using Geometry = std::array<Axis, 2>;  // vertical, horizontal

// Kernel, stride, dilation and first padding of a window along both axes.
struct WindowAxis {
  std::int64_t kernel = 1;
  std::int64_t stride = 1;
  std::int64_t dilation = 1;
  std::int64_t pad = 0;
};
using WindowAxes = std::array<WindowAxis, 2>;

std::optional<WindowAxes> window_of(const Node& node, std::int64_t kernel_height,
                                    std::int64_t kernel_width) {
  const auto kernels = node.ints_or("kernel_shape", {kernel_height, kernel_width});
  const auto strides = node.ints_or("strides", {1, 1});
  const auto dilations = node.ints_or("dilations", {1, 1});
  const auto pads = node.ints_or("pads", {0, 0, 0, 0});
  if (kernels.size() != 2 || strides.size() != 2 || dilations.size() != 2 || pads.size() != 4) {
    return std::nullopt;
  }
  const auto auto_pad = node.string_or("auto_pad", "NOTSET");
  WindowAxes window;
  for (std::size_t axis = 0; axis < 2; ++axis) {
    auto& w = window[axis];
    w = {kernels[axis], strides[axis], dilations[axis], pads[axis]};
    for (const auto value : {w.kernel, w.stride, w.dilation}) {
      if (value < 1 || value > kMaxWindow) return std::nullopt;
    }
    if (w.pad < 0 || w.pad > kMaxWindow) return std::nullopt;
    if (auto_pad == "VALID") w.pad = 0;
    if (auto_pad.starts_with("SAME")) {
      // As for a side that the stride divides.
      const auto total = std::max<std::int64_t>(0, (w.kernel - 1) * w.dilation + 1 - w.stride);
      w.pad = auto_pad == "SAME_LOWER" ? (total + 1) / 2 : total / 2;
    }
  }
  return window;
}

std::optional<Geometry> behind(const Geometry& before, const WindowAxes& window) {
  Geometry after;
  for (std::size_t axis = 0; axis < 2; ++axis) {
    const auto& w = window[axis];
    const auto reach = (w.kernel - 1) * w.dilation;
    after[axis].stride = before[axis].stride * w.stride;
    if (reach > kMaxExtent || after[axis].stride > kMaxExtent) return std::nullopt;
    after[axis].extent = before[axis].extent + reach * before[axis].stride;
    if (after[axis].extent > kMaxExtent) return std::nullopt;
    after[axis].start =
        before[axis].start + (static_cast<double>(reach) / 2.0 - static_cast<double>(w.pad)) *
                                 static_cast<double>(before[axis].stride);
  }
  return after;
}

template <std::size_t N>
bool one_of(std::string_view name, const std::array<std::string_view, N>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

constexpr std::array<std::string_view, 17> kActivations{
    "Relu",      "LeakyRelu",   "PRelu", "Elu",  "Selu",           "Celu",
    "Clip",      "Sigmoid",     "Tanh",  "Mish", "Softplus",       "Softsign",
    "HardSwish", "HardSigmoid", "Gelu",  "Erf",  "ThresholdedRelu"};

// Operators that leave every cell where it is.
constexpr std::array<std::string_view, 16> kCellwise{"BatchNormalization",
                                                     "Add",
                                                     "Sub",
                                                     "Mul",
                                                     "Div",
                                                     "Sum",
                                                     "Max",
                                                     "Min",
                                                     "Identity",
                                                     "Cast",
                                                     "LRN",
                                                     "Pow",
                                                     "Sqrt",
                                                     "Dropout",
                                                     "Concat",
                                                     "InstanceNormalization"};

bool keeps_cells(const Node& node) {
  if (node.op_type == "Concat") return node.int_or("axis", 1) == 1;
  return one_of(node.op_type, kActivations) || one_of(node.op_type, kCellwise);
}

// The graph with its edges looked up once.
class Walk {
 public:
  explicit Walk(const Graph& graph) : graph_(graph) {
    for (const auto& tensor : graph.initializers) constants_.emplace(tensor.name, &tensor);
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
      const auto& node = graph.nodes[i];
      for (const auto& input : node.inputs) {
        if (!input.empty()) readers_[input].push_back(i);
      }
      for (const auto& output : node.outputs) producers_.emplace(output, i);
      if (node.op_type == "Constant" && !node.outputs.empty() && node.tensor("value") != nullptr) {
        constants_.emplace(node.outputs[0], node.tensor("value"));
      }
    }
    for (const auto& input : graph.inputs) {
      if (!constants_.contains(input.name)) places_.emplace(input.name, Geometry{});
    }
  }

  std::vector<LayerInfo> layers() {
    std::vector<LayerInfo> result;
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i) {
      const auto& node = graph_.nodes[i];
      if (node.outputs.empty() || node.outputs[0].empty()) continue;
      const auto place = place_behind(node);
      if (!place) continue;
      places_.emplace(node.outputs[0], *place);
      if (node.op_type == "Conv") result.push_back(layer(i, *place));
    }
    return result;
  }

 private:
  // The constant behind a name, also through a node that only unpacks it (half or 8-bit weights).
  const Tensor* weights(std::string_view name) const {
    std::string current(name);
    for (int step = 0; step < 4; ++step) {
      if (const auto at = constants_.find(current); at != constants_.end()) return at->second;
      const auto producer = producers_.find(current);
      if (producer == producers_.end()) return nullptr;
      const auto& node = graph_.nodes[producer->second];
      const bool unpacks = node.op_type == "Cast" || node.op_type == "DequantizeLinear" ||
                           node.op_type == "Identity";
      if (!unpacks || node.inputs.empty()) return nullptr;
      current = node.inputs[0];
    }
    return nullptr;
  }

  std::optional<Geometry> place_behind(const Node& node) const {
    std::optional<Geometry> before;
    for (const auto& input : node.inputs) {
      const auto at = places_.find(input);
      if (at == places_.end()) continue;
      if (!before) {
        before = at->second;
        continue;
      }
      // Paths that meet: cells in the same places, the greater field counts.
      for (std::size_t axis = 0; axis < 2; ++axis) {
        auto& joined = (*before)[axis];
        const auto& other = at->second[axis];
        if (other.extent > joined.extent) joined = other;
      }
    }
    if (!before) return std::nullopt;
    if (keeps_cells(node)) return before;
    std::optional<WindowAxes> window;
    if (node.op_type == "MaxPool" || node.op_type == "AveragePool") {
      window = window_of(node, 1, 1);
    } else if (node.op_type == "Conv" && node.inputs.size() >= 2) {
      const auto* w = weights(node.inputs[1]);
      if (w == nullptr || w->dims.size() != 4) return std::nullopt;
      for (const auto dim : w->dims) {
        if (dim < 1 || dim > kMaxWindow) return std::nullopt;
      }
      window = window_of(node, w->dims[2], w->dims[3]);
    }
    return window ? behind(*before, *window) : std::nullopt;
  }

  // The only node that reads `tensor`, if there is exactly one.
  const Node* sole_reader(const std::string& tensor) const {
    const auto at = readers_.find(tensor);
    if (at == readers_.end() || at->second.size() != 1) return nullptr;
    const auto& node = graph_.nodes[at->second.front()];
    const bool made = !node.outputs.empty() && !node.outputs[0].empty();
    return made && node.inputs[0] == tensor ? &node : nullptr;
  }

  LayerInfo layer(std::size_t index, const Geometry& place) const {
    const auto& node = graph_.nodes[index];
    const auto* w = weights(node.inputs[1]);
    LayerInfo info;
    info.conv_node = index;
    info.weights = node.inputs[1];
    info.conv_output = info.tensor = node.outputs[0];
    info.filters = static_cast<int>(w->dims[0]);
    const auto group = std::clamp<std::int64_t>(node.int_or("group", 1), 1, kMaxWindow);
    info.input_channels = static_cast<int>(std::min(w->dims[1] * group, kMaxExtent));
    info.kernel_height = static_cast<int>(w->dims[2]);
    info.kernel_width = static_cast<int>(w->dims[3]);
    if (w->type == ElementType::kDouble || w->type == ElementType::kFloat16) {
      // Half weights behind a Cast make a float map all the same.
      if (constants_.contains(info.weights)) info.type = w->type;
    }
    info.stride = static_cast<int>(std::max(place[0].stride, place[1].stride));
    info.receptive_field = static_cast<int>(std::max(place[0].extent, place[1].extent));
    info.receptive_field_start = place[1].start;
    const auto* next = sole_reader(info.tensor);
    if (next != nullptr && next->op_type == "BatchNormalization") {
      info.tensor = next->outputs[0];
      next = sole_reader(info.tensor);
    }
    if (next != nullptr && one_of(next->op_type, kActivations)) {
      info.tensor = next->outputs[0];
      info.activation = next->op_type;
    }
    return info;
  }

  const Graph& graph_;
  std::unordered_map<std::string, const Tensor*> constants_;
  std::unordered_map<std::string, std::size_t> producers_;
  std::unordered_map<std::string, std::vector<std::size_t>> readers_;
  std::unordered_map<std::string, Geometry> places_;
};

}  // namespace

std::vector<LayerInfo> find_layers(const Model& model) { return Walk(model.graph).layers(); }

Result<std::vector<LayerInfo>> tap(Model& model) {
  auto layers = find_layers(model);
  if (layers.empty()) {
    return fail(ErrorCode::kOnnxNoLayers);
  }
  auto& graph = model.graph;
  std::unordered_set<std::string> outputs;
  for (const auto& info : graph.outputs) outputs.insert(info.name);
  std::unordered_map<std::string, ValueInfo> notes;
  for (const auto& info : graph.value_infos) notes.emplace(info.name, info);
  for (const auto& layer : layers) {
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
  return layers;
}

}  // namespace lesion::onnx
