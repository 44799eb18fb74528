#include "wasm/viewer/state/viewer_state.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <utility>

#include "core/maps/notability.h"
#include "wasm/viewer/state/concepts.h"
#include "wasm/viewer/state/effects.h"
#include "wasm/viewer/state/layout.h"
#include "wasm/viewer/state/screens.h"

namespace lesion::viewer {
namespace {

template <typename T>
const T* at_or_null(const std::vector<T>& list, int index) {
  if (index < 0 || static_cast<std::size_t>(index) >= list.size()) return nullptr;
  return &list[static_cast<std::size_t>(index)];
}

}  // namespace

int layer_count(const ViewerState& state) {
  if (!state.layers.empty()) return static_cast<int>(state.layers.size());
  return state.model ? static_cast<int>(state.model->card.layers.size()) : 0;
}

int filter_count(const ViewerState& state, int layer) {
  if (const Layer* found = layer_of(state, layer)) return found->channels;
  const LayerCard* card = layer_card(state, layer);
  return card ? card->filter_count : 0;
}

const Layer* layer_of(const ViewerState& state, int layer) {
  const auto* found = at_or_null(state.layers, layer);
  return found ? found->get() : nullptr;
}

const LayerCard* layer_card(const ViewerState& state, int layer) {
  return state.model ? at_or_null(state.model->card.layers, layer) : nullptr;
}

const FilterCard* filter_card(const ViewerState& state, int layer, int filter) {
  const LayerCard* card = layer_card(state, layer);
  return card ? at_or_null(card->filters, filter) : nullptr;
}

const MapStatistics* statistics_of(const ViewerState& state, int layer, int filter) {
  const Layer* found = layer_of(state, layer);
  return found ? at_or_null(found->statistics, filter) : nullptr;
}

ChosenScale scale_of(const ViewerState& state, int layer, int filter) {
  const MapStatistics* statistics = statistics_of(state, layer, filter);
  if (state.display.scale_mode == ScaleMode::kMap && statistics) {
    return {{statistics->min, statistics->max}, ScaleMode::kMap};
  }
  if (state.display.scale_mode == ScaleMode::kTraining) {
    const LayerCard* card = layer_card(state, layer);
    const Scale scale = card ? training_scale(*card, filter) : Scale{0, 0};
    if (scale.high > 0) return {scale, ScaleMode::kTraining};
  }
  const Layer* found = layer_of(state, layer);
  return {{0, found && found->greatest > 0 ? found->greatest : 1.0f}, ScaleMode::kLayer};
}

std::optional<float> exceeded(const ViewerState& state, int layer, int filter) {
  const MapStatistics* statistics = statistics_of(state, layer, filter);
  if (!statistics || !(statistics->max > scale_of(state, layer, filter).scale.high)) {
    return std::nullopt;
  }
  return statistics->max;
}

bool overlay_wanted(const ViewerState& state) {
  return rules_of(state).bare_first ? state.display.overlay_bare : state.display.overlay_on;
}

bool overlay_visible(const ViewerState& state) {
  return overlay_wanted(state) != state.display.overlay_held;
}

bool responds(const ViewerState& state, int layer, int filter) {
  const MapStatistics* statistics = statistics_of(state, layer, filter);
  return statistics && !statistics->inactive();
}

NotableFilter notable(const ViewerState& state, int layer, int filter) {
  NotableFilter result;
  result.layer = layer;
  result.filter = filter;
  const MapStatistics* statistics = statistics_of(state, layer, filter);
  const Layer* found = layer_of(state, layer);
  if (!statistics || !found) return result;
  result.peak = statistics->max;
  if (const Place* place = at_or_null(found->places, filter)) result.place = *place;
  if (const float* known = at_or_null(found->notability, filter)) result.notability = *known;
  const FilterCard* card = filter_card(state, layer, filter);
  if (card && card->max > 0) {
    result.measured = true;
    result.usual = card->median;
    result.range = std::max(card->max, result.peak);
  } else {
    result.range = found->greatest;
  }
  return result;
}

std::vector<NotableFilter> strongest_filters(const ViewerState& state, int count, int per_layer) {
  const auto more = [](const NotableFilter& a, const NotableFilter& b) {
    if (a.notability != b.notability) return a.notability > b.notability;
    return std::pair(a.layer, a.filter) < std::pair(b.layer, b.filter);
  };
  // Of each layer no more than can be listed: there are many filters, and few places.
  std::vector<NotableFilter> chosen;
  for (int layer = 0; layer < layer_count(state); ++layer) {
    const Layer* found = layer_of(state, layer);
    if (!found) continue;
    std::vector<NotableFilter> of_layer;
    for (int filter = 0; filter < found->channels; ++filter) {
      NotableFilter entry = notable(state, layer, filter);
      if (entry.peak > 0) of_layer.push_back(entry);
    }
    const auto most = std::min(of_layer.size(), static_cast<std::size_t>(std::max(0, per_layer)));
    const auto end = of_layer.begin() + static_cast<std::ptrdiff_t>(most);
    std::partial_sort(of_layer.begin(), end, of_layer.end(), more);
    chosen.insert(chosen.end(), of_layer.begin(), end);
  }
  std::sort(chosen.begin(), chosen.end(), more);
  chosen.resize(std::min(chosen.size(), static_cast<std::size_t>(std::max(0, count))));
  return chosen;
}

std::vector<int> sorted_filters(const ViewerState& state, int layer) {
  std::vector<int> order(static_cast<std::size_t>(std::max(0, filter_count(state, layer))));
  std::iota(order.begin(), order.end(), 0);
  if (state.sort == SortBy::kConcept) {
    const auto key = [&](int filter) {
      const ConceptCard* name = surest_name(state, layer, filter);
      return std::pair(name ? std::string_view(name->concept_name) : "", name ? -name->low : 0);
    };
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
      const auto [first, first_low] = key(a);
      const auto [second, second_low] = key(b);
      return first == second ? first_low < second_low : name_before(first, second);
    });
    return order;
  }
  if (state.sort == SortBy::kEffect) {
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
      return effect_size(state, {layer, a}) > effect_size(state, {layer, b});
    });
    return order;
  }
  if (state.sort == SortBy::kNumber || !layer_of(state, layer)) return order;
  std::vector<double> keys(order.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const NotableFilter entry = notable(state, layer, static_cast<int>(i));
    keys[i] = state.sort == SortBy::kResponse ? entry.peak : entry.notability;
  }
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
    return keys[static_cast<std::size_t>(a)] > keys[static_cast<std::size_t>(b)];
  });
  return order;
}

