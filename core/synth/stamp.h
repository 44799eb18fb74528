// A ruler, hair, ink and the like laid on a photograph where a hand wants it: a probe for what a
// network makes of things that are not the lesion. The result is a drawing, and no photograph.
#pragma once

#include <array>
#include <cstdint>

#include "core/image/image.h"
#include "core/synth/plane.h"

namespace lesion::synth {

enum class Stamp { kHair, kRuler, kInk, kPatch, kBubble, kDarkCorner };
// As core/concepts calls what is found of them.
inline constexpr std::array<const char*, 6> kStampNames = {"hair",  "ruler",  "ink",
                                                           "patch", "bubble", "dark_corner"};

struct LaidStamp {
  Stamp what = Stamp::kHair;
  Point at;         // its middle, image pixels; of dark corners the middle of what stays light
  double side = 1;  // image pixels, above 0, at most kLargestStampSide: a thing is drawn as large
                    // as on a square of that side
  std::uint64_t seed = 1;
};
inline constexpr double kLargestStampSide = 1e5;
// It is drawn on a copy of what it touches of at most this many pixels a side, so that memory and
// time are bounded whatever the image (core/synth/scene.h takes 24 bytes a pixel).
inline constexpr int kStampPixels = 1024;

// From about here on it leaves an image alone: distance from `at` in sides, along an axis.
double stamp_reach(Stamp what);

// A part of an image in whole pixels; width 0: none.
struct PixelPart {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
};
// Which part of an image of this size it may touch: none where it lies beyond the image, or where
// its numbers are not finite or out of range. Dark corners touch all of it.
PixelPart stamp_part(const LaidStamp& stamp, int width, int height);

// Lays it on the image, as core/synth/scene.h draws it; no pixel outside stamp_part() changes.
// Where that is larger than kStampPixels, fine texture is kept beside what is opaque.
void lay_stamp(Image& image, const LaidStamp& stamp);

}  // namespace lesion::synth
