#include "core/concepts/regions.h"

#include <algorithm>
#include <cmath>

namespace lesion {
namespace {

constexpr double kBandPart = 0.12;
constexpr double kPi = 3.14159265358979323846;

Finding nothing(const ConceptImage& image) { return {Plane(image.width(), image.height()), 0}; }

void set_presence(Finding& found) {
  double area = 0;
  for (const float value : found.cover.values) area += value >= 0.5f ? 1 : 0;
  found.presence = static_cast<float>(area / static_cast<double>(found.cover.size()));
}

// Centroid and standard deviations of the lesion.
struct Spread {
  double area = 0;
  double x = 0;
  double y = 0;
  double wide = 1;
  double high = 1;
};

Spread spread_of(const Plane& lesion) {
  Spread spread;
  double xx = 0;
  double yy = 0;
  for (int y = 0; y < lesion.height; ++y) {
    for (int x = 0; x < lesion.width; ++x) {
      if (lesion.at(x, y) <= 0.5f) continue;
      spread.area += 1;
      spread.x += x + 0.5;
      spread.y += y + 0.5;
      xx += (x + 0.5) * (x + 0.5);
      yy += (y + 0.5) * (y + 0.5);
    }
  }
  if (spread.area == 0) return spread;
  spread.x /= spread.area;
  spread.y /= spread.area;
  spread.wide = std::sqrt(std::max(xx / spread.area - spread.x * spread.x, 0.25));
  spread.high = std::sqrt(std::max(yy / spread.area - spread.y * spread.y, 0.25));
  return spread;
}

std::vector<float> inside_values(const ConceptImage& image, const Plane& plane) {
  std::vector<float> values;
  for (std::size_t i = 0; i < plane.size(); ++i) {
    if (image.lesion.values[i] > 0.5f) values.push_back(plane.values[i]);
  }
  return values;
}

}  // namespace

BorderFindings find_border(const ConceptImage& image) {
  BorderFindings found{nothing(image),
                       {nothing(image), nothing(image), nothing(image), nothing(image)}};
  const Spread spread = spread_of(image.lesion);
  if (spread.area == 0) return found;
  Plane outside = image.lesion;
  for (float& value : outside.values) value = 1 - value;
  const Plane to_inside = distance_to(image.lesion, 0.5f);
  const Plane to_outside = distance_to(outside, 0.4999f);
  const double reach = std::max(1.5, kBandPart * std::sqrt(spread.area / kPi));
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      const std::size_t i = image.lesion.index(x, y);
      // The outline runs half a pixel before the nearest centre on its other side.
      const double distance = std::max(to_inside.values[i], to_outside.values[i]) - 0.5;
      if (distance > reach) continue;
      found.whole.cover.values[i] = 1;
      const double dx = (x + 0.5 - spread.x) / spread.wide;
      const double dy = (y + 0.5 - spread.y) / spread.high;
      std::size_t side = dx > 0 ? 1 : 3;
      if (std::abs(dy) >= std::abs(dx)) side = dy < 0 ? 0 : 2;
      found.sides[side].cover.values[i] = 1;
    }
  }
  set_presence(found.whole);
  for (Finding& side : found.sides) set_presence(side);
  return found;
}

Finding find_darker_region(const ConceptImage& image) {
  Finding found = nothing(image);
  const Plane smooth = box_mean(image.grey, image.pixels(0.008));
  std::vector<float> values = inside_values(image, smooth);
  if (values.empty()) return found;
  const float median = quantile(values, 0.5);
  const float below = std::max(10.0f, 0.5f * (median - quantile(values, 0.1)));
  for (std::size_t i = 0; i < smooth.size(); ++i) {
    if (image.lesion.values[i] <= 0.5f) continue;
    found.cover.values[i] = ramp(median - smooth.values[i], below - 4, below + 4);
  }
  set_presence(found);
  return found;
}

Finding find_colour_change(const ConceptImage& image, const Plane& border) {
  Finding found = nothing(image);
  const int blur = image.pixels(0.012);
  Plane slope(image.width(), image.height());
  for (const Plane* channel : {&image.red, &image.green, &image.blue}) {
    const Plane smooth = box_mean(box_mean(*channel, blur), blur);
    for (int y = 1; y + 1 < slope.height; ++y) {
      for (int x = 1; x + 1 < slope.width; ++x) {
        const float dx = 0.5f * (smooth.at(x + 1, y) - smooth.at(x - 1, y));
        const float dy = 0.5f * (smooth.at(x, y + 1) - smooth.at(x, y - 1));
        slope.at(x, y) += std::sqrt(dx * dx + dy * dy);
      }
    }
  }
  std::vector<float> values;
  for (std::size_t i = 0; i < slope.size(); ++i) {
    if (image.lesion.values[i] > 0.5f && border.values[i] < 0.5f) values.push_back(slope.values[i]);
  }
  if (values.empty()) return found;
  const float least = std::max(4.0f, 2 * quantile(values, 0.5));
  for (std::size_t i = 0; i < slope.size(); ++i) {
    if (image.lesion.values[i] <= 0.5f || border.values[i] >= 0.5f) continue;
    found.cover.values[i] = ramp(slope.values[i], 0.8f * least, 1.2f * least);
  }
  set_presence(found);
  return found;
}

Finding find_skin(const ConceptImage& image, const Plane& border, const Plane& artefacts) {
  Finding found = nothing(image);
  for (std::size_t i = 0; i < found.cover.size(); ++i) {
    found.cover.values[i] =
        1 - std::max({image.lesion.values[i], border.values[i], artefacts.values[i]});
  }
  set_presence(found);
  return found;
}

Finding find_pale_skin(const ConceptImage& image, const Plane& skin) {
  Finding found = nothing(image);
  for (std::size_t i = 0; i < skin.size(); ++i) {
    const float most = std::max({image.red.values[i], image.green.values[i], image.blue.values[i]});
    const float least =
        std::min({image.red.values[i], image.green.values[i], image.blue.values[i]});
    const float grey = ramp(least / std::max(most, 1.0f), 0.72f, 0.82f);
    found.cover.values[i] = std::min({skin.values[i], grey, ramp(most, 150, 180)});
  }
  set_presence(found);
  return found;
}

Finding find_pink_skin(const ConceptImage& image, const Plane& skin) {
  Finding found = nothing(image);
  for (std::size_t i = 0; i < skin.size(); ++i) {
    const float green = image.green.values[i];
    const float red = ramp(green / std::max(image.red.values[i], 1.0f), 0.7f, 0.8f);
    const float blue = ramp(image.blue.values[i] / std::max(green, 1.0f), 0.92f, 1.02f);
    found.cover.values[i] = std::min({skin.values[i], 1 - red, blue});
  }
  set_presence(found);
  return found;
}

}  // namespace lesion
