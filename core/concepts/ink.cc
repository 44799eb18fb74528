#include <algorithm>

#include "core/concepts/artefacts.h"

namespace lesion {
namespace {

// Blue in parts of green from which no lesion or patch is taken for ink.
constexpr float kViolet = 1.5f;

}  // namespace

Finding find_ink(const ConceptImage& image, const Plane& patch, const Plane& dark_corner) {
  const int blur = image.pixels(0.003);
  const Plane red = box_mean(image.red, blur);
  const Plane green = box_mean(image.green, blur);
  const Plane blue = box_mean(image.blue, blur);
  const float blue_red = image.skin.blue / std::max(image.skin.red, 1.0f);
  const float blue_green = image.skin.blue / std::max(image.skin.green, 1.0f);
  const float skin_green = std::max(image.skin.green, 1.0f);
  Plane ink(image.width(), image.height());
  for (std::size_t i = 0; i < ink.size(); ++i) {
    const float r = red.values[i];
    const float g = green.values[i];
    const float b = blue.values[i];
    // Print and hair are grey: bluer than skin beside red, but not beside green.
    const float by_red = ramp(b / std::max(r, 8.0f) / blue_red, 0.85f, 1.0f);
    const float by_green = ramp(b / std::max(g, 8.0f) / blue_green, 1.04f, 1.18f);
    const float blue_at_all = ramp(b / std::max(g, 8.0f), 0.98f, 1.08f);
    const float darker = 1 - ramp(g / skin_green, 0.8f, 0.95f);
    ink.values[i] = std::min({by_red, by_green, blue_at_all, darker});
  }
  Finding found{Plane(image.width(), image.height()), 0};
  const auto pixels = static_cast<double>(ink.size());
  double weight = 0;
  for (const PlanePart& part : parts_of(ink, 0.5f)) {
    double covered = 0;
    double sum = 0;
    double violet = 0;
    for (const std::size_t i : part.pixels) {
      covered += std::max({image.lesion.values[i], patch.values[i], dark_corner.values[i]});
      sum += ink.values[i];
      violet += blue.values[i] > kViolet * green.values[i] ? 1 : 0;
    }
    const auto area = static_cast<double>(part.pixels.size());
    if (area < 0.0002 * pixels || (covered > 0.5 * area && violet < 0.7 * area)) continue;
    for (const std::size_t i : part.pixels) found.cover.values[i] = ink.values[i];
    weight += sum;
  }
  found.presence = static_cast<float>(weight / pixels);
  return found;
}

}  // namespace lesion
