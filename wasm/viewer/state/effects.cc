#include "wasm/viewer/state/effects.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "wasm/viewer/state/concepts.h"

namespace lesion::viewer {

const EffectCard* filter_effect(const FilterCard& card) {
  if (card.effect_of_mean) return &*card.effect_of_mean;
  return card.effect ? &*card.effect : nullptr;
}

const EffectCard* filter_effect(const ViewerState& state, int layer, int filter) {
  const FilterCard* card = filter_card(state, layer, filter);
  return card ? filter_effect(*card) : nullptr;
}

float effect_size(const ViewerState& state, const FilterPlace& place) {
  const EffectCard* effect = filter_effect(state, place.layer, place.filter);
  return effect ? std::abs(effect->mean) : 0.0f;
}

bool has_effects(const ViewerState& state) {
  return state.model && !most_effective(state.model->card, 1).empty();
}

bool can_sort(const ViewerState& state, SortBy by) {
  if (by == SortBy::kConcept) return has_names(state);
  return by != SortBy::kEffect || has_effects(state);
}

std::vector<FilterPlace> most_effective(const ModelCard& card, std::size_t most) {
  struct Entry {
    float size = 0;
    FilterPlace place;
  };
  std::vector<Entry> all;
  for (std::size_t layer = 0; layer < card.layers.size(); ++layer) {
    const std::vector<FilterCard>& filters = card.layers[layer].filters;
    for (std::size_t filter = 0; filter < filters.size(); ++filter) {
      const EffectCard* effect = filter_effect(filters[filter]);
      if (!effect) continue;
      all.push_back({std::abs(effect->mean), {static_cast<int>(layer), static_cast<int>(filter)}});
    }
  }
  const std::size_t count = std::min(most, all.size());
  std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count), all.end(),
                    [](const Entry& a, const Entry& b) {
                      if (a.size != b.size) return a.size > b.size;
                      return std::pair(a.place.layer, a.place.filter) <
                             std::pair(b.place.layer, b.place.filter);
                    });
  std::vector<FilterPlace> places;
  places.reserve(count);
  for (std::size_t i = 0; i < count; ++i) places.push_back(all[i].place);
  return places;
}

}  // namespace lesion::viewer
