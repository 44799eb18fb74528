#include "core/concepts/mask.h"

#include <algorithm>

namespace lesion {

MaskSummary summarise(const Mask& mask) {
  MaskSummary summary;
  double sum_x = 0;
  double sum_y = 0;
  int left = mask.width;
  int right = -1;
  int top = mask.height;
  int bottom = -1;
  for (int y = 0; y < mask.height; ++y) {
    for (int x = 0; x < mask.width; ++x) {
      if (!mask.at(x, y)) continue;
      ++summary.area;
      sum_x += x + 0.5;
      sum_y += y + 0.5;
      left = std::min(left, x);
      right = std::max(right, x);
      top = std::min(top, y);
      bottom = y;
    }
  }
  if (summary.area == 0) return summary;
  const auto area = static_cast<double>(summary.area);
  summary.share = area / (static_cast<double>(mask.width) * static_cast<double>(mask.height));
  summary.centroid_x = sum_x / area;
  summary.centroid_y = sum_y / area;
  summary.box = {static_cast<double>(left), static_cast<double>(top),
                 static_cast<double>(right - left + 1), static_cast<double>(bottom - top + 1)};
  summary.touches_edge =
      left == 0 || top == 0 || right == mask.width - 1 || bottom == mask.height - 1;
  return summary;
}

double jaccard(const Mask& a, const Mask& b) {
  if (a.width != b.width || a.height != b.height) return 0;
  std::int64_t both = 0;
  std::int64_t either = 0;
  for (std::size_t i = 0; i < a.pixels.size(); ++i) {
    const bool in_a = a.pixels[i] != 0;
    const bool in_b = b.pixels[i] != 0;
    both += in_a && in_b ? 1 : 0;
    either += in_a || in_b ? 1 : 0;
  }
  return either == 0 ? 1 : static_cast<double>(both) / static_cast<double>(either);
}

Mask mask_from(const Image& image) {
  Mask mask{image.width, image.height, std::vector<std::uint8_t>(image.rgb.size() / 3)};
  for (std::size_t i = 0; i < mask.pixels.size(); ++i) {
    mask.pixels[i] = image.rgb[3 * i] >= 128 ? 255 : 0;
  }
  return mask;
}

}  // namespace lesion
