#include "core/maps/overlay.h"

#include <algorithm>
#include <cmath>

namespace lesion {

std::array<float, 4> overlay_colour(float t) {
  t = std::clamp(t, 0.0f, 1.0f);
  return {(120.0f + (0.0f - 120.0f) * t) / 255.0f, (220.0f + (100.0f - 220.0f) * t) / 255.0f,
          (120.0f + (0.0f - 120.0f) * t) / 255.0f, t};
}

std::array<std::uint8_t, 3> blend_overlay(std::array<std::uint8_t, 3> base, float t,
                                          float opacity) {
  const std::array<float, 4> colour = overlay_colour(t);
  const float alpha = colour[3] * std::clamp(opacity, 0.0f, 1.0f);
  std::array<std::uint8_t, 3> out{};
  for (std::size_t c = 0; c < 3; ++c) {
    const float mixed = static_cast<float>(base[c]) * (1 - alpha) + colour[c] * 255.0f * alpha;
    out[c] = static_cast<std::uint8_t>(std::clamp(std::floor(mixed + 0.5f), 0.0f, 255.0f));
  }
  return out;
}

Image overlay_reference(const Image& image, const Rect& region, std::span<const float> map,
                        int map_width, int map_height, const OverlayStyle& style) {
  Image result = image;
  if (map_width <= 0 || map_height <= 0 || !(region.width > 0) || !(region.height > 0)) {
    return result;
  }
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      const auto u = static_cast<float>((x + 0.5 - region.x) / region.width);
      const auto v = static_cast<float>((y + 0.5 - region.y) / region.height);
      if (u < 0 || u >= 1 || v < 0 || v >= 1) continue;
      const float value = style.interpolation == Interpolation::kSmooth
                              ? sample_smooth(map, map_width, map_height, u, v)
                              : sample_exact(map, map_width, map_height, u, v);
      std::uint8_t* pixel =
          result.rgb.data() + (static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) +
                               static_cast<std::size_t>(x)) *
                                  3;
      const auto mixed =
          blend_overlay({pixel[0], pixel[1], pixel[2]}, scaled(value, style.scale), style.opacity);
      std::copy(mixed.begin(), mixed.end(), pixel);
    }
  }
  return result;
}

}  // namespace lesion
