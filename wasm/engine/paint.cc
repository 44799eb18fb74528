#include "wasm/engine/paint.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/image/fill.h"

namespace lesion::engine {
namespace {

// Whole pixels: from x, y up to and without right, bottom.
struct Window {
  int x = 0;
  int y = 0;
  int right = 0;
  int bottom = 0;

  int width() const { return right - x; }
  int height() const { return bottom - y; }
  bool empty() const { return right <= x || bottom <= y; }
};

struct Piece {
  double x0, y0, x1, y1, radius;
};

int held(double value, int most) {
  return static_cast<int>(std::clamp(value, 0.0, static_cast<double>(most)));
}

Window bounds_of(const Piece& piece, const Image& image) {
  return {held(std::floor(std::min(piece.x0, piece.x1) - piece.radius), image.width),
          held(std::floor(std::min(piece.y0, piece.y1) - piece.radius), image.height),
          held(std::ceil(std::max(piece.x0, piece.x1) + piece.radius), image.width),
          held(std::ceil(std::max(piece.y0, piece.y1) + piece.radius), image.height)};
}

std::vector<Piece> read_pieces(std::span<const float> floats) {
  std::vector<Piece> pieces;
  for (std::size_t i = 0; i + kPieceFloats <= floats.size(); i += kPieceFloats) {
    const auto one = floats.subspan(i, kPieceFloats);
    const bool good = std::all_of(one.begin(), one.end(), [](float v) { return std::isfinite(v); });
    if (!good || one[4] <= 0) continue;
    pieces.push_back({one[0], one[1], one[2], one[3], one[4]});
  }
  return pieces;
}

// The square of the distance from (x, y) to the piece's line.
double distance2(const Piece& piece, double x, double y) {
  const double dx = piece.x1 - piece.x0;
  const double dy = piece.y1 - piece.y0;
  const double length2 = dx * dx + dy * dy;
  const double t = length2 > 0
                       ? std::clamp(((x - piece.x0) * dx + (y - piece.y0) * dy) / length2, 0.0, 1.0)
                       : 0.0;
  const double ox = x - piece.x0 - t * dx;
  const double oy = y - piece.y0 - t * dy;
  return ox * ox + oy * oy;
}

Image cut(const Image& image, const Window& window) {
  Image part{window.width(), window.height(), {}};
  const auto row = static_cast<std::size_t>(part.width) * 3;
  part.rgb.resize(row * static_cast<std::size_t>(part.height));
  for (int y = 0; y < part.height; ++y) {
    const auto from =
        (static_cast<std::size_t>(window.y + y) * static_cast<std::size_t>(image.width) +
         static_cast<std::size_t>(window.x)) *
        3;
    std::copy_n(image.rgb.begin() + static_cast<std::ptrdiff_t>(from), row,
                part.rgb.begin() + static_cast<std::ptrdiff_t>(row * static_cast<std::size_t>(y)));
  }
  return part;
}

}  // namespace

void put_part(Image& image, int x, int y, const Image& part) {
  if (x < 0 || y < 0 || part.width > image.width - x || part.height > image.height - y) return;
  const auto row = static_cast<std::size_t>(part.width) * 3;
  for (int line = 0; line < part.height; ++line) {
    const auto to = (static_cast<std::size_t>(y + line) * static_cast<std::size_t>(image.width) +
                     static_cast<std::size_t>(x)) *
                    3;
    std::copy_n(
        part.rgb.begin() + static_cast<std::ptrdiff_t>(row * static_cast<std::size_t>(line)), row,
        image.rgb.begin() + static_cast<std::ptrdiff_t>(to));
  }
}

std::optional<PaintedOver> paint_over(const Image& image, std::span<const float> floats) {
  if (image.empty()) return std::nullopt;
  const std::vector<Piece> pieces = read_pieces(floats);
  Window touched{image.width, image.height, 0, 0};
  for (const Piece& piece : pieces) {
    const Window one = bounds_of(piece, image);
    if (one.empty()) continue;
    touched = {std::min(touched.x, one.x), std::min(touched.y, one.y),
               std::max(touched.right, one.right), std::max(touched.bottom, one.bottom)};
  }
  if (touched.empty()) return std::nullopt;
  // What surrounds it is seen from a window; its texture is not continued, its colours are.
  const int wide = touched.width();
  const int high = touched.height();
  const Window window{std::max(0, touched.x - wide), std::max(0, touched.y - high),
                      std::min(image.width, touched.right + wide),
                      std::min(image.height, touched.bottom + high)};
  std::vector<std::uint8_t> marked(static_cast<std::size_t>(window.width()) *
                                   static_cast<std::size_t>(window.height()));
  bool any = false;
  for (const Piece& piece : pieces) {
    const Window one = bounds_of(piece, image);
    const double reach = piece.radius * piece.radius;
    for (int y = one.y; y < one.bottom; ++y) {
      for (int x = one.x; x < one.right; ++x) {
        if (distance2(piece, x + 0.5, y + 0.5) > reach) continue;
        any = true;
        marked[static_cast<std::size_t>(y - window.y) * static_cast<std::size_t>(window.width()) +
               static_cast<std::size_t>(x - window.x)] = 1;
      }
    }
  }
  if (!any) return std::nullopt;
  const Image filled = filled_from_surroundings(cut(image, window), marked);
  const Window inside{touched.x - window.x, touched.y - window.y, touched.right - window.x,
                      touched.bottom - window.y};
  return PaintedOver{touched.x, touched.y, cut(image, touched), cut(filled, inside)};
}

}  // namespace lesion::engine
