// Anti-aliased drawing into planes of coverage.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace lesion::synth {

struct Point {
  double x = 0;
  double y = 0;
};

// One value a pixel, rows from the top, usually the share of the pixel that a thing covers (0..1).
struct Plane {
  Plane(int w, int h)
      : width(w), height(h), values(static_cast<std::size_t>(w) * static_cast<std::size_t>(h)) {}

  float& at(int x, int y) {
    return values[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                  static_cast<std::size_t>(x)];
  }
  float at(int x, int y) const {
    return values[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                  static_cast<std::size_t>(x)];
  }

  int width;
  int height;
  std::vector<float> values;
};

// A point of a stroke, in pixels (pixel (0,0) covers [0,1) x [0,1)).
struct StrokePoint {
  double x = 0;
  double y = 0;
  double radius = 0;  // half the stroke's width there
};

// Raises `plane` to the coverage of a round-ended stroke through `points`, times `strength`. The
// edge is `softness` pixels wide; coverage is 0.5 exactly on the stroke's outline.
void draw_stroke(Plane& plane, std::span<const StrokePoint> points, double strength = 1.0,
                 double softness = 1.0);

// The same for a disc.
void draw_disc(Plane& plane, Point centre, double radius, double softness = 1.0);

// 255 where the value is at least `threshold`, else 0.
std::vector<std::uint8_t> mask_of(const Plane& plane, float threshold = 0.5f);

// Distance in pixels from each pixel's centre to the nearest centre of a pixel where `mask` is 255
// (exact Euclidean transform, Felzenszwalb and Huttenlocher 2012); very large where there is none.
std::vector<double> distance_to(std::span<const std::uint8_t> mask, int width, int height);

}  // namespace lesion::synth
