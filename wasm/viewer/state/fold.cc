#include "wasm/viewer/state/fold.h"

#include <algorithm>
#include <cmath>

namespace lesion::viewer {
namespace {

constexpr float kNear = 0.1f;
// So many of a layer, and of all, are looked through for rows that differ.
constexpr int kOfALayer = 16;
constexpr int kOfAll = 96;

bool near(float a, float b) {
  return std::abs(a - b) <= kNear * std::max(std::abs(a), std::abs(b));
}

}  // namespace

std::string filter_name(const ViewerState& state, int layer, int filter) {
  const FilterCard* card = filter_card(state, layer, filter);
  return card && !card->concepts.empty() ? card->concepts.front().concept_name : std::string();
}

bool respond_alike(const ViewerState& state, const NotableFilter& a, const NotableFilter& b) {
  const std::string name = filter_name(state, a.layer, a.filter);
  const std::string other = filter_name(state, b.layer, b.filter);
  if (!name.empty() || !other.empty()) return name == other;
  return a.layer == b.layer && a.place == b.place && near(a.peak, b.peak) &&
         near(a.usual, b.usual) && near(a.range, b.range);
}

std::vector<NotableFilter> folded_filters(const ViewerState& state, int count, int per_layer) {
  std::vector<NotableFilter> rows;
  for (NotableFilter& entry : strongest_filters(state, kOfAll, kOfALayer)) {
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
    const bool full = static_cast<int>(rows.size()) >= std::max(0, count);
    if (!full && of_layer < per_layer) rows.push_back(std::move(entry));
  }
  return rows;
}

}  // namespace lesion::viewer
