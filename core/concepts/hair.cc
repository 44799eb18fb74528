#include <algorithm>
#include <utility>
#include <vector>

#include "core/concepts/artefacts.h"

namespace lesion {
namespace {

// Hairs are at least this long in shorter sides; where they are faint, or lie on a lesion with
// lines of its own, longer.
constexpr double kShortest = 0.05;
constexpr double kShortestFaint = 0.09;
constexpr double kShortestOnLesion = 0.15;
constexpr float kClear = 12;  // strength of a hair that is not faint
constexpr double kShortestLight = 0.1;
constexpr std::size_t kFewestLight = 3;

// Length of the part in shorter sides where it is a hair, else 0.
double hair_length(const ConceptImage& image, const LineMap& lines, const Plane& others,
                   const PlanePart& part) {
  float sum = 0;
  float on_lesion = 0;
  float other = 0;
  for (const std::size_t i : part.pixels) {
    sum += lines.strength.values[i];
    on_lesion += image.lesion.values[i];
    other += others.values[i];
  }
  const auto area = static_cast<float>(part.pixels.size());
  const double across = (std::max(part.right - part.left, part.bottom - part.top) + 1) / image.unit;
  const bool faint = sum < kClear * area;
  const double shortest = on_lesion > 0.5f * area ? kShortestOnLesion
                          : faint                 ? kShortestFaint
                                                  : kShortest;
  if (across < shortest || other > 0.4f * area) return 0;
  const int edge = image.pixels(0.015, 2);
  const bool along_edge = part.right < edge || part.bottom < edge ||
                          part.left >= image.width() - edge || part.top >= image.height() - edge;
  return along_edge ? 0 : across;
}

void add_hairs(const ConceptImage& image, const LineMap& lines, const Plane& others,
               Finding& found) {
  const Plane cover = line_cover(lines, image.pixels(0.012), image.pixels(0.05));
  for (const PlanePart& part : parts_of(cover, 0.45f)) {
    const double length = hair_length(image, lines, others, part);
    if (length == 0) continue;
    float sum = 0;
    for (const std::size_t i : part.pixels) {
      found.cover.values[i] = std::max(found.cover.values[i], cover.values[i]);
      sum += lines.strength.values[i];
    }
    const float mean = sum / static_cast<float>(part.pixels.size());
    found.presence += static_cast<float>(length) * ramp(mean, 3, kClear);
  }
}

void add_light_hairs(const ConceptImage& image, const LineMap& lines, const Plane& others,
                     Finding& found) {
  const Plane cover = line_cover(lines, image.pixels(0.012), image.pixels(0.05));
  std::vector<PlanePart> hairs;
  for (PlanePart& part : parts_of(cover, 0.45f)) {
    if (hair_length(image, lines, others, part) < kShortestLight) continue;
    float sum = 0;
    float on_lesion = 0;
    for (const std::size_t i : part.pixels) {
      sum += lines.strength.values[i];
      on_lesion += image.lesion.values[i];
    }
    const auto area = static_cast<float>(part.pixels.size());
    if (sum >= kClear * area && on_lesion < 0.5f * area) hairs.push_back(std::move(part));
  }
  if (hairs.size() < kFewestLight) return;
  for (const PlanePart& part : hairs) {
    for (const std::size_t i : part.pixels) {
      found.cover.values[i] = std::max(found.cover.values[i], cover.values[i]);
    }
    found.presence += static_cast<float>(part.length() / image.unit);
  }
}

}  // namespace

Finding find_hair(const ConceptImage& image, const LineMap& dark, const LineMap& light,
                  const Plane& others) {
  Finding found{Plane(image.width(), image.height()), 0};
  add_hairs(image, dark, others, found);
  // A dark hair shines along its middle, and so does the skin between two.
  Plane dark_too = dilated(found.cover, image.pixels(0.012));
  for (std::size_t i = 0; i < dark_too.size(); ++i) {
    dark_too.values[i] = std::max(dark_too.values[i], others.values[i]);
  }
  add_light_hairs(image, light, dark_too, found);
  return found;
}

}  // namespace lesion
