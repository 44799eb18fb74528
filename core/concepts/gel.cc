#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "core/concepts/artefacts.h"

namespace lesion {
namespace {

constexpr double kShortestGelBorder = 0.3;  // in shorter sides; shorter light lines are hair
constexpr int kRimPoints = 16;
constexpr std::size_t kRimCoordinates = std::size_t{3} * kRimPoints;
constexpr float kRim = 6;     // how much lighter than inside and outside a bubble's rim is
constexpr int kRimSeen = 12;  // of its points that are so

Plane least_channel(const ConceptImage& image) {
  Plane least = image.red;
  for (std::size_t i = 0; i < least.size(); ++i) {
    least.values[i] = std::min({image.red.values[i], image.green.values[i], image.blue.values[i]});
  }
  return least;
}

struct Circle {
  int x = 0;
  int y = 0;
  double radius = 0;
  float score = 0;
};

// Of the points of the circle, how many are lighter than what lies inside and outside of them, and
// by how much on average; 0 where fewer than kRimSeen are.
float rim_score(const Plane& grey, int x, int y, const std::array<int, kRimCoordinates>& steps) {
  const float* centre = grey.values.data() + grey.index(x, y);
  int seen = 0;
  float sum = 0;
  for (std::size_t k = 0; k < kRimPoints; ++k) {
    const std::span at(steps.data() + std::size_t{3} * k, 3);
    const float rise = centre[at[0]] - std::max(centre[at[1]], centre[at[2]]);
    if (rise < kRim) {
      if (static_cast<int>(k) - seen >= kRimPoints - kRimSeen) return 0;
      continue;
    }
    ++seen;
    sum += std::min(rise, 30.0f);
  }
  return seen >= kRimSeen ? sum : 0;
}

std::vector<Circle> rims(const ConceptImage& image) {
  std::vector<Circle> found;
  const Plane& grey = image.grey;
  double radius = std::max(0.014 * image.unit, 3.0);
  while (radius <= 0.06 * image.unit) {
    const double gap = std::max(2.0, 0.14 * radius);
    std::array<int, kRimCoordinates> steps{};
    for (int k = 0; k < kRimPoints; ++k) {
      const LineDirection d = line_direction(2 * k);
      int at = 3 * k;
      for (const double r : {radius, radius - gap, radius + gap}) {
        steps[static_cast<std::size_t>(at++)] =
            static_cast<int>(std::floor(r * d.y + 0.5)) * grey.width +
            static_cast<int>(std::floor(r * d.x + 0.5));
      }
    }
    const int margin = static_cast<int>(radius + gap) + 2;
    for (int y = margin; y < grey.height - margin; ++y) {
      for (int x = margin; x < grey.width - margin; ++x) {
        const float score = rim_score(grey, x, y, steps);
        if (score > 0) found.push_back({x, y, radius, score});
      }
    }
    radius = std::max(radius * 1.12, radius + 0.5);
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Circle& a, const Circle& b) { return a.score > b.score; });
  return found;
}

}  // namespace

Finding find_reflection(const ConceptImage& image) {
  const Plane least = least_channel(image);
  const Plane ground = opened(least, image.pixels(0.02, 2));
  const float skin = std::min({image.skin.red, image.skin.green, image.skin.blue});
  Finding found{Plane(image.width(), image.height()), 0};
  double sum = 0;
  for (std::size_t i = 0; i < least.size(); ++i) {
    const float most = std::max({image.red.values[i], image.green.values[i], image.blue.values[i]});
    // Glare is white: its colours lie nearer to each other than the skin's.
    const float white = ramp(least.values[i] / std::max(most, 1.0f), 0.7f, 0.8f);
    const float bright = ramp(least.values[i] / std::max(skin, 1.0f), 0.95f, 1.15f);
    const float high = ramp(least.values[i] - ground.values[i], 20, 60);
    found.cover.values[i] = std::min({white, bright, high});
    sum += found.cover.values[i] >= 0.5f ? 1 : 0;
  }
  found.presence = static_cast<float>(sum / static_cast<double>(least.size()));
  return found;
}

Finding find_bubble(const ConceptImage& image) {
  Finding found{Plane(image.width(), image.height()), 0};
  std::vector<Circle> kept;
  for (const Circle& circle : rims(image)) {
    const bool taken = std::any_of(kept.begin(), kept.end(), [&](const Circle& other) {
      const double dx = circle.x - other.x;
      const double dy = circle.y - other.y;
      const double reach = circle.radius + other.radius;
      return dx * dx + dy * dy < reach * reach;
    });
    if (taken) continue;
    kept.push_back(circle);
    found.presence += circle.score / (kRimPoints * 10);
    const double radius = circle.radius + 0.5;
    const int reach = static_cast<int>(radius) + 1;
    for (int y = circle.y - reach; y <= circle.y + reach; ++y) {
      for (int x = circle.x - reach; x <= circle.x + reach; ++x) {
        const double dx = x - circle.x;
        const double dy = y - circle.y;
        const double inside = radius + 0.5 - std::sqrt(dx * dx + dy * dy);
        if (!found.cover.holds(x, y) || inside <= 0) continue;
        float& value = found.cover.at(x, y);
        value = std::max(value, static_cast<float>(std::min(inside, 1.0)));
      }
    }
  }
  return found;
}

Finding find_gel_border(const ConceptImage& image, const LineMap& light, const Plane& others) {
  Finding found{Plane(image.width(), image.height()), 0};
  const Plane cover = line_cover(light, image.pixels(0.012), image.pixels(0.05));
  for (const PlanePart& part : parts_of(cover, 0.45f)) {
    const double across =
        (std::max(part.right - part.left, part.bottom - part.top) + 1) / image.unit;
    const int edge = image.pixels(0.015, 2);
    const bool along_edge = part.right < edge || part.bottom < edge ||
                            part.left >= image.width() - edge || part.top >= image.height() - edge;
    if (across < kShortestGelBorder || along_edge) continue;
    const auto area = static_cast<float>(part.pixels.size());
    float sum = 0;
    float other = 0;
    for (const std::size_t i : part.pixels) {
      sum += light.strength.values[i];
      other += others.values[i];
    }
    if (other > 0.4f * area) continue;
    for (const std::size_t i : part.pixels) found.cover.values[i] = cover.values[i];
    found.presence += static_cast<float>(across) * ramp(sum / area, 3, 12);
  }
  return found;
}

}  // namespace lesion
