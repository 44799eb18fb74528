// A small viewer's state for the tests: two layers of made-up maps, an image of 400 x 300.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "core/maps/notability.h"
#include "wasm/viewer/state/action.h"
#include "wasm/viewer/state/layout.h"

namespace lesion::viewer {

inline ModelCard made_card() {
  ModelCard card;
  card.name = "made";
  card.classes = {"benign", "malignant"};
  card.input = square_input(100);
  card.operating_point = OperatingPoint{0.4, 0.9, 0.7, "a", "b"};
  for (int count : {3, 5}) {
    LayerCard layer;
    layer.tensor = "layer" + std::to_string(count);
    layer.filter_count = count;
    for (int i = 0; i < count; ++i) layer.filters.push_back({1.0f, 3.0f, 4.0f, false});
    card.layers.push_back(layer);
  }
  return card;
}

inline MapStatistics made_statistics(float max) {
  MapStatistics statistics;
  statistics.max = max;
  statistics.mean = max / 2;
  return statistics;
}

// A layer of 10 x 10 cells whose filters peak at the given responses.
inline Layer made_layer(const std::vector<float>& peaks) {
  Layer layer;
  layer.channels = static_cast<int>(peaks.size());
  layer.width = layer.height = 10;
  for (float peak : peaks) {
    layer.statistics.push_back(made_statistics(peak));
    layer.places.push_back(peak > 0 ? Place::kLeft : Place::kNowhere);
    // Of filters with made_card()'s past.
    layer.notability.push_back(static_cast<float>(notability(peak, {1.0f, 3.0f, 4.0f, false})));
    layer.greatest = std::max(layer.greatest, peak);
  }
  return layer;
}

using MadeLayers = std::vector<std::vector<float>>;

// The answer to an image whose filters peak so, by layer.
inline ResultCame made_result(int id, const Verdict& verdict,
                              const MadeLayers& peaks = {{1, 2, 3}, {0.5f, 8, 0, 1, 2}}) {
  ResultCame result{id, verdict, {}};
  for (const std::vector<float>& layer : peaks) {
    result.layers.push_back(std::make_shared<const Layer>(made_layer(layer)));
  }
  return result;
}

inline Notabilities made_notability(const MadeLayers& peaks) {
  Notabilities filters;
  for (const std::vector<float>& layer : peaks) filters.push_back(made_layer(layer).notability);
  return filters;
}

inline ImageInfo made_image(int id = 1) { return {id, "made.jpg", 400, 300}; }

// Model, image, verdict and both layers have come, layer 0 filter 0 is chosen and its responses
// asked for; canvas 1280 x 800 at dpr 2.
inline ViewerState made_state() {
  ViewerState state;
  state = reduce(state, Resized{{1280, 800, 2}});
  state = reduce(state, ModelOpened{"made.onnx", made_card()});
  state = reduce(state, Select{0, 0});
  state = reduce(state, ShowOverlay{true});
  state = reduce(state, ImageOpened{made_image()});
  return reduce(state, made_result(1, {{50, 0, 300, 300}, 0.73, {0, 1}}));
}

}  // namespace lesion::viewer
