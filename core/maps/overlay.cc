#include "core/maps/overlay.h"

#include <algorithm>
#include <cmath>

namespace lesion {

std::array<float, 4> overlay_colour(float t) {
  t = std::clamp(t, 0.0f, 1.0f);
  return {(120.0f + (0.0f - 120.0f) * t) / 255.0f, (220.0f + (100.0f - 220.0f) * t) / 255.0f,
          (120.0f + (0.0f - 120.0f) * t) / 255.0f, t};
}

std::array<float, 4> overlay_colour(float t, OverlayPalette palette) {
  if (palette == OverlayPalette::kGreen) return overlay_colour(t);
  t = std::clamp(t, 0.0f, 1.0f);
  if (palette == OverlayPalette::kSigned) {
    const float alpha = std::fabs(2 * t - 1);
    if (t >= 0.5f) return {255.0f / 255, 140.0f / 255, 20.0f / 255, alpha};
    return {40.0f / 255, 120.0f / 255, 255.0f / 255, alpha};
  }
  return {(0.0f + (255.0f - 0.0f) * t) / 255.0f, (70.0f + (225.0f - 70.0f) * t) / 255.0f,
          (180.0f + (40.0f - 180.0f) * t) / 255.0f, t};
}

ContourSide contour_side(float t, const std::array<float, 4>& neighbours,
                         std::span<const float> levels) {
  const auto [least, greatest] = std::minmax_element(neighbours.begin(), neighbours.end());
  ContourSide side = ContourSide::kNone;
  for (const float level : levels) {
    if (t >= level && *least < level) return ContourSide::kReached;
    if (t < level && *greatest >= level) side = ContourSide::kBelow;
  }
  return side;
}

std::array<float, 4> contour_colour(ContourSide side) {
  if (side == ContourSide::kReached) return {1, 1, 1, 0.9f};
  if (side == ContourSide::kBelow) return {0, 0, 0, 0.55f};
  return {0, 0, 0, 0};
}

namespace {

std::array<std::uint8_t, 3> blend(std::array<std::uint8_t, 3> base,
                                  const std::array<float, 4>& colour, float opacity) {
  const float alpha = colour[3] * std::clamp(opacity, 0.0f, 1.0f);
  std::array<std::uint8_t, 3> out{};
  for (std::size_t c = 0; c < 3; ++c) {
    const float mixed = static_cast<float>(base[c]) * (1 - alpha) + colour[c] * 255.0f * alpha;
    out[c] = static_cast<std::uint8_t>(std::clamp(std::floor(mixed + 0.5f), 0.0f, 255.0f));
  }
  return out;
}

}  // namespace

std::array<std::uint8_t, 3> blend_overlay(std::array<std::uint8_t, 3> base, float t, float opacity,
                                          OverlayPalette palette) {
  return blend(base, overlay_colour(t, palette), opacity);
}

Image overlay_reference(const Image& image, const Rect& region, std::span<const float> map,
                        int map_width, int map_height, const OverlayStyle& style) {
  Image result = image;
  if (map_width <= 0 || map_height <= 0 || !(region.width > 0) || !(region.height > 0)) {
    return result;
  }
  const auto response = [&](float u, float v) {
    u = std::clamp(u, 0.0f, 1.0f);
    v = std::clamp(v, 0.0f, 1.0f);
    const float value = style.interpolation == Interpolation::kSmooth
                            ? sample_smooth(map, map_width, map_height, u, v)
                            : sample_exact(map, map_width, map_height, u, v);
    return scaled(value, style.scale);
  };
  const auto step_u = static_cast<float>(style.contour_width / region.width);
  const auto step_v = static_cast<float>(style.contour_width / region.height);
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      const auto u = static_cast<float>((x + 0.5 - region.x) / region.width);
      const auto v = static_cast<float>((y + 0.5 - region.y) / region.height);
      if (u < 0 || u >= 1 || v < 0 || v >= 1) continue;
      const float t = response(u, v);
      std::uint8_t* pixel =
          result.rgb.data() + (static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) +
                               static_cast<std::size_t>(x)) *
                                  3;
      std::array<std::uint8_t, 3> mixed{pixel[0], pixel[1], pixel[2]};
      if (style.fill) mixed = blend(mixed, overlay_colour(t, style.palette), style.opacity);
      if (!style.contours.empty()) {
        const std::array<float, 4> neighbours = {response(u - step_u, v), response(u + step_u, v),
                                                 response(u, v - step_v), response(u, v + step_v)};
        mixed = blend(mixed, contour_colour(contour_side(t, neighbours, style.contours)), 1);
      }
      std::copy(mixed.begin(), mixed.end(), pixel);
    }
  }
  return result;
}

}  // namespace lesion
