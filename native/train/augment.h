// Random variations of a training image: one affine sampling and one pass over the colours.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "core/model/preprocess.h"
#include "native/data/random.h"

namespace lesion {

// What lies outside the image after turning: the paper does not say.
enum class Fill { kReflect, kEdge, kBlack };

// Ranges to draw from; each draw is uniform. Defaults: no change at all.
struct AugmentRanges {
  double crop_low = 1;  // side of the square that is cut out, as a part of the image's side
  double crop_high = 1;
  bool rotate = false;        // over the full circle
  bool flip = false;          // both ways, each with probability 1/2
  double brightness = 0;      // added: -brightness .. +brightness (values 0..1)
  double contrast = 0;        // factor about the channel's mean: 1 - contrast .. 1 + contrast
  double hue = 0;             // turn of the hue, -hue .. +hue, in parts of the full circle
  double saturation_low = 1;  // factor of the HSV saturation
  double saturation_high = 1;
  double white_balance = 0;  // factor of each channel: exp(-white_balance .. +white_balance)
  double gamma = 0;          // power of the values: exp(-gamma .. +gamma)
  double blur = 0;           // probability of a 3x3 binomial blur
  Fill fill = Fill::kReflect;
  // Of a square that was fitted to the lesion. The image that is cut from is `margin` times as wide
  // as that square, of whose side `crop_low` and `crop_high` are parts then.
  double margin = 1;
  double zoom = 0;   // the side times exp(zoom * z), z standard normal, held within -2 .. 2
  double shift = 0;  // the centre moved by up to this part of the side, each way

  bool operator==(const AugmentRanges&) const = default;
};

// The paper's values (section 3.3; reconstructed where the text lost its numbers): 224 of 300.
AugmentRanges paper_augmentation();
// Our own for `compact`: the whole circle, both flips, mild colours with the white balance that
// differs between clinics.
AugmentRanges lens_augmentation();

// One draw.
struct Augmentation {
  double crop = 1;        // side of the square that is cut out, part of the image's side
  double centre_x = 0.5;  // of that square, part of the image's side
  double centre_y = 0.5;
  double angle = 0;     // radians, clockwise as seen (the rows run downwards)
  bool flip_x = false;  // left and right exchanged
  bool flip_y = false;
  float brightness = 0;
  float contrast = 1;
  float hue = 0;
  float saturation = 1;
  std::array<float, 3> gain{1, 1, 1};
  float gamma = 1;
  bool blur = false;
};

Augmentation draw(const AugmentRanges& ranges, Random& random);

// `bytes`: a square image, `side` x `side` x R,G,B. Writes rule.width x rule.width x 3 floats
// (rows, columns, R,G,B: what libtorch calls channels last), as `rule` (a square
// input of R,G,B in 0..1) has them apart from layout and crop. Geometry: bilinear between pixel
// centres. Colours in the order constancy (of `rule`), gain, gamma, brightness, contrast, hue,
// saturation, as tf.image has the last four; values are held to 0..1 after them.
void augment(std::span<const std::uint8_t> bytes, int side, const Augmentation& how, Fill fill,
             const InputRule& rule, std::span<float> out);

// R,G,B in 0..1 with the HSV hue turned by `hue` (parts of the circle) and the HSV saturation
// multiplied by `saturation` and held to 0..1.
std::array<float, 3> shift_hue_saturation(std::array<float, 3> rgb, float hue, float saturation);

}  // namespace lesion
