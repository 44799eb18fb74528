#include "wasm/viewer/state/answers.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lesion::viewer {
namespace {

// C++ leaves open what becomes of a float that no int is near to.
int cell_from(float figure) {
  constexpr auto kLeast = std::numeric_limits<int>::min();
  constexpr auto kMost = std::numeric_limits<int>::max();
  if (std::isnan(figure)) return 0;
  if (figure >= static_cast<float>(kMost)) return kMost;
  if (figure <= static_cast<float>(kLeast)) return kLeast;
  return static_cast<int>(figure);
}

}  // namespace

bool whole(const LayerAnswer& layer) {
  const MapValues& maps = layer.maps;
  if (maps.channels <= 0 || maps.height <= 0 || maps.width <= 0) return false;
  const auto channels = static_cast<std::size_t>(maps.channels);
  const auto area = static_cast<std::size_t>(maps.height) * static_cast<std::size_t>(maps.width);
  return maps.values.size() == channels * area &&
         layer.statistics.size() == channels * kFiguresPerFilter;
}

std::vector<MapStatistics> statistics_from(std::span<const float> figures) {
  std::vector<MapStatistics> statistics;
  for (std::size_t at = 0; at + kFiguresPerFilter <= figures.size(); at += kFiguresPerFilter) {
    MapStatistics entry;
    entry.min = figures[at];
    entry.max = figures[at + 1];
    entry.mean = figures[at + 2];
    entry.active_fraction = figures[at + 3];
    entry.peak_x = cell_from(figures[at + 4]);
    entry.peak_y = cell_from(figures[at + 5]);
    statistics.push_back(entry);
  }
  return statistics;
}

Layer bare_layer(const LayerAnswer& answer) {
  const MapValues& maps = answer.maps;
  Layer layer;
  layer.channels = maps.channels;
  layer.height = maps.height;
  layer.width = maps.width;
  layer.statistics = statistics_from(answer.statistics);
  for (MapStatistics& entry : layer.statistics) {
    entry.peak_x = std::clamp(entry.peak_x, 0, maps.width - 1);
    entry.peak_y = std::clamp(entry.peak_y, 0, maps.height - 1);
    layer.greatest = std::max(layer.greatest, entry.max);
  }
  layer.places.assign(layer.statistics.size(), Place::kNowhere);
  return layer;
}

Layer layer_of(const LayerAnswer& answer) {
  const MapValues& maps = answer.maps;
  Layer layer = bare_layer(answer);
  const FeatureMaps view{maps.channels, maps.height, maps.width, maps.values};
  for (int filter = 0; filter < maps.channels; ++filter) {
    layer.places[static_cast<std::size_t>(filter)] =
        response_place(view.filter(filter), maps.width);
  }
  return layer;
}

}  // namespace lesion::viewer
