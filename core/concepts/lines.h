// Thin dark and light lines: what hair and the marks of rulers are made of.
#pragma once

#include <vector>

#include "core/concepts/concept_image.h"

namespace lesion {

struct LineMap {
  // How much darker (lighter) a pixel is than what a line or spot here covers, in grey values.
  Plane depth;
  // Mean of the depth, held at kDeepest, along the straight piece through the pixel along which it
  // is greatest, less the mean along its two neighbours at both sides. 0 where the depth is less
  // than 4.
  Plane strength;
  // That piece's direction: k * pi / kLineDirections from the x axis, y downwards; -1 elsewhere.
  std::vector<signed char> direction;
};

inline constexpr int kLineDirections = 16;
inline constexpr float kDeepest = 40;

// Lines up to `width` wide, seen over pieces 2 * `reach` long, against neighbours `aside` away
// (all in parts of the shorter side).
struct LineScale {
  double width = 0.024;
  double reach = 0.036;
  double aside = 0.018;
};

LineMap dark_lines(const ConceptImage& image, const LineScale& scale = {});
LineMap light_lines(const ConceptImage& image, const LineScale& scale = {});

// The lines' own pixels, 0..1: where the strength is at least 3 and 0.8 of the mean depth within
// `around` pixels (the meshes of a pigment network and rough skin are all lines), how deep it is in
// parts of the deepest such place within `width` pixels.
Plane line_cover(const LineMap& lines, int width, int around);

// Cosine and sine of k * pi / kLineDirections.
struct LineDirection {
  double x = 1;
  double y = 0;
};
LineDirection line_direction(int k);

}  // namespace lesion
