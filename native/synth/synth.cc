#include "native/synth/synth.h"

#include <algorithm>
#include <cmath>

#include "core/random.h"
#include "core/synth/exact.h"
#include "core/synth/noise.h"
#include "native/synth/scene.h"

namespace lesion::synth {
namespace {

bool sensible(const SynthOptions& options) {
  const auto fits = [](int side) { return side >= kSmallestSide && side <= kLargestSide; };
  return fits(options.width) && fits(options.height) && options.tone >= 0 && options.tone <= 6;
}

using Mask = std::vector<std::uint8_t>;

// Pixels of `mask` that are not marked in `other`.
void take_away(Mask& mask, const Mask& other) {
  for (std::size_t i = 0; i < mask.size(); ++i) {
    if (other[i] != 0) mask[i] = 0;
  }
}

Mask& mask_at(SynthImage& image, Concept c) { return image.masks[static_cast<std::size_t>(c)]; }

// Skin and lesion without artefacts; the masks of the lesion and its darker regions.
void paint_body(Scene& scene, const Skin& skin, const Lesion& lesion, SynthImage& image) {
  Mask& inside = mask_at(image, Concept::kLesion);
  Mask& darker = mask_at(image, Concept::kDarkerRegion);
  inside.assign(scene.pixels.size(), 0);
  darker.assign(scene.pixels.size(), 0);
  std::size_t i = 0;
  for (int y = 0; y < scene.height; ++y) {
    for (int x = 0; x < scene.width; ++x, ++i) {
      const double u = (x + 0.5) / scene.unit;
      const double v = (y + 0.5) / scene.unit;
      Absorbers here = skin.at(u, v);
      const Lesion::Sample sample = lesion.at(u, v);
      if (sample.depth >= 0.0) {
        inside[i] = 255;
        if (sample.darker >= 0.5) darker[i] = 255;
      }
      here.melanin += sample.added.melanin;
      here.blood += sample.added.blood;
      here.white += sample.added.white;
      here.blue_veil += sample.added.blue_veil;
      scene.pixels[i] = absorb(skin.light(u, v, scene.right(), scene.bottom()), here);
    }
  }
}

Mask border_of(const Mask& inside, int width, int height) {
  Mask outside(inside.size());
  for (std::size_t i = 0; i < inside.size(); ++i) outside[i] = inside[i] != 0 ? 0 : 255;
  const std::vector<double> to_inside = distance_to(inside, width, height);
  const std::vector<double> to_outside = distance_to(outside, width, height);
  const double reach = std::max(1.5, 0.02 * std::min(width, height));
  Mask border(inside.size());
  for (std::size_t i = 0; i < border.size(); ++i) {
    // The outline runs half a pixel before the nearest centre on its other side.
    const double distance = std::max(to_inside[i], to_outside[i]) - 0.5;
    border[i] = distance <= reach ? 255 : 0;
  }
  return border;
}

void paint_artefacts(Scene& scene, const SynthOptions& options, const Lesion& lesion,
                     SynthImage& image) {
  const Artefacts& wanted = options.artefacts;
  for (const Concept c : {Concept::kHair, Concept::kRuler, Concept::kGel, Concept::kInk,
                          Concept::kPatch, Concept::kDarkCorner}) {
    mask_at(image, c).assign(scene.pixels.size(), 0);
  }
  const auto keep = [&](Concept c, const Plane& plane) { mask_at(image, c) = mask_of(plane); };
  // From the skin up to the lens.
  if (wanted.ink) {
    keep(Concept::kInk, draw_ink(scene, options.seed, lesion.centre(), lesion.radius()));
  }
  if (wanted.hair) keep(Concept::kHair, draw_hair(scene, options.seed));
  if (wanted.patch) keep(Concept::kPatch, draw_patch(scene, options.seed));
  if (wanted.gel) keep(Concept::kGel, draw_gel(scene, options.seed, &image.gel_border));
  if (wanted.ruler) keep(Concept::kRuler, draw_ruler(scene, options.seed));
  if (wanted.dark_corner) keep(Concept::kDarkCorner, draw_dark_corner(scene, options.seed));
}

// What lies under an opaque thing is in no mask but that thing's.
void settle_masks(SynthImage& image) {
  const auto under = {Concept::kLesion, Concept::kBorder, Concept::kDarkerRegion, Concept::kHair,
                      Concept::kInk};
  for (const Concept c : under) take_away(mask_at(image, c), image.mask(Concept::kPatch));
  for (std::size_t c = 0; c < image.masks.size(); ++c) {
    if (static_cast<Concept>(c) == Concept::kSkin ||
        static_cast<Concept>(c) == Concept::kDarkCorner) {
      continue;
    }
    take_away(image.masks[c], image.mask(Concept::kDarkCorner));
  }
  Mask& skin = mask_at(image, Concept::kSkin);
  skin.assign(image.mask(Concept::kLesion).size(), 255);
  for (std::size_t c = 0; c < image.masks.size(); ++c) {
    if (static_cast<Concept>(c) == Concept::kSkin || static_cast<Concept>(c) == Concept::kBorder) {
      continue;
    }
    take_away(skin, image.masks[c]);
  }
}

// Grain of the sensor, then bytes.
Image develop(const Scene& scene, std::uint64_t seed) {
  Image image{scene.width, scene.height, {}};
  image.rgb.resize(scene.pixels.size() * 3);
  const std::uint64_t grain = sub_seed(seed, "grain");
  std::size_t i = 0;
  for (int y = 0; y < scene.height; ++y) {
    for (int x = 0; x < scene.width; ++x, ++i) {
      const double soft = 2.6 * noise(x * 0.45, y * 0.45, grain);
      const double sharp = 2.4 * (cell_unit(mix64(grain + i), 1) - 0.5);
      for (std::size_t c = 0; c < 3; ++c) {
        const double value = scene.pixels[i][c] + soft + sharp;
        image.rgb[i * 3 + c] =
            static_cast<std::uint8_t>(std::clamp(std::floor(value + 0.5), 0.0, 255.0));
      }
    }
  }
  return image;
}

}  // namespace

SynthImage render(const SynthOptions& options) {
  SynthImage image;
  if (!sensible(options)) return image;
  image.malignant = options.irregular && options.several_colours;
  // Types 1-3 are the most frequent in dermoscopy collections, yet every type occurs.
  constexpr std::array<int, 12> kTones = {1, 1, 1, 2, 2, 2, 3, 3, 4, 4, 5, 6};
  Random random(sub_seed(options.seed, "tone"));
  const int drawn = kTones[static_cast<std::size_t>(random.below(12))];
  image.tone = options.tone != 0 ? options.tone : drawn;

  Scene scene(options.width, options.height);
  const Skin skin(options.seed, image.tone);
  const Lesion lesion(options.seed, options.irregular, options.several_colours, scene.right(),
                      scene.bottom());
  paint_body(scene, skin, lesion, image);
  mask_at(image, Concept::kBorder) =
      border_of(image.mask(Concept::kLesion), options.width, options.height);
  paint_artefacts(scene, options, lesion, image);
  settle_masks(image);
  image.image = develop(scene, options.seed);
  return image;
}

}  // namespace lesion::synth
