#include "core/maps/notability.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace lesion {
namespace {

constexpr double kTypical = 0.5;
constexpr double kFaintOfHigh = 0.1;
constexpr double kFaintOfMax = 0.01;
constexpr double kFaintInLayer = 0.05;
constexpr double kLeastScale = 0.1;
constexpr double kLeastSpread = 1.05;

double finite_or_zero(float value) {
  return std::isfinite(value) ? std::max(0.0, static_cast<double>(value)) : 0.0;
}

// Median of what the filters that are not dead have; 0 for none.
double median_of_live(const LayerCard& layer, float FilterCard::*figure) {
  std::vector<double> values;
  for (const FilterCard& filter : layer.filters) {
    if (!filter.dead) values.push_back(finite_or_zero(filter.*figure));
  }
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

double layer_strength(const LayerCard& layer) { return median_of_live(layer, &FilterCard::max); }

Scale training_scale(const LayerCard& layer, int filter) {
  if (filter < 0 || static_cast<std::size_t>(filter) >= layer.filters.size()) return {0, 0};
  const FilterCard& card = layer.filters[static_cast<std::size_t>(filter)];
  const double high = finite_or_zero(card.high);
  if (high <= 0 || card.dead) return {0, 0};
  const double least = kLeastScale * median_of_live(layer, &FilterCard::high);
  return {0, static_cast<float>(std::max(high, least))};
}

double typical_response(const FilterCard& filter, double strength) {
  return std::max({finite_or_zero(filter.median), kFaintOfHigh * finite_or_zero(filter.high),
                   kFaintOfMax * finite_or_zero(filter.max),
                   kFaintInLayer * std::max(0.0, strength)});
}

double notability(float response, const FilterCard& filter, double strength) {
  const double r = finite_or_zero(response);
  const double greatest = finite_or_zero(filter.max);
  if (r <= 0 || filter.dead || greatest <= 0) return 0;
  const double typical = typical_response(filter, strength);
  const double top = std::max(greatest, kLeastSpread * typical);
  if (r <= typical) return kTypical * r / typical;
  if (r <= top) return kTypical + (1 - kTypical) * std::log(r / typical) / std::log(top / typical);
  return 2 - top / r;
}

Result<std::vector<RankedFilter>> rank_filters(
    std::span<const LayerCard> layers, std::span<const std::vector<MapStatistics>> statistics) {
  if (layers.size() != statistics.size()) {
    return fail(ErrorCode::kMapsLayers,
                {{"measured", statistics.size()}, {"stated", layers.size()}});
  }
  std::vector<RankedFilter> ranked;
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const LayerCard& layer = layers[l];
    const std::vector<MapStatistics>& maps = statistics[l];
    const bool measured = !layer.filters.empty();
    if (maps.size() != static_cast<std::size_t>(std::max(0, layer.filter_count)) ||
        (measured && layer.filters.size() != maps.size())) {
      return fail(ErrorCode::kMapsFilters,
                  {{"layer", l}, {"measured", maps.size()}, {"stated", layer.filter_count}});
    }
    const double strength = layer_strength(layer);
    double greatest = 0;
    for (const MapStatistics& map : maps) greatest = std::max(greatest, finite_or_zero(map.max));
    for (std::size_t f = 0; f < maps.size(); ++f) {
      RankedFilter entry{.layer = static_cast<int>(l),
                         .filter = static_cast<int>(f),
                         .response = maps[f].max,
                         .measured = measured};
      if (measured) {
        entry.score = notability(maps[f].max, layer.filters[f], strength);
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

Result<Notabilities> notabilities(std::span<const LayerCard> layers,
                                  std::span<const std::vector<MapStatistics>> statistics) {
  const auto ranked = rank_filters(layers, statistics);
  if (!ranked) return tl::unexpected(ranked.error());
  Notabilities scores;
  for (const std::vector<MapStatistics>& layer : statistics) scores.emplace_back(layer.size());
  for (const RankedFilter& one : *ranked) {
    scores[static_cast<std::size_t>(one.layer)][static_cast<std::size_t>(one.filter)] =
        static_cast<float>(one.score);
  }
  return scores;
}

std::vector<SummedFilter> strongest_on_average(std::span<const Notabilities* const> images,
                                               int count, int per_layer) {
  if (images.empty()) return {};
  const Notabilities& first = *images.front();
  const auto alike = [&first](const Notabilities& other) {
    return std::equal(first.begin(), first.end(), other.begin(), other.end(),
                      [](const auto& a, const auto& b) { return a.size() == b.size(); });
  };
  std::size_t filters = 0;
  for (const std::vector<float>& layer : first) filters += layer.size();
  std::vector<double> sums(filters, 0);
  for (const Notabilities* image : images) {
    if (!alike(*image)) continue;
    std::size_t at = 0;
    for (const std::vector<float>& layer : *image) {
      for (const float one : layer) sums[at++] += static_cast<double>(one);
    }
  }
  const auto greater = [](const SummedFilter& a, const SummedFilter& b) {
    if (a.sum != b.sum) return a.sum > b.sum;
    return std::pair(a.layer, a.filter) < std::pair(b.layer, b.filter);
  };
  // Of each layer no more than can be chosen: there are many filters, and few places.
  std::vector<SummedFilter> chosen;
  std::size_t at = 0;
  for (std::size_t layer = 0; layer < first.size(); ++layer) {
    std::vector<SummedFilter> of_layer;
    for (std::size_t filter = 0; filter < first[layer].size(); ++filter, ++at) {
      if (!(sums[at] > 0)) continue;
      of_layer.push_back({static_cast<int>(layer), static_cast<int>(filter), sums[at]});
    }
    const auto most = std::min(of_layer.size(), static_cast<std::size_t>(std::max(0, per_layer)));
    const auto end = of_layer.begin() + static_cast<std::ptrdiff_t>(most);
    std::partial_sort(of_layer.begin(), end, of_layer.end(), greater);
    chosen.insert(chosen.end(), of_layer.begin(), end);
  }
  std::sort(chosen.begin(), chosen.end(), greater);
  chosen.resize(std::min(chosen.size(), static_cast<std::size_t>(std::max(0, count))));
  return chosen;
}

}  // namespace lesion
