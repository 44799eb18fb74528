#include "core/maps/feature_maps.h"

#include <algorithm>
#include <cmath>

namespace lesion {

namespace {

// True for the cells of a map that count; walked row by row.
class Counted {
 public:
  Counted(std::size_t cells, int width, const Margins& left_out) {
    const auto columns = static_cast<std::size_t>(std::max(0, width));
    if (columns == 0 || cells % columns != 0) return;
    columns_ = columns;
    const auto rows = static_cast<int>(cells / columns);
    const Margins out = usable(left_out, width, rows);
    left_ = static_cast<std::size_t>(out.left);
    right_ = columns - static_cast<std::size_t>(out.right);
    top_ = static_cast<std::size_t>(out.top);
    bottom_ = static_cast<std::size_t>(rows - out.bottom);
  }
  bool operator()(std::size_t cell) const {
    if (columns_ == 0) return true;
    const std::size_t x = cell % columns_;
    const std::size_t y = cell / columns_;
    return x >= left_ && x < right_ && y >= top_ && y < bottom_;
  }

 private:
  std::size_t columns_ = 0;  // 0: all count
  std::size_t left_ = 0, right_ = 0, top_ = 0, bottom_ = 0;
};

}  // namespace

MapStatistics map_statistics(std::span<const float> map, int width, const Margins& left_out) {
  const Counted counts(map.size(), width, left_out);
  MapStatistics result;
  double sum = 0;
  std::size_t counted = 0;
  std::size_t finite = 0;
  std::size_t active = 0;
  std::size_t peak = 0;
  for (std::size_t i = 0; i < map.size(); ++i) {
    const float value = map[i];
    const bool counting = counts(i);
    if (counting) ++counted;
    if (!std::isfinite(value)) {
      ++result.non_finite;
      continue;
    }
    if (!counting) continue;
    if (finite == 0 || value < result.min) result.min = value;
    if (finite == 0 || value > result.max) {
      result.max = value;
      peak = i;
    }
    if (value > 0) ++active;
    sum += static_cast<double>(value);
    ++finite;
  }
  if (finite > 0) {
    result.mean = static_cast<float>(sum / static_cast<double>(finite));
    result.active_fraction = static_cast<float>(active) / static_cast<float>(counted);
  }
  if (width > 0) {
    result.peak_x = static_cast<int>(peak % static_cast<std::size_t>(width));
    result.peak_y = static_cast<int>(peak / static_cast<std::size_t>(width));
  }
  return result;
}

std::vector<MapStatistics> map_statistics(const FeatureMaps& maps) {
  std::vector<MapStatistics> result;
  result.reserve(static_cast<std::size_t>(maps.channels));
  for (int c = 0; c < maps.channels; ++c) {
    result.push_back(map_statistics(maps.filter(c), maps.width, maps.frame.left_out));
  }
  return result;
}

float scaled(float value, const Scale& scale) {
  const float extent = scale.high - scale.low;
  if (!(extent > 0) || !std::isfinite(value)) return 0;
  return std::clamp((value - scale.low) / extent, 0.0f, 1.0f);
}

float sample_smooth(std::span<const float> map, int width, int height, float u, float v) {
  const float x = u * static_cast<float>(width) - 0.5f;
  const float y = v * static_cast<float>(height) - 0.5f;
  const float left = std::floor(x);
  const float top = std::floor(y);
  const float fx = x - left;
  const float fy = y - top;
  const auto cell = [&](float column, float row) {
    const int cx = std::clamp(static_cast<int>(column), 0, width - 1);
    const int cy = std::clamp(static_cast<int>(row), 0, height - 1);
    return map[static_cast<std::size_t>(cy) * static_cast<std::size_t>(width) +
               static_cast<std::size_t>(cx)];
  };
  const float upper = cell(left, top) * (1 - fx) + cell(left + 1, top) * fx;
  const float lower = cell(left, top + 1) * (1 - fx) + cell(left + 1, top + 1) * fx;
  return upper * (1 - fy) + lower * fy;
}

float sample_exact(std::span<const float> map, int width, int height, float u, float v) {
  const int x =
      std::clamp(static_cast<int>(std::floor(u * static_cast<float>(width))), 0, width - 1);
  const int y =
      std::clamp(static_cast<int>(std::floor(v * static_cast<float>(height))), 0, height - 1);
  return map[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
             static_cast<std::size_t>(x)];
}

}  // namespace lesion
