#include <algorithm>
#include <cmath>

#include "core/concepts/artefacts.h"

namespace lesion {
namespace {

// How unlike skin and lesion a colour is, 0..1: as bright as skin, yet its shares of red, green and
// blue are far from the skin's.
float strangeness(const ConceptImage& image, float r, float g, float b) {
  const float sum = r + g + b;
  if (sum < 60) return 0;
  const MeanColour& skin = image.skin;
  const float skin_sum = skin.red + skin.green + skin.blue;
  const float dr = r / sum - skin.red / skin_sum;
  const float dg = g / sum - skin.green / skin_sum;
  const float db = b / sum - skin.blue / skin_sum;
  const float away = std::sqrt(dr * dr + dg * dg + db * db);
  const float brightest = std::max({r, g, b});
  const float skin_brightest = std::max({skin.red, skin.green, skin.blue});
  // Red and brown are lesions' colours too: there a patch must be as bright as the skin.
  const bool lesion_like = dr > 0 && db < 0;
  // Violet is ink's.
  if (db > 0 && r > g) return 0;
  const float bright = lesion_like ? ramp(brightest / skin_brightest, 0.85f, 0.95f)
                                   : ramp(brightest / skin_brightest, 0.5f, 0.65f);
  return bright * (lesion_like ? ramp(away, 0.10f, 0.22f) : ramp(away, 0.04f, 0.12f));
}

}  // namespace

Finding find_patch(const ConceptImage& image) {
  const int blur = image.pixels(0.006);
  const Plane red = box_mean(image.red, blur);
  const Plane green = box_mean(image.green, blur);
  const Plane blue = box_mean(image.blue, blur);
  Plane strange(image.width(), image.height());
  for (std::size_t i = 0; i < strange.size(); ++i) {
    strange.values[i] = strangeness(image, red.values[i], green.values[i], blue.values[i]);
  }
  Finding found{Plane(image.width(), image.height()), 0};
  const auto pixels = static_cast<double>(strange.size());
  for (const PlanePart& part : parts_of(opened(strange, image.pixels(0.01)), 0.5f)) {
    const auto area = static_cast<double>(part.pixels.size());
    const bool at_edge = part.left == 0 || part.top == 0 || part.right == image.width() - 1 ||
                         part.bottom == image.height() - 1;
    if (!at_edge || area < 0.002 * pixels) continue;
    // A disc fills most of the box that its covariance spans; a frame of odd light does not.
    const double box = 12 * part.major * part.minor;
    double inside = 0;
    for (const std::size_t i : part.pixels) inside += image.lesion.values[i];
    if (area < 0.7 * box || inside > 0.5 * area) continue;
    for (const std::size_t i : part.pixels) found.cover.values[i] = 1;
    found.presence += static_cast<float>(area / pixels);
  }
  return found;
}

}  // namespace lesion
