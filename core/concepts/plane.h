// Small images of one value a pixel, and what the concepts are found with on them: smoothing,
// closing, distances, connected parts. Additions, multiplications, comparisons and square roots in
// a stated order only: the same bits natively and in WebAssembly.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "core/concepts/mask.h"

namespace lesion {

// Rows from the top: the value at column x, row y is values[y * width + x].
struct Plane {
  Plane() = default;
  Plane(int w, int h, float value = 0)
      : width(w),
        height(h),
        values(static_cast<std::size_t>(w) * static_cast<std::size_t>(h), value) {}

  std::size_t index(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
           static_cast<std::size_t>(x);
  }
  float& at(int x, int y) { return values[index(x, y)]; }
  float at(int x, int y) const { return values[index(x, y)]; }
  bool holds(int x, int y) const { return x >= 0 && y >= 0 && x < width && y < height; }
  std::size_t size() const { return values.size(); }

  int width = 0;
  int height = 0;
  std::vector<float> values;
};

// Mean over the square of (2 * radius + 1)^2 pixels about each, as much of it as lies on the plane.
Plane box_mean(const Plane& plane, int radius);

// Greatest (least) value of that square.
Plane dilated(const Plane& plane, int radius);
Plane eroded(const Plane& plane, int radius);

// Dark lines and spots narrower than the square are filled: eroded(dilated()).
Plane closed(const Plane& plane, int radius);
// Bright ones are taken away: dilated(eroded()).
Plane opened(const Plane& plane, int radius);

// Distance in pixels, centre to centre, from each pixel to the nearest one above `threshold`
// (Felzenszwalb and Huttenlocher 2012); 1e6 where there is none.
Plane distance_to(const Plane& plane, float threshold);

// A connected part of what is above a threshold.
struct PlanePart {
  std::vector<std::size_t> pixels;  // indices into the plane's values
  double x = 0;                     // mean of the pixels' centres
  double y = 0;
  // Square roots of the greater and lesser eigenvalue of their covariance, and the direction of the
  // greater (unit vector): an even line of length l has major = l / sqrt(12).
  double major = 0;
  double minor = 0;
  double along_x = 1;
  double along_y = 0;
  int left = 0;  // the outermost columns and rows that it reaches
  int top = 0;
  int right = 0;
  int bottom = 0;

  double length() const;  // 3.46 * major
};

// The parts above `threshold`, connected by sides or corners, in the order of their first pixel.
std::vector<PlanePart> parts_of(const Plane& plane, float threshold);

// Value below which the part `share` (0..1) of `values` lies: the one at place floor(share * n) of
// the sorted values, held within them; 0 of none. `values` is reordered.
float quantile(std::vector<float>& values, double share);

// 0 below low, 1 above high, linear between.
float ramp(float value, float low, float high);

// `plane` at width x height: bilinear between centres where it grows; where it shrinks, the mean of
// the part that each pixel covers.
Plane resized(const Plane& plane, int width, int height);
// The same of a plane that is 1 where `mask` is marked, else 0, without making one of its size.
Plane resized(const Mask& mask, int width, int height);

}  // namespace lesion
