#include "wasm/viewer/state/fold.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include "core/concepts/concepts.h"
#include "core/maps/notability.h"
#include "wasm/viewer/state/concepts.h"
#include "wasm/viewer/state/effects.h"
#include "wasm/viewer/state/lesion_place.h"

namespace lesion::viewer {
namespace {

constexpr float kNear = 0.1f;
// A response is called unusual from so many times the usual one on. The usual one is the median of
// images: without a margin every filter would be unusual on every other image.
constexpr float kUnusualFrom = 1.25f;
// So many of a layer, and of all, are looked through for rows that differ.
constexpr int kOfALayer = 16;
constexpr int kOfAll = 96;

bool near(float a, float b) {
  return std::abs(a - b) <= kNear * std::max(std::abs(a), std::abs(b));
}

std::string name_of_row(const ViewerState& state, const NotableFilter& row) {
  return filter_name(state, row.layer, row.filter);
}

// All that respond alike in one row each, the most notable first; named or nameless as asked.
std::vector<NotableFilter> folded(const ViewerState& state,
                                  const std::vector<NotableFilter>& entries, bool named,
                                  int per_layer) {
  std::vector<NotableFilter> rows;
  for (const NotableFilter& entry : entries) {
    if (name_of_row(state, entry).empty() == named) continue;
    const auto same = std::find_if(rows.begin(), rows.end(), [&](const NotableFilter& row) {
      return respond_alike(state, row, entry);
    });
    if (same != rows.end()) {
      same->also.push_back({entry.layer, entry.filter});
      continue;
    }
    const auto of_layer = std::count_if(rows.begin(), rows.end(), [&](const NotableFilter& row) {
      return row.layer == entry.layer;
    });
    if (named || of_layer < per_layer) rows.push_back(entry);
  }
  return rows;
}

struct Folded {
  std::vector<NotableFilter> named;
  std::vector<NotableFilter> nameless;

  // `unusual`: only filters that respond so.
  Folded(const ViewerState& state, int per_layer, bool unusual) {
    std::vector<NotableFilter> entries = strongest_filters(state, kOfAll, kOfALayer);
    if (unusual) {
      std::vector<std::optional<double>> strengths(static_cast<std::size_t>(layer_count(state)));
      std::erase_if(entries, [&](const NotableFilter& one) {
        const FilterCard* card = filter_card(state, one.layer, one.filter);
        if (!one.measured || card == nullptr) return false;
        const auto at = static_cast<std::size_t>(one.layer);
        if (!strengths[at]) strengths[at] = layer_strength(state.model->card.layers[at]);
        return one.peak < kUnusualFrom * typical_response(*card, *strengths[at]);
      });
    }
    named = folded(state, entries, true, per_layer);
    nameless = folded(state, entries, false, per_layer);
  }
  // At most `count` of both, of which `kept` are nameless where there are so many.
  std::vector<NotableFilter> rows(int count, int kept) const {
    const int left = std::min({kept, count, static_cast<int>(nameless.size())});
    const int first = std::min(count - left, static_cast<int>(named.size()));
    const int rest = std::min(count - first, static_cast<int>(nameless.size()));
    std::vector<NotableFilter> all(named.begin(), named.begin() + first);
    all.insert(all.end(), nameless.begin(), nameless.begin() + rest);
    return all;
  }
};

}  // namespace

FilterPlace most_effective_of(const ViewerState& state, const NotableFilter& row) {
  FilterPlace most{row.layer, row.filter};
  for (const FilterPlace& one : row.also) {
    if (effect_size(state, one) > effect_size(state, most)) most = one;
  }
  return most;
}

bool respond_alike(const ViewerState& state, const NotableFilter& a, const NotableFilter& b) {
  const std::string name = name_of_row(state, a);
  const std::string other = name_of_row(state, b);
  if (!name.empty() || !other.empty()) return name == other;
  return a.layer == b.layer && a.place == b.place && near(a.peak, b.peak) &&
         near(a.usual, b.usual) && near(a.range, b.range);
}

std::vector<NotableFilter> folded_filters(const ViewerState& state, int count, int per_layer) {
  return Folded(state, per_layer, false).rows(std::max(0, count), 0);
}

std::vector<NotableFilter> listed_filters(const ViewerState& state, int count, int per_layer) {
  std::vector<NotableFilter> rows = Folded(state, per_layer, true).rows(std::max(0, count), 1);
  std::stable_sort(rows.begin(), rows.end(), [&](const NotableFilter& a, const NotableFilter& b) {
    const ConceptGroup first = concept_group(name_of_row(state, a));
    const ConceptGroup second = concept_group(name_of_row(state, b));
    if (first != second) return first < second;
    return state.list_by_effect && effect_size(state, most_effective_of(state, a)) >
                                       effect_size(state, most_effective_of(state, b));
  });
  return rows;
}

std::optional<FilterPlace> first_of(const ViewerState& state,
                                    const std::vector<NotableFilter>& rows) {
  const NotableFilter* first = nullptr;
  for (const NotableFilter& row : rows) {
    if (name_of_row(state, row).empty()) continue;
    if (!first || row.notability > first->notability) first = &row;
  }
  if (!first && !rows.empty()) first = &rows.front();
  return first ? std::optional(FilterPlace{first->layer, first->filter}) : std::nullopt;
}

bool names_side(std::string_view name) {
  const std::optional<Concept> known = concept_named(name);
  return known && *known >= Concept::kBorderTop && *known <= Concept::kBorderLeft;
}

bool tells_place(const ViewerState& state, const NotableFilter& row) {
  const std::string name = name_of_row(state, row);
  const std::optional<LesionPlace> place = lesion_place(state, row.layer, row.filter);
  if (names_side(name)) {
    const int side = static_cast<int>(*concept_named(name)) - static_cast<int>(Concept::kBorderTop);
    const int there = static_cast<int>(LesionPlace::kUpperBorder) + side;
    if (!place || static_cast<int>(*place) == there) return false;
  }
  if (place == LesionPlace::kInside && concept_group(name) == ConceptGroup::kLesion) return false;
  return std::all_of(row.also.begin(), row.also.end(), [&](const FilterPlace& one) {
    return place ? lesion_place(state, one.layer, one.filter) == place
                 : notable(state, one.layer, one.filter).place == row.place;
  });
}

}  // namespace lesion::viewer
