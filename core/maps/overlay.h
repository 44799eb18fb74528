// The overlay's reference: the shader (shaders/overlay.frag) must draw what stands here within
// 2/255 per channel.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "core/image/image.h"
#include "core/maps/feature_maps.h"

namespace lesion {

enum class Interpolation { kSmooth, kExact };

// kGreen: the paper's. kBlueYellow: dark blue to light yellow, whose lightness alone tells low from
// high, whatever the colour vision.
// kSigned: for maps with a sign, whose scale's middle is 0: orange above it, blue below, and the
// more opaque the further from it, so that 0 leaves the image as it is.
enum class OverlayPalette { kGreen, kBlueYellow, kSigned };

struct OverlayStyle {
  float opacity = 0.7f;  // 0..1, at full response
  Interpolation interpolation = Interpolation::kSmooth;
  Scale scale;
  OverlayPalette palette = OverlayPalette::kGreen;
  std::vector<float> contours = {};  // positions of the scale (above 0, at most 1) to draw lines at
  float contour_width = 1;           // pixels, on each side of the line
  bool fill = true;                  // false: lines only
};

// sRGB of the paper's transparent green at position t (0..1) of the scale, straight alpha in the
// fourth place (0..1, before opacity): darker green = higher activation (paper, Fig. 1), and more
// opaque, so that no response leaves the image as it is.
//   colour = light + (dark - light) * t,  light = (120, 220, 120)/255, dark = (0, 100, 0)/255
//   alpha  = t
std::array<float, 4> overlay_colour(float t);

// The same for each palette: kBlueYellow runs from (0, 70, 180)/255 to (255, 225, 40)/255; kSigned
// is (255, 140, 20)/255 from the middle on, (40, 120, 255)/255 below it, alpha = |2 t - 1|.
std::array<float, 4> overlay_colour(float t, OverlayPalette palette);

// A contour line is two-toned, so that it is seen on pale skin and on dark lesions alike: light
// where the response has reached the level, dark on the other side.
enum class ContourSide { kNone, kReached, kBelow };

// Whether a pixel at position `t` of the scale lies on a line: it and one of its four `neighbours`
// (contour_width pixels to the left, right, above and below) are on different sides of a level.
// Where it has reached one level and lies below another, the light side wins.
ContourSide contour_side(float t, const std::array<float, 4>& neighbours,
                         std::span<const float> levels);

// Straight sRGB and alpha of a line's sides: white at 0.9, black at 0.55; nothing for kNone.
std::array<float, 4> contour_colour(ContourSide side);

// `base` (sRGB bytes) with the overlay blended over it: out = base * (1 - a) + colour * a with
// a = alpha * opacity, on the sRGB values as they stand, rounded to nearest.
std::array<std::uint8_t, 3> blend_overlay(std::array<std::uint8_t, 3> base, float t, float opacity,
                                          OverlayPalette palette = OverlayPalette::kGreen);

// `image` with the map of one filter (width x height cells) laid over `region` (in the image's
// pixel coordinates), sampled at pixel centres; pixels whose centre is outside stay untouched.
// Lines are laid over the fill, whatever the opacity.
Image overlay_reference(const Image& image, const Rect& region, std::span<const float> map,
                        int map_width, int map_height, const OverlayStyle& style);

}  // namespace lesion
