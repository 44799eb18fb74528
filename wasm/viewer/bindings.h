// What the page's doors to the viewer share.
#pragma once

#include <emscripten/val.h>

#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "wasm/viewer/app.h"
#include "wasm/viewer/state/labels.h"

namespace lesion::viewer {

inline App& app() {
  static App instance;
  return instance;
}

// {area, x, y} or null.
inline std::optional<LesionSummary> lesion_from(const emscripten::val& lesion) {
  if (lesion.isNull() || lesion.isUndefined()) return std::nullopt;
  return LesionSummary{lesion["area"].as<double>(), lesion["x"].as<double>(),
                       lesion["y"].as<double>()};
}

// {responses, light} or null.
inline std::optional<Novelty> novelty_from(const emscripten::val& novelty) {
  if (novelty.isNull() || novelty.isUndefined()) return std::nullopt;
  return Novelty{novelty["responses"].as<double>(), novelty["light"].as<double>()};
}

inline Rect region_from(const emscripten::val& region) {
  return {region["x"].as<double>(), region["y"].as<double>(), region["width"].as<double>(),
          region["height"].as<double>()};
}

// A typed array's elements. Copied: the page's buffer may be detached any time.
template <typename T>
std::vector<T> elements(const emscripten::val& array) {
  if (array.isUndefined() || array.isNull()) return {};
  std::vector<T> copy(array["length"].as<std::size_t>());
  if (!copy.empty()) {
    emscripten::val(emscripten::typed_memory_view(copy.size(), copy.data()))
        .call<void>("set", array);
  }
  return copy;
}

// The array is kept, not copied: it is handed over for good. No level where size and pixels
// disagree.
inline ImageLevel image_level(const emscripten::val& copy) {
  using emscripten::val;
  ImageLevel level{copy["width"].as<int>(), copy["height"].as<int>(), nullptr};
  const val rgba = copy["rgba"];
  const auto row_bytes = static_cast<double>(level.row_bytes());
  if (rgba["length"].as<double>() != row_bytes * level.height) return {};
  level.read = [rgba, row_bytes](int first, std::span<std::uint8_t> out) {
    const double from = first * row_bytes;
    const val part = rgba.call<val>("subarray", from, from + static_cast<double>(out.size()));
    val(emscripten::typed_memory_view(out.size(), out.data())).call<void>("set", part);
  };
  return level;
}

inline std::vector<ImageLevel> image_levels(const emscripten::val& copies) {
  std::vector<ImageLevel> levels;
  for (const emscripten::val& copy : emscripten::vecFromJSArray<emscripten::val>(copies)) {
    levels.push_back(image_level(copy));
  }
  return levels;
}

// The array (Float32Array) is kept, not copied: it is handed over for good.
inline MapValues map_values(int channels, int height, int width, const emscripten::val& values) {
  using emscripten::val;
  MapValues maps{channels, height, width, values["length"].as<std::size_t>()};
  maps.read = [values](std::size_t first, std::span<float> out) {
    const auto from = static_cast<double>(first);
    const val part = values.call<val>("subarray", from, from + static_cast<double>(out.size()));
    val(emscripten::typed_memory_view(out.size(), out.data())).call<void>("set", part);
  };
  return maps;
}

// {channels, height, width, statistics, places, notability}: a layer without its values.
inline LayerAnswer layer_figures(const emscripten::val& layer) {
  LayerAnswer answer;
  answer.maps.channels = layer["channels"].as<int>();
  answer.maps.height = layer["height"].as<int>();
  answer.maps.width = layer["width"].as<int>();
  answer.statistics = elements<float>(layer["statistics"]);
  answer.places = elements<std::uint8_t>(layer["places"]);
  answer.notability = elements<float>(layer["notability"]);
  return answer;
}

// The same with `values`, each.
inline std::vector<LayerAnswer> layer_answers(const emscripten::val& layers) {
  std::vector<LayerAnswer> answers;
  for (const emscripten::val& layer : emscripten::vecFromJSArray<emscripten::val>(layers)) {
    LayerAnswer answer = layer_figures(layer);
    const MapValues& sizes = answer.maps;
    answer.maps = map_values(sizes.channels, sizes.height, sizes.width, layer["values"]);
    answers.push_back(std::move(answer));
  }
  return answers;
}

// JSON {title, figure, beside, network, line, found, own}, as EstimateWords has them: what is said
// of an estimate of `state`'s model, as on the screen. "null" without a model.
inline std::string estimate_json(const ViewerState& state, double probability,
                                 std::span<const double> beside = {}) {
  if (!state.model) return "null";
  const EstimateWords said =
      say_estimate(state.model->card, state.model->name, probability, state.threshold,
                   app().words().estimate_table(), beside, own_in_use(state));
  const nlohmann::json json{{"title", said.title},   {"figure", said.figure},
                            {"beside", said.beside}, {"network", said.network},
                            {"line", said.line},     {"found", said.found},
                            {"own", said.own}};
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace lesion::viewer