int image_number(const ViewerState& state) {
  if (!state.image) return 0;
  const std::optional<std::size_t> place = state.session.place_listed(state.image->id);
  return place ? static_cast<int>(*place) + 1 : 0;
}

std::optional<Rect> visible_part(const ViewerState& state) {
  if (!state.image) return std::nullopt;
  const Layout layout = layout_of(state);
  const Size size = state.image->size();
  const Rect image = image_rect(state.view, layout.frame, size, state.canvas.dpr);
  const Rect& pane = layout.pane;
  const Point from = to_image({pane.x, pane.y}, image, size);
  const Point to = to_image({pane.x + pane.width, pane.y + pane.height}, image, size);
  const double left = std::clamp(from.x, 0.0, size.width);
  const double top = std::clamp(from.y, 0.0, size.height);
  return Rect{left, top, std::clamp(to.x, 0.0, size.width) - left,
              std::clamp(to.y, 0.0, size.height) - top};
}

std::optional<int> image_beside(const ViewerState& state, int id, int by) {
  const ImageList list = state.session.listed();
  const std::optional<std::size_t> place = state.session.place_listed(id);
  if (!place) return std::nullopt;
  const std::int64_t wanted = static_cast<std::int64_t>(*place) + by;
  if (wanted < 0 || wanted >= static_cast<std::int64_t>(list.size())) return std::nullopt;
  return list[static_cast<std::size_t>(wanted)].id;
}

std::optional<int> image_beside(const ViewerState& state, int by) {
  return state.image ? image_beside(state, state.image->id, by) : std::nullopt;
}

void measure(ViewerState& state, int image, Notabilities notability) {
  if (!state.model) return;
  const std::vector<LayerCard>& layers = state.model->card.layers;
  const bool of_model =
      std::equal(layers.begin(), layers.end(), notability.begin(), notability.end(),
                 [](const LayerCard& layer, const std::vector<float>& filters) {
                   return layer.filter_count == static_cast<int>(filters.size());
                 });
  if (!of_model) return;
  state.measured[image] = std::make_shared<const Notabilities>(std::move(notability));
  ++state.measurements;
}

const AtlasStrip* atlas_strip(const ViewerState& state) {
  const auto found =
      std::find_if(state.atlas.begin(), state.atlas.end(), [&](const AtlasStrip& one) {
        return one.place == FilterPlace{state.layer, state.filter};
      });
  return found == state.atlas.end() ? nullptr : &*found;
}

const LayerWeights* weights_of(const ViewerState& state, int layer) {
  const auto* found = at_or_null(state.weights, layer);
  return found ? found->get() : nullptr;
}

bool spread_crosses(const ViewerState& state) {
  const std::optional<double> threshold = threshold_of(state);
  return threshold && state.spread && state.spread->lowest < *threshold &&
         state.spread->highest >= *threshold;
}

std::optional<OperatingFigures> operating_figures(const ViewerState& state) {
  if (!state.model) return std::nullopt;
  const std::optional<OperatingPoint> point = operating_point(state.model->card, state.threshold);
  if (!point) return std::nullopt;
  return OperatingFigures{point->sensitivity, point->specificity, point->measured_on};
}

bool threshold_movable(const ViewerState& state) {
  const Metric* metric = state.model ? held_out(state.model->card) : nullptr;
  return metric && !metric->roc.empty();
}

std::string model_name(const Model& model) {
  return model.card.name.empty() ? model.name : model.card.name;
}

std::optional<double> threshold_of(const ViewerState& state) {
  if (state.threshold) return state.threshold;
  if (state.model && state.model->card.operating_point) {
    return state.model->card.operating_point->threshold;
  }
  return std::nullopt;
}

std::optional<bool> called_positive(const ViewerState& state, double probability) {
  const std::optional<double> threshold = threshold_of(state);
  return threshold ? std::optional(probability >= *threshold) : std::nullopt;
}

std::optional<bool> called_positive(const ViewerState& state) {
  return state.verdict ? called_positive(state, state.verdict->probability) : std::nullopt;
}

}  // namespace lesion::viewer
