// An image made for the engine's tests.
#pragma once

#include <cstdint>

#include "core/image/image.h"

namespace lesion::engine {

// Every pixel its own colour, so that a row or column out of place shows.
inline Image patterned(int width, int height) {
  Image image{width, height, {}};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      image.rgb.push_back(static_cast<std::uint8_t>((x * 7) % 256));
      image.rgb.push_back(static_cast<std::uint8_t>((y * 5) % 256));
      image.rgb.push_back(static_cast<std::uint8_t>((x + y) % 256));
    }
  }
  return image;
}

}  // namespace lesion::engine
