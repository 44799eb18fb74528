#include "wasm/viewer/state/answers.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lesion::viewer {
namespace {

constexpr auto kPlaces = static_cast<std::uint8_t>(Place::kNowhere);  // the last of them

// Kept within what an int holds; what is no number is 0.
int whole_number(float value) {
  if (std::isnan(value)) return 0;
  using Limits = std::numeric_limits<int>;
  return static_cast<int>(std::clamp(static_cast<double>(value), static_cast<double>(Limits::min()),
                                     static_cast<double>(Limits::max())));
}

std::size_t size(int count) { return static_cast<std::size_t>(count); }

}  // namespace

bool MapValues::whole() const {
  return channels > 0 && height > 0 && width > 0 && read &&
         count == size(channels) * size(height) * size(width);
}

std::optional<float> MapValues::at(int filter, int x, int y) const {
  if (filter < 0 || filter >= channels || x < 0 || x >= width || y < 0 || y >= height) {
    return std::nullopt;
  }
  float value = 0;
  read((size(filter) * size(height) + size(y)) * size(width) + size(x), {&value, 1});
  return value;
}

bool whole(const LayerAnswer& layer) { return layer.maps.whole() && figures_whole(layer); }

bool figures_whole(const LayerAnswer& layer) {
  const MapValues& maps = layer.maps;
  if (maps.channels <= 0 || maps.height <= 0 || maps.width <= 0) return false;
  const std::size_t filters = size(maps.channels);
  return layer.statistics.size() == filters * kFiguresPerFilter && layer.places.size() == filters &&
         layer.notability.size() == filters &&
         std::all_of(layer.places.begin(), layer.places.end(),
                     [](std::uint8_t place) { return place <= kPlaces; });
}

std::vector<MapStatistics> statistics_from(std::span<const float> figures) {
  std::vector<MapStatistics> statistics;
  for (std::size_t at = 0; at + kFiguresPerFilter <= figures.size(); at += kFiguresPerFilter) {
    MapStatistics entry;
    entry.min = figures[at];
    entry.max = figures[at + 1];
    entry.mean = figures[at + 2];
    entry.active_fraction = figures[at + 3];
    entry.peak_x = whole_number(figures[at + 4]);
    entry.peak_y = whole_number(figures[at + 5]);
    statistics.push_back(entry);
  }
  return statistics;
}

Layer layer_of(const LayerAnswer& answer) {
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
  for (const std::uint8_t place : answer.places) layer.places.push_back(static_cast<Place>(place));
  layer.notability = answer.notability;
  return layer;
}

}  // namespace lesion::viewer
