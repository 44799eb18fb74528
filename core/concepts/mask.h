// Masks of what stands on an image, and how far two of them agree.
#pragma once

#include <cstdint>
#include <vector>

#include "core/image/image.h"

namespace lesion {

// One byte a pixel, rows from the top: 255 where the thing is, else 0.
struct Mask {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> pixels;

  bool at(int x, int y) const {
    return pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                  static_cast<std::size_t>(x)] != 0;
  }
};

// Where a mask's pixels lie.
struct MaskSummary {
  std::int64_t area = 0;  // pixels; 0: the mask is empty and all below is 0
  double share = 0;       // of the image's area
  double centroid_x = 0;  // continuous pixel coordinates (see Rect)
  double centroid_y = 0;
  Rect box;                   // the smallest that holds all of them
  bool touches_edge = false;  // a pixel lies in the image's outermost row or column
};

MaskSummary summarise(const Mask& mask);

// Jaccard index: pixels in both / pixels in either, 1 where both are empty.
// 0 for masks of different sizes.
double jaccard(const Mask& a, const Mask& b);

// The first channel of `image`, bright from 128 on: a mask file as it was decoded.
Mask mask_from(const Image& image);

}  // namespace lesion
