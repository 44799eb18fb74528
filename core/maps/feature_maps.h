// One layer's answer to one image, and the numbers shown beside it.
#pragma once

#include <span>
#include <vector>

#include "core/maps/margins.h"

namespace lesion {

// A view of a layer's maps, C,H,W: value of filter c at cell (x, y) is
// values[(c * height + y) * width + x]. values.size() == channels * height * width.
struct FeatureMaps {
  int channels = 0;
  int height = 0;
  int width = 0;
  std::span<const float> values;
  MapFrame frame = {};

  std::span<const float> filter(int index) const {
    const auto area = static_cast<std::size_t>(height) * static_cast<std::size_t>(width);
    return values.subspan(static_cast<std::size_t>(index) * area, area);
  }
};

// Of one map, without the margins that are left out. NaN and infinities are left out of every
// figure and counted, on the whole map.
struct MapStatistics {
  float min = 0;
  float max = 0;
  float mean = 0;
  float active_fraction = 0;  // part of the cells that count above 0
  int peak_x = 0;             // cell of the maximum (the first in row order)
  int peak_y = 0;
  int non_finite = 0;

  bool inactive() const { return !(max > 0); }
};

// None is left out where the margins leave nothing, or the map is no rectangle of `width` columns.
MapStatistics map_statistics(std::span<const float> map, int width, const Margins& left_out = {});
// One entry per filter, with the maps' margins.
std::vector<MapStatistics> map_statistics(const FeatureMaps& maps);

// What response is drawn as nothing (low) and as full colour (high).
struct Scale {
  float low = 0;
  float high = 1;

  bool operator==(const Scale&) const = default;
};

// Position of `value` on `scale`, in 0..1; 0 where the scale is empty or value is not a number.
float scaled(float value, const Scale& scale);

// Bilinear sample of a width x height map at (u, v) in 0..1 of its extent: half-pixel centres
// (cell i has its centre at (i + 0.5) / width), the edge repeats. The shader does the same.
float sample_smooth(std::span<const float> map, int width, int height, float u, float v);
// The value of the cell that (u, v) falls in.
float sample_exact(std::span<const float> map, int width, int height, float u, float v);

}  // namespace lesion
