// Images and files that tests make for themselves.
#pragma once

#include <cstdint>
#include <vector>

#include "core/image/image.h"

namespace lesion::testing {

inline Image filled(int width, int height, std::uint8_t r, std::uint8_t g, std::uint8_t b) {
  Image image{width, height, {}};
  for (int i = 0; i < width * height; ++i) image.rgb.insert(image.rgb.end(), {r, g, b});
  return image;
}

// Pixel (x, y) = (10 x, 10 y, 7): every place is told from every other, in small images.
inline Image ramp(int width, int height) {
  Image image{width, height, {}};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      image.rgb.insert(image.rgb.end(),
                       {static_cast<std::uint8_t>(10 * x), static_cast<std::uint8_t>(10 * y), 7});
    }
  }
  return image;
}

}  // namespace lesion::testing
