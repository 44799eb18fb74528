#include "wasm/viewer/screens/compare/presets.h"

#include <algorithm>

#include "wasm/viewer/state/fold.h"

namespace lesion::viewer {
namespace {

// The image `first` and those that follow it in the filmstrip, round the end of it; at most as
// many as there are panes.
std::vector<int> images_from(const ViewerState& state, int first) {
  const ImageList list = state.session.listed();
  const std::optional<std::size_t> place = state.session.place_listed(first);
  if (!place) return {first};
  std::vector<int> ids;
  for (std::size_t i = 0; i < std::min<std::size_t>(list.size(), kMostPanes); ++i) {
    ids.push_back(list[(*place + i) % list.size()].id);
  }
  return ids;
}

// The pane's filter and the most notable others of its image; by number where nothing is known
// of it yet. As many as there are panes.
std::vector<FilterPlace> filters_from(const ViewerState& state, const ComparePane& first) {
  std::vector<FilterPlace> places = {{first.layer, first.filter}};
  ViewerState seen;
  seen.model = first.second ? state.compare.second : state.model;
  if (const CompareAnswer* answer = answer_of(state, request_of(first))) {
    seen.layers = answer->layers;
  } else if (!first.second && state.image && state.image->id == first.image) {
    seen.layers = state.layers;
  }
  for (const NotableFilter& one : folded_filters(seen, kMostPanes, kNotableOfALayer)) {
    const FilterPlace place{one.layer, one.filter};
    if (!(place == places.front())) places.push_back(place);
  }
  const int filters = std::max(1, filter_count(seen, first.layer));
  for (int by = 1; static_cast<int>(places.size()) < kMostPanes; ++by) {
    places.push_back({first.layer, (first.filter + by) % filters});
  }
  return places;
}

}  // namespace

void set_panes(ViewerState& state, CompareKind kind) {
  const ComparePane first = state.compare.panes[0];
  const std::vector<int> images = images_from(state, first.image);
  const std::vector<FilterPlace> filters = filters_from(state, first);
  const auto shown = static_cast<std::size_t>(state.compare.count);
  const std::size_t pairs = shown / 2;
  for (std::size_t i = 0; i < kMostPanes; ++i) {
    ComparePane pane = first;
    std::size_t filter = 0;
    if (kind == CompareKind::kImages) {
      const std::size_t count = std::min(images.size(), shown);
      pane.image = images[i % count];
      filter = i / count;
    } else if (kind == CompareKind::kFilters) {
      filter = i;
    } else if (images.size() >= pairs) {
      pane.image = images[(i / 2) % pairs];
    } else {
      filter = i / 2;
    }
    pane.layer = filters[filter].layer;
    pane.filter = filters[filter].filter;
    pane.chosen = first.chosen || filter > 0;
    if (kind == CompareKind::kModels) {
      pane.second = i % 2 == 1;
      // The same number is another filter there: its own most notable one is shown.
      if (pane.second != first.second) pane.chosen = false;
    }
    state.compare.panes[i] = pane;
  }
}

void set_panes_from_read(ViewerState& state) {
  const std::size_t known = state.model ? state.model->card.layers.size() : 0;
  const bool whole = !state.layers.empty() && state.layers.size() >= known &&
                     std::all_of(state.layers.begin(), state.layers.end(),
                                 [](const auto& layer) { return layer != nullptr; });
  state.compare.panes[0] = {state.image->id, false, state.layer, state.filter,
                            state.chosen || whole};
  set_panes(state, state.session.size() > 1 ? CompareKind::kImages : CompareKind::kFilters);
}

}  // namespace lesion::viewer
