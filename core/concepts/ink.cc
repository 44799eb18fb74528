#include <algorithm>
#include <functional>
#include <vector>

#include "core/concepts/artefacts.h"

namespace lesion {
namespace {

// Blue in parts of green from which no lesion or patch is taken for ink.
constexpr float kViolet = 1.5f;

// Presence: chosen on the part train of isic2018_task12 among quantiles of blue beside red, blue
// beside green, darkness and the least of the three.
constexpr double kLeastInk = 0.002;      // of the skin
constexpr double kAroundLesion = 0.023;  // in shorter sides: its edge is often bluish

struct Smoothed {
  Plane red;
  Plane green;
  Plane blue;
};

// By how much the bluest of the skin is bluer than skin: the least of three ratios less 1, at least
// 0, that kLeastInk of the places outside of lesion, patches and dark corners exceed.
float bluest_of_skin(const ConceptImage& image, const Smoothed& colours, const Plane& patch,
                     const Plane& dark_corner) {
  const Plane lesion = dilated(image.lesion, image.pixels(kAroundLesion));
  const float skin_red = std::max(image.skin.red, 6.0f);
  const float skin_green = std::max(image.skin.green, 6.0f);
  const float skin_blue = std::max(image.skin.blue, 6.0f);
  std::vector<float> bluer;
  for (std::size_t i = 0; i < lesion.size(); ++i) {
    if (std::max({lesion.values[i], patch.values[i], dark_corner.values[i]}) >= 0.5f) continue;
    const float red = std::max(colours.red.values[i], 6.0f) / skin_red;
    const float green = std::max(colours.green.values[i], 6.0f) / skin_green;
    const float blue = std::max(colours.blue.values[i], 6.0f) / skin_blue;
    bluer.push_back(std::min({1.16f * blue / red, 0.96f * blue / green, 1.05f / green}));
  }
  const auto most = static_cast<std::size_t>(kLeastInk * static_cast<double>(bluer.size()));
  if (bluer.empty()) return 0;
  const auto at = bluer.begin() + static_cast<std::ptrdiff_t>(most);
  std::nth_element(bluer.begin(), at, bluer.end(), std::greater<>());
  return std::max(*at - 1, 0.0f);
}

}  // namespace

Finding find_ink(const ConceptImage& image, const Plane& patch, const Plane& dark_corner) {
  const int blur = image.pixels(0.003);
  const Smoothed colours{box_mean(image.red, blur), box_mean(image.green, blur),
                         box_mean(image.blue, blur)};
  const auto& [red, green, blue] = colours;
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
  for (const PlanePart& part : parts_of(ink, 0.5f)) {
    double covered = 0;
    double violet = 0;
    for (const std::size_t i : part.pixels) {
      covered += std::max({image.lesion.values[i], patch.values[i], dark_corner.values[i]});
      violet += blue.values[i] > kViolet * green.values[i] ? 1 : 0;
    }
    const auto area = static_cast<double>(part.pixels.size());
    if (area < 0.0002 * pixels || (covered > 0.5 * area && violet < 0.7 * area)) continue;
    for (const std::size_t i : part.pixels) found.cover.values[i] = ink.values[i];
  }
  found.presence = bluest_of_skin(image, colours, patch, dark_corner);
  return found;
}

}  // namespace lesion
