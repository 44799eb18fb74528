// A round brush that goes from place to place, as image and masks are painted with it.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace lesion {

// The brush goes in a straight line from x0, y0 to x1, y1; pixels of the image, continuous (see
// Rect).
struct StrokePiece {
  double x0 = 0;
  double y0 = 0;
  double x1 = 0;
  double y1 = 0;
  double radius = 0;
};

// Floats that tell a piece: its members in their order.
inline constexpr std::size_t kPieceFloats = 5;

// Nothing where there are fewer than kPieceFloats, one of those is not finite, or the radius is not
// above 0.
std::optional<StrokePiece> stroke_piece(std::span<const float> floats);

// Whole pixels: from x, y up to and without right, bottom.
struct PixelWindow {
  int x = 0;
  int y = 0;
  int right = 0;
  int bottom = 0;

  int width() const { return right - x; }
  int height() const { return bottom - y; }
  bool empty() const { return right <= x || bottom <= y; }
};

// The pixels of an image of width x height that a piece may touch; empty where it touches none.
PixelWindow bounds_of(const StrokePiece& piece, int width, int height);

// The middle of the pixel x, y is within the radius of the piece's line.
bool touches(const StrokePiece& piece, int x, int y);

}  // namespace lesion
