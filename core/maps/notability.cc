#include "core/maps/notability.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace lesion {
namespace {

constexpr double kTypical = 0.5;
constexpr double kFaintOfHigh = 0.1;
constexpr double kFaintOfMax = 0.01;
constexpr double kLeastSpread = 1.05;

double finite_or_zero(float value) {
  return std::isfinite(value) ? std::max(0.0, static_cast<double>(value)) : 0.0;
}

}  // namespace

double notability(float response, const FilterCard& filter) {
  const double r = finite_or_zero(response);
  const double greatest = finite_or_zero(filter.max);
  if (r <= 0 || filter.dead || greatest <= 0) return 0;
  const double typical =
      std::max({finite_or_zero(filter.median), kFaintOfHigh * finite_or_zero(filter.high),
                kFaintOfMax * greatest});
  const double top = std::max(greatest, kLeastSpread * typical);
  if (r <= typical) return kTypical * r / typical;
  if (r <= top) return kTypical + (1 - kTypical) * std::log(r / typical) / std::log(top / typical);
  return 2 - top / r;
}

Result<std::vector<RankedFilter>> rank_filters(
    std::span<const LayerCard> layers, std::span<const std::vector<MapStatistics>> statistics) {
  if (layers.size() != statistics.size()) {
    return fail(ErrorKind::kInvalidArgument,
                "there are statistics of " + std::to_string(statistics.size()) +
                    " layers, but the model has " + std::to_string(layers.size()));
  }
  std::vector<RankedFilter> ranked;
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const LayerCard& layer = layers[l];
    const std::vector<MapStatistics>& maps = statistics[l];
    const bool measured = !layer.filters.empty();
    if (maps.size() != static_cast<std::size_t>(std::max(0, layer.filter_count)) ||
        (measured && layer.filters.size() != maps.size())) {
      return fail(ErrorKind::kInvalidArgument,
                  "layer " + std::to_string(l) + " has statistics of " +
                      std::to_string(maps.size()) + " filters, but the model has " +
                      std::to_string(layer.filter_count));
    }
    double greatest = 0;
    for (const MapStatistics& map : maps) greatest = std::max(greatest, finite_or_zero(map.max));
    for (std::size_t f = 0; f < maps.size(); ++f) {
      RankedFilter entry{.layer = static_cast<int>(l),
                         .filter = static_cast<int>(f),
                         .response = maps[f].max,
                         .measured = measured};
      if (measured) {
        entry.score = notability(maps[f].max, layer.filters[f]);
        entry.woken = maps[f].max > 0 && (layer.filters[f].dead || !(layer.filters[f].max > 0));
      } else if (greatest > 0) {
        entry.score = kTypical * finite_or_zero(maps[f].max) / greatest;
      }
      ranked.push_back(entry);
    }
  }
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const RankedFilter& a, const RankedFilter& b) { return a.score > b.score; });
  return ranked;
}

}  // namespace lesion
