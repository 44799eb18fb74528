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

inline Mask made_mask(int width, int height, const Rect& marked) {
  Mask mask{width, height, {}};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const bool in = x >= marked.x && x < marked.x + marked.width && y >= marked.y &&
                      y < marked.y + marked.height;
      mask.pixels.push_back(in ? 255 : 0);
    }
  }
  return mask;
}

// What was found on made_image(), at half of its size: every concept, those of `marked` with a mask
// (in pixels of 200 x 150) and told; the lesion where there is one.
inline ImageMasks made_masks(const std::vector<std::pair<Concept, Rect>>& marked) {
  ImageMasks masks;
  masks.width = 200;
  masks.height = 150;
  int covers = 0;
  for (std::size_t k = 0; k < kConceptCount; ++k) {
    SeenConcept one{.what = static_cast<Concept>(k)};
    for (const auto& [what, at] : marked) {
      if (what != one.what) continue;
      one.mask = std::make_shared<const Mask>(made_mask(200, 150, at));
      one.cover = covers++;
      one.told = kConcepts[k].kind == ConceptKind::kArtefact;
      one.share = at.width * at.height / (200 * 150);
      one.box = {2 * at.x, 2 * at.y, 2 * at.width, 2 * at.height};
      if (what != Concept::kLesion) continue;
      masks.lesion_parts = 1;
      masks.lesion =
          LesionSummary{4 * at.width * at.height, 2 * at.x + at.width, 2 * at.y + at.height};
      masks.abcd = Abcd{.compactness = 1.25, .diameter = 80, .area = 4 * at.width * at.height};
    }
    masks.concepts.push_back(one);
  }
  return masks;
}

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

// With the model's square fitted to the lesion.
inline ViewerState made_fitting_state() {
  ViewerState state = made_state();
  Model model = *state.model;
  model.card.input.crop.kind = CropKind::kLesion;
  state.model = std::make_shared<const Model>(model);
  return state;
}

// What the model of made_fitting_state() says where the lesion was found there.
inline Verdict made_fitted_verdict(const LesionSummary& lesion, double probability) {
  const InputRule rule = made_fitting_state().model->card.input;
  Verdict verdict{region_for(rule, 400, 300, lesion), probability, {0, 1}};
  verdict.lesion = lesion;
  return verdict;
}

}  // namespace lesion::viewer
