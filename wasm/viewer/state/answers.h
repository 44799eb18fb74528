// What the network said of a picture, as the page hands it over, made into layers of the state.
#pragma once

#include <span>
#include <vector>

#include "wasm/viewer/state/viewer_state.h"

namespace lesion::viewer {

// The values of one layer as they came, C,H,W; size() == channels * height * width.
struct MapValues {
  int channels = 0;
  int height = 0;
  int width = 0;
  std::vector<float> values;
};

// Minimum, maximum, mean, active fraction, peak x, peak y.
inline constexpr std::size_t kFiguresPerFilter = 6;

// One layer's answer: its maps, and kFiguresPerFilter figures a filter.
struct LayerAnswer {
  MapValues maps;
  std::vector<float> statistics;
};

// Sizes and values agree.
bool whole(const LayerAnswer& layer);

// Of kFiguresPerFilter figures a filter; what is over is no filter. A peak that is no number counts
// as cell 0, one beyond what an int holds as the end of its range.
std::vector<MapStatistics> statistics_from(std::span<const float> figures);

// Without its places, which are the values' to say; peaks are brought into the map. The map is not
// empty.
Layer bare_layer(const LayerAnswer& answer);
// With its places: of an answer that is whole().
Layer layer_of(const LayerAnswer& answer);

}  // namespace lesion::viewer
