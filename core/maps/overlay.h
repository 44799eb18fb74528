// The overlay's reference: the shader (shaders/overlay.frag) must draw what stands here within
// 2/255 per channel.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "core/image/image.h"
#include "core/maps/feature_maps.h"

namespace lesion {

enum class Interpolation { kSmooth, kExact };

struct OverlayStyle {
  float opacity = 0.7f;  // 0..1, at full response
  Interpolation interpolation = Interpolation::kSmooth;
  Scale scale;
};

// sRGB of the paper's transparent green at position t (0..1) of the scale, straight alpha in the
// fourth place (0..1, before opacity): darker green = higher activation (paper, Fig. 1), and more
// opaque, so that no response leaves the picture as it is.
//   colour = light + (dark - light) * t,  light = (120, 220, 120)/255, dark = (0, 100, 0)/255
//   alpha  = t
std::array<float, 4> overlay_colour(float t);

// `base` (sRGB bytes) with the overlay blended over it: out = base * (1 - a) + colour * a with
// a = alpha * opacity, on the sRGB values as they stand, rounded to nearest.
std::array<std::uint8_t, 3> blend_overlay(std::array<std::uint8_t, 3> base, float t, float opacity);

// `image` with the map of one filter (width x height cells) laid over `region` (in the picture's
// pixel coordinates), sampled at pixel centres; pixels whose centre is outside stay untouched.
Image overlay_reference(const Image& image, const Rect& region, std::span<const float> map,
                        int map_width, int map_height, const OverlayStyle& style);

}  // namespace lesion
