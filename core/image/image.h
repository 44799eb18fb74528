// Images in memory and rectangles on them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace lesion {

// 8-bit sRGB image, rows from the top, pixels interleaved R,G,B: value of channel c at column x,
// row y is rgb[(y * width + x) * 3 + c]. Always upright: orientation has been applied.
struct Image {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> rgb;

  bool empty() const { return rgb.empty(); }
};

// A rectangle in continuous pixel coordinates: pixel (0,0) covers [0,1) x [0,1), its centre is at
// (0.5, 0.5).
struct Rect {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;

  bool operator==(const Rect&) const = default;
};

// Planar floats, channel after channel: value of channel c at (x, y) is
// values[(c * height + y) * width + x], the C,H,W order that networks read.
struct FloatImage {
  int channels = 0;
  int height = 0;
  int width = 0;
  std::vector<float> values;
};

}  // namespace lesion
