#include "wasm/engine/what_if.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/explain/network.h"
#include "core/onnx/ablate.h"
#include "core/onnx/dequantise.h"
#include "core/onnx/read.h"
#include "core/onnx/reverse.h"
#include "core/onnx/tap.h"

namespace lesion::engine {
namespace {

Result<onnx::Model> floats_of(const std::string& name, std::vector<std::uint8_t> file) {
  auto model = onnx::read_model(file);
  if (!model) return fail_about(name, model.error());
  // Whatever is done with is given back before more is taken: the model is large.
  std::vector<std::uint8_t>().swap(file);
  if (const auto floats = onnx::dequantise_weights(*model); !floats) {
    return fail_about(name, floats.error());
  }
  return std::move(*model);
}

// The layer whose maps the card calls so; null where the graph has none.
const onnx::LayerInfo* layer_called(const std::vector<onnx::LayerInfo>& layers,
                                    const std::string& tensor) {
  const auto found = std::find_if(layers.begin(), layers.end(),
                                  [&](const onnx::LayerInfo& one) { return one.tensor == tensor; });
  return found == layers.end() ? nullptr : &*found;
}

LayerSwitch switch_of(const onnx::FilterSwitch& at) {
  return {at.layer, at.keep, at.replacement, at.filters};
}

// Of all constants.
std::size_t bytes_of(const onnx::Model& model) {
  std::size_t bytes = 0;
  for (const onnx::Tensor& one : model.graph.initializers) bytes += one.raw.size();
  return bytes;
}

}  // namespace

Result<AblatableFile> ablatable_file(const std::string& name, std::vector<std::uint8_t> file,
                                     const ModelCard& card) {
  auto model = floats_of(name, std::move(file));
  if (!model) return tl::unexpected<Error>(model.error());
  const std::vector<onnx::LayerInfo> all = onnx::find_layers(*model).layers;
  std::vector<onnx::LayerInfo> named;
  for (const LayerCard& layer : card.layers) {
    const onnx::LayerInfo* info = layer_called(all, layer.tensor);
    if (info && info->filters == layer.filter_count) named.push_back(*info);
  }
  if (named.empty()) return fail_about(name, Error(ErrorCode::kOnnxNoLayers));
  const auto switches = onnx::add_filter_switches(*model, named, onnx::Instead::kMaps);
  if (!switches) return fail_about(name, switches.error());
  AblatableFile made;
  for (const LayerCard& layer : card.layers) {
    const auto found =
        std::find_if(switches->begin(), switches->end(),
                     [&](const onnx::FilterSwitch& one) { return one.layer == layer.tensor; });
    made.layers.push_back(found == switches->end() ? std::nullopt
                                                   : std::optional(switch_of(*found)));
  }
  auto bytes = onnx::write_model(std::move(*model));
  if (!bytes) return fail_about(name, bytes.error());
  made.bytes = std::move(*bytes);
  return made;
}

Result<std::vector<std::optional<RestartFile>>> restart_files(const std::string& name,
                                                              std::vector<std::uint8_t> file,
                                                              const ModelCard& card,
                                                              std::size_t most) {
  auto model = floats_of(name, std::move(file));
  if (!model) return tl::unexpected<Error>(model.error());
  std::vector<std::optional<RestartFile>> made;
  if (bytes_of(*model) > most) return made;
  const std::vector<onnx::LayerInfo> all = onnx::find_layers(*model).layers;
  const std::array outputs = {card.logits_tensor};
  for (const LayerCard& layer : card.layers) {
    made.emplace_back();
    const onnx::LayerInfo* info = layer_called(all, layer.tensor);
    if (!info || info->filters != layer.filter_count) continue;
    auto restart = onnx::restart_behind(*model, *info, outputs, onnx::Instead::kMaps);
    // What else it would have to be fed, nobody keeps.
    if (!restart || !restart->carried.empty()) continue;
    auto bytes = onnx::write_model(std::move(restart->model));
    if (bytes) made.back() = RestartFile{std::move(*bytes), switch_of(restart->at)};
  }
  return made;
}

Result<GradientFile> gradient_file(const std::string& name, std::vector<std::uint8_t> file,
                                   const ModelCard& card) {
  auto model = floats_of(name, std::move(file));
  if (!model) return tl::unexpected<Error>(model.error());
  auto network = explain_network(std::move(*model), card);
  if (!network) return fail_about(name, network.error());
  const NetworkFacts& facts = network->facts;
  GradientFile made;
  made.outputs = facts.outputs;
  made.in_front = facts.output != card.logits_tensor;
  std::vector<std::string> wanted;
  std::vector<std::optional<std::size_t>> places;
  for (const LayerCard& layer : card.layers) {
    const bool there =
        std::any_of(facts.layers.begin(), facts.layers.end(), [&](const ExplainLayer& one) {
          return one.tensor == layer.tensor && one.filters == layer.filter_count;
        });
    places.push_back(there ? std::optional(wanted.size()) : std::nullopt);
    if (there) wanted.push_back(layer.tensor);
  }
  auto reverse = onnx::reverse(network->model, facts.output, wanted);
  if (!reverse) return fail_about(name, reverse.error());
  made.seed = reverse->seed;
  for (const std::optional<std::size_t>& at : places) {
    made.gradients.push_back(at ? std::optional(reverse->gradients[*at]) : std::nullopt);
  }
  auto bytes = onnx::write_model(std::move(reverse->model));
  if (!bytes) return fail_about(name, bytes.error());
  made.bytes = std::move(*bytes);
  return made;
}

}  // namespace lesion::engine
