// A drag of a round brush over the image, wherever something is painted by hand.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "wasm/viewer/state/geometry.h"

namespace lesion::viewer {

// Guards against a hand that never rests.
inline constexpr std::size_t kMostStrokes = 200;
inline constexpr std::size_t kMostStrokePoints = 400;

// Sizes of the brush: its radius as a part of the side of what the network sees.
inline constexpr std::array<double, 5> kBrushParts = {0.0125, 0.025, 0.05, 0.1, 0.2};
inline constexpr std::size_t kBrushSizes = kBrushParts.size();
// Image pixels, at least one.
double brush_radius(double side, std::size_t size);
// A size so many steps larger or smaller, as far as there are some.
std::size_t stepped_brush(std::size_t size, int by);

// Places of its middle, image pixels; never without the first.
struct Stroke {
  double radius = 1;
  std::vector<Point> points;
};

// The stroke goes on by so many image pixels. A slow hand fills no list: what is hardly beside the
// place before moves that one. False, and nothing has changed, where the stroke is full or a number
// is not finite.
bool go_on(Stroke& stroke, double dx, double dy);

// Of each straight piece of the stroke x0, y0, x1, y1 and the radius (core/image/stroke.h), then
// `last` where that is not null, behind what `floats` has.
void append_pieces(const Stroke& stroke, const float* last, std::vector<float>& floats);

// `at` moved by so many radii, held on an image of that size.
Point stepped_aim(const Point& at, int x, int y, double radius, Size image);

}  // namespace lesion::viewer
