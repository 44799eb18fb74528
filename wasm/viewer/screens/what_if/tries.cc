#include "wasm/viewer/screens/what_if/tries.h"

#include <algorithm>
#include <cmath>

#include "wasm/viewer/state/concepts.h"

namespace lesion::viewer {
namespace {

// Parts of the side of what the network sees.
constexpr std::array<double, kBrushSizes> kStampParts = {0.5, 0.7, 1, 1.4, 2};

ListedFilter listed(const ViewerState& state, const FilterPlace& place) {
  const std::vector<FilterEffect>& known = state.what_if.effects;
  const auto found = std::lower_bound(known.begin(), known.end(), place,
                                      [](const FilterEffect& one, const FilterPlace& wanted) {
                                        return place_before(one.place, wanted);
                                      });
  const bool is = found != known.end() && found->place == place;
  return {place, is ? std::optional(*found) : std::nullopt, is_off(state, place)};
}

template <typename Listed>
void by_effect(std::vector<Listed>& list) {
  std::stable_sort(list.begin(), list.end(), [](const Listed& a, const Listed& b) {
    if (a.effect.has_value() != b.effect.has_value()) return a.effect.has_value();
    return a.effect && std::abs(a.effect->log_odds) > std::abs(b.effect->log_odds);
  });
}

}  // namespace

const WhatIfTry& shown_try(const ViewerState& state) {
  static const WhatIfTry kNothing;
  const WhatIf& what = state.what_if;
  return what.at < what.tries.size() ? *what.tries[what.at] : kNothing;
}

bool is_off(const ViewerState& state, const FilterPlace& place) {
  const std::vector<FilterPlace>& off = shown_try(state).off;
  return std::binary_search(off.begin(), off.end(), place, place_before);
}

bool try_current(const ViewerState& state) {
  const WhatIfTry& shown = shown_try(state);
  if (shown.nothing()) return state.verdict.has_value();
  return state.what_if.answer && state.what_if.answer->revision == shown.revision;
}

bool try_wanted(const ViewerState& state) {
  return state.verdict && !try_current(state) && state.what_if.refused != shown_try(state).revision;
}

std::optional<double> estimate_after(const ViewerState& state) {
  if (!state.verdict) return std::nullopt;
  if (shown_try(state).nothing()) return state.verdict->probability;
  if (!state.what_if.answer) return std::nullopt;
  return state.what_if.answer->probability;
}

std::optional<OverOthers> over_after(const ViewerState& state) {
  if (shown_try(state).nothing() || !state.what_if.answer) return std::nullopt;
  return state.what_if.answer->over;
}

std::optional<TryProgress> try_progress(const ViewerState& state) {
  const std::optional<TryProgress>& progress = state.what_if.progress;
  const bool of_this = progress && progress->revision == shown_try(state).revision;
  return of_this && try_wanted(state) ? progress : std::nullopt;
}

Crossing crossing_of(const ViewerState& state, double before, double after) {
  const std::optional<bool> then = called_positive(state, after);
  if (called_positive(state, before) == then) return Crossing::kNone;
  return *then ? Crossing::kUp : Crossing::kDown;
}

double brush_radius(const ViewerState& state) {
  return brush_radius(state.verdict ? state.verdict->region.width : 100, state.what_if.brush_size);
}

double stamp_side(const ViewerState& state) {
  const double side = state.verdict ? state.verdict->region.width : 100;
  return std::max(1.0, side * kStampParts[std::min(state.what_if.brush_size, kBrushSizes - 1)]);
}

std::vector<synth::Stamp> laid_stamps(const ViewerState& state) {
  std::vector<synth::Stamp> laid;
  for (const TryStroke& stroke : shown_try(state).strokes) {
    if (stroke.stamp) laid.push_back(*stroke.stamp);
  }
  return laid;
}

std::vector<float> painted_pieces(const ViewerState& state) {
  std::vector<float> pieces;
  for (const TryStroke& stroke : shown_try(state).strokes) {
    const double what = stroke.stamp ? static_cast<double>(*stroke.stamp) + 1 : 0;
    for (std::size_t i = 0; i < stroke.points.size(); ++i) {
      const Point from = stroke.points[i == 0 ? 0 : i - 1];
      const Point to = stroke.points[i];
      // The first point is a piece only where it is alone.
      if (i == 0 && stroke.points.size() > 1) continue;
      for (const double value :
           {what, from.x, from.y, to.x, to.y, stroke.radius, static_cast<double>(stroke.seed)}) {
        pieces.push_back(static_cast<float>(value));
      }
    }
  }
  return pieces;
}

std::vector<ListedFilter> listed_effects(const ViewerState& state) {
  std::vector<ListedFilter> list;
  const WhatIf& what = state.what_if;
  if (what.list == WhatIfList::kConcept) {
    if (!state.model || !what.opened) return list;
    for (const NamedFilters& one : named_filters(state.model->card)) {
      if (one.name != *what.opened) continue;
      for (const FilterPlace& place : one.filters) list.push_back(listed(state, place));
    }
    by_effect(list);
    return list;
  }
  const bool one_layer = what.list == WhatIfList::kLayer;
  for (int layer = 0; layer < layer_count(state); ++layer) {
    if (one_layer && layer != state.layer) continue;
    for (int filter = 0; filter < filter_count(state, layer); ++filter) {
      list.push_back(listed(state, {layer, filter}));
    }
  }
  if (!one_layer) by_effect(list);
  return list;
}

std::vector<ListedConcept> listed_concepts(const ViewerState& state) {
  std::vector<ListedConcept> list;
  if (!state.model) return list;
  const std::vector<ConceptEffect>& known = state.what_if.concept_effects;
  for (NamedFilters& named : named_filters(state.model->card)) {
    ListedConcept one{named.name, std::move(named.filters), std::nullopt};
    const auto found = std::find_if(known.begin(), known.end(), [&](const ConceptEffect& effect) {
      return effect.name == one.name;
    });
    if (found != known.end()) one.effect = *found;
    for (const FilterPlace& place : one.filters) {
      const ConceptCard* name = surest_name(state, place.layer, place.filter);
      one.off += is_off(state, place) ? 1 : 0;
      one.sure += name && is_sure(*name) ? 1 : 0;
    }
    list.push_back(std::move(one));
  }
  by_effect(list);
  return list;
}

std::vector<int> other_images(const ViewerState& state) {
  std::vector<int> others;
  for (const SessionImage& one : state.session) {
    const bool shown = state.image && state.image->id == one.id;
    if (!shown && one.probability && others.size() < kMostOthers) others.push_back(one.id);
  }
  return others;
}

std::size_t drawn_others(const ViewerState& state) {
  const std::vector<int>& drawn = state.what_if.drawn;
  const std::vector<int>& others = shown_try(state).others;
  return static_cast<std::size_t>(std::count_if(others.begin(), others.end(), [&](int id) {
    return std::find(drawn.begin(), drawn.end(), id) != drawn.end();
  }));
}

double greatest_effect(const ViewerState& state) {
  double greatest = 0;
  if (state.what_if.list == WhatIfList::kConcept) {
    for (const ConceptEffect& one : state.what_if.concept_effects) {
      greatest = std::max(greatest, std::abs(one.log_odds));
    }
    for (const ListedFilter& one : listed_effects(state)) {
      if (one.effect) greatest = std::max(greatest, std::abs(one.effect->log_odds));
    }
    return greatest;
  }
  for (const FilterEffect& one : state.what_if.effects) {
    greatest = std::max(greatest, std::abs(one.log_odds));
  }
  return greatest;
}

const FilterEffectsRecord* means_of(const ViewerState& state) {
  if (!state.model || !state.model->card.filter_effects) return nullptr;
  const ModelCard& card = state.model->card;
  if (card.filter_effects->means_from.empty()) return nullptr;
  for (const LayerCard& layer : card.layers) {
    const bool all = std::all_of(layer.filters.begin(), layer.filters.end(),
                                 [](const FilterCard& one) { return one.mean.has_value(); });
    if (!all || layer.filters.size() != static_cast<std::size_t>(layer.filter_count))
      return nullptr;
  }
  return &*card.filter_effects;
}

std::size_t filters_in_all(const ViewerState& state) {
  std::size_t count = 0;
  for (int layer = 0; layer < layer_count(state); ++layer) {
    count += static_cast<std::size_t>(filter_count(state, layer));
  }
  return count;
}

std::size_t effects_to_measure(const ViewerState& state) {
  const WhatIf& what = state.what_if;
  const std::size_t all = what.effects_of > 0 ? what.effects_of : filters_in_all(state);
  return all > kMeasuredAtOnce && !what.effects_all ? kMeasuredFirst : all;
}

bool effects_wanted(const ViewerState& state) {
  const WhatIf& what = state.what_if;
  if (!state.verdict || what.effects_stopped) return false;
  return what.effects_of == 0 || what.effects_exact < effects_to_measure(state);
}

}  // namespace lesion::viewer
