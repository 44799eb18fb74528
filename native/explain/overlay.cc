#include "native/explain/overlay.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <string>

#include "core/image/resample.h"
#include "core/maps/feature_maps.h"
#include "core/maps/overlay.h"

namespace lesion {
namespace {

constexpr float kOpacity = 0.7f;
constexpr std::array<float, 3> kFor{230, 110, 0};
constexpr std::array<float, 3> kAgainst{0, 70, 180};

}  // namespace

float explanation_scale(const Explanation& explanation) {
  float scale = 0;
  for (const float value : explanation.values) scale = std::max(scale, std::abs(value));
  return scale;
}

Image explanation_overlay(const Image& image, const Rect& region, const Explanation& explanation) {
  const int longer = std::max(explanation.width, explanation.height);
  const double by = std::max(1.0, static_cast<double>(kOverlaySide) / longer);
  const int width = static_cast<int>(std::lround(explanation.width * by));
  const int height = static_cast<int>(std::lround(explanation.height * by));
  Image overlay = resample_to_bytes(image, region, width, height);
  const float scale = explanation_scale(explanation);
  if (overlay.empty() || !(scale > 0)) return overlay;
  for (int y = 0; y < height; ++y) {
    const float v = (static_cast<float>(y) + 0.5f) / static_cast<float>(height);
    for (int x = 0; x < width; ++x) {
      const float u = (static_cast<float>(x) + 0.5f) / static_cast<float>(width);
      const float value =
          sample_smooth(explanation.values, explanation.width, explanation.height, u, v) / scale;
      auto* pixel = overlay.rgb.data() + static_cast<std::size_t>(y * width + x) * 3;
      const float t = std::min(1.0f, std::abs(value));
      if (!explanation.has_sign) {
        const auto mixed = blend_overlay({pixel[0], pixel[1], pixel[2]}, t, kOpacity);
        std::copy(mixed.begin(), mixed.end(), pixel);
        continue;
      }
      const auto& colour = value > 0 ? kFor : kAgainst;
      for (std::size_t c = 0; c < 3; ++c) {
        const float base = pixel[c];
        pixel[c] = static_cast<std::uint8_t>(std::lround(base + (colour[c] - base) * t * kOpacity));
      }
    }
  }
  return overlay;
}

Image enlarged_picture(const Image& made) {
  const int by = std::max(1, (kOverlaySide + std::max(made.width, made.height) - 1) /
                                 std::max({made.width, made.height, 1}));
  Image picture{made.width * by, made.height * by, {}};
  picture.rgb.reserve(made.rgb.size() * static_cast<std::size_t>(by * by));
  for (int y = 0; y < picture.height; ++y) {
    for (int x = 0; x < picture.width; ++x) {
      const auto* pixel =
          made.rgb.data() + static_cast<std::size_t>(y / by * made.width + x / by) * 3;
      picture.rgb.insert(picture.rgb.end(), pixel, pixel + 3);
    }
  }
  return picture;
}

std::vector<std::uint8_t> explanation_npy(const Explanation& explanation) {
  const auto& values = explanation.made.empty() ? explanation.values : explanation.made;
  std::string header =
      "{'descr': '<f4', 'fortran_order': False, 'shape': (" + std::to_string(explanation.height) +
      ", " + std::to_string(explanation.width) + (explanation.made.empty() ? "), }" : ", 3), }");
  constexpr std::size_t kBefore = 10;  // magic, version, length
  while ((kBefore + header.size() + 1) % 64 != 0) header += ' ';
  header += '\n';
  std::vector<std::uint8_t> bytes{0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  bytes.push_back(static_cast<std::uint8_t>(header.size() & 255u));
  bytes.push_back(static_cast<std::uint8_t>(header.size() >> 8));
  bytes.insert(bytes.end(), header.begin(), header.end());
  const std::size_t start = bytes.size();
  bytes.resize(start + values.size() * sizeof(float));
  if (!values.empty()) {
    std::memcpy(bytes.data() + start, values.data(), values.size() * sizeof(float));
  }
  return bytes;
}

}  // namespace lesion
