// What the network said of an image, as the page hands it over, made into layers of the state.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "wasm/viewer/state/viewer_state.h"

namespace lesion::viewer {

// The values of one layer, C,H,W, where they lie: they are read when they are shown, and never
// copied as a whole.
struct MapValues {
  int channels = 0;
  int height = 0;
  int width = 0;
  std::size_t count = 0;  // of values that there are
  // Values from `first` on, as many as `out` takes: all within count.
  std::function<void(std::size_t first, std::span<float> out)> read = {};

  // There are as many values as the sizes say.
  bool whole() const;
  // Of the filter's cell; nothing where there is no such cell.
  std::optional<float> at(int filter, int x, int y) const;
};

// Minimum, maximum, mean, active fraction, peak x, peak y.
inline constexpr std::size_t kFiguresPerFilter = 6;

// One layer's answer: its maps, and what the engine says of each filter.
struct LayerAnswer {
  MapValues maps;
  std::vector<float> statistics;  // kFiguresPerFilter each
  std::vector<std::uint8_t> places;
  std::vector<float> notability;
};

// Sizes, values and figures agree.
bool whole(const LayerAnswer& layer);
// The same of a layer that came without its values.
bool figures_whole(const LayerAnswer& layer);

// Of kFiguresPerFilter figures a filter; what is over is no filter. A peak that is no number counts
// as cell 0, one beyond what an int holds as the end of its range.
std::vector<MapStatistics> statistics_from(std::span<const float> figures);

// Of an answer whose figures are whole. Peaks are brought into the map.
Layer layer_of(const LayerAnswer& answer);

}  // namespace lesion::viewer
