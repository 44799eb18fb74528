#include <algorithm>
#include <array>
#include <cmath>

#include "core/concepts/artefacts.h"

namespace lesion {
namespace {

// Mean grey value of the triangle at a corner, `reach` pixels along each edge.
float corner_mean(const Plane& grey, bool right, bool bottom, int reach) {
  float sum = 0;
  int count = 0;
  for (int v = 0; v < reach; ++v) {
    for (int u = 0; u + v < reach; ++u, ++count) {
      sum += grey.at(right ? grey.width - 1 - u : u, bottom ? grey.height - 1 - v : v);
    }
  }
  return sum / static_cast<float>(count);
}

}  // namespace

Finding find_dark_corner(const ConceptImage& image) {
  const Plane smooth = box_mean(image.grey, image.pixels(0.004));
  const float skin = (2 * image.skin.red + image.skin.green) / 3;
  // Dark where less than about two fifths of the skin's light is left.
  Plane dark(image.width(), image.height());
  for (std::size_t i = 0; i < dark.size(); ++i) {
    dark.values[i] = 1 - ramp(smooth.values[i], 0.25f * skin, 0.6f * skin);
  }
  Finding found{Plane(image.width(), image.height()), 0};
  const int reach = image.pixels(0.02, 2);
  for (const PlanePart& part : parts_of(dark, 0.5f)) {
    const bool left = part.left < reach;
    const bool right = part.right >= image.width() - reach;
    const bool top = part.top < reach;
    const bool bottom = part.bottom >= image.height() - reach;
    if (!((left || right) && (top || bottom))) continue;
    double in_lesion = 0;
    bool corner = false;
    for (const std::size_t i : part.pixels) {
      in_lesion += image.lesion.values[i];
      const int x = static_cast<int>(i % static_cast<std::size_t>(image.width()));
      const int y = static_cast<int>(i / static_cast<std::size_t>(image.width()));
      const int u = std::min(x, image.width() - 1 - x);
      const int v = std::min(y, image.height() - 1 - y);
      corner = corner || u + v < reach;
    }
    if (!corner || in_lesion > 0.5 * static_cast<double>(part.pixels.size())) continue;
    for (const std::size_t i : part.pixels) found.cover.values[i] = dark.values[i];
  }
  double area = 0;
  for (const float value : found.cover.values) area += value > 0.5f ? 1 : 0;
  area /= static_cast<double>(found.cover.size());
  const int triangle = image.pixels(0.05, 3);
  std::array<float, 4> corners{};
  for (std::size_t k = 0; k < 4; ++k) {
    corners[k] =
        1 - std::min(corner_mean(image.grey, (k & 1) != 0, (k & 2) != 0, triangle) / skin, 1.0f);
  }
  std::sort(corners.begin(), corners.end());
  // The third darkest: one corner may be the lesion's or in shade.
  found.presence = static_cast<float>(area) + 0.02f * corners[1] + 0.02f * corners[2];
  return found;
}

}  // namespace lesion
