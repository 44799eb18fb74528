#include "core/image/stroke.h"

#include <algorithm>
#include <cmath>

namespace lesion {
namespace {

int held(double value, int most) {
  return static_cast<int>(std::clamp(value, 0.0, static_cast<double>(most)));
}

}  // namespace

std::optional<StrokePiece> stroke_piece(std::span<const float> floats) {
  if (floats.size() < kPieceFloats) return std::nullopt;
  const auto own = floats.first(kPieceFloats);
  const bool good = std::all_of(own.begin(), own.end(), [](float v) { return std::isfinite(v); });
  if (!good || own[4] <= 0) return std::nullopt;
  return StrokePiece{own[0], own[1], own[2], own[3], own[4]};
}

PixelWindow bounds_of(const StrokePiece& piece, int width, int height) {
  return {held(std::floor(std::min(piece.x0, piece.x1) - piece.radius), width),
          held(std::floor(std::min(piece.y0, piece.y1) - piece.radius), height),
          held(std::ceil(std::max(piece.x0, piece.x1) + piece.radius), width),
          held(std::ceil(std::max(piece.y0, piece.y1) + piece.radius), height)};
}

bool touches(const StrokePiece& piece, int x, int y) {
  const double px = x + 0.5;
  const double py = y + 0.5;
  const double dx = piece.x1 - piece.x0;
  const double dy = piece.y1 - piece.y0;
  const double length2 = dx * dx + dy * dy;
  const double t =
      length2 > 0 ? std::clamp(((px - piece.x0) * dx + (py - piece.y0) * dy) / length2, 0.0, 1.0)
                  : 0.0;
  const double ox = px - piece.x0 - t * dx;
  const double oy = py - piece.y0 - t * dy;
  return ox * ox + oy * oy <= piece.radius * piece.radius;
}

}  // namespace lesion
