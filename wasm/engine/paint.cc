#include "wasm/engine/paint.h"

#include <algorithm>
#include <vector>

#include "core/image/fill.h"

namespace lesion::engine {
namespace {

std::vector<StrokePiece> read_pieces(std::span<const float> floats) {
  std::vector<StrokePiece> pieces;
  for (std::size_t i = 0; i + kPieceFloats <= floats.size(); i += kPieceFloats) {
    const auto piece = stroke_piece(floats.subspan(i, kPieceFloats));
    if (piece) pieces.push_back(*piece);
  }
  return pieces;
}

Image cut(const Image& image, const PixelWindow& window) {
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
  const std::vector<StrokePiece> pieces = read_pieces(floats);
  PixelWindow touched{image.width, image.height, 0, 0};
  for (const StrokePiece& piece : pieces) {
    const PixelWindow one = bounds_of(piece, image.width, image.height);
    if (one.empty()) continue;
    touched = {std::min(touched.x, one.x), std::min(touched.y, one.y),
               std::max(touched.right, one.right), std::max(touched.bottom, one.bottom)};
  }
  if (touched.empty()) return std::nullopt;
  // What surrounds it is seen from a window; its texture is not continued, its colours are.
  const int wide = touched.width();
  const int high = touched.height();
  const PixelWindow window{std::max(0, touched.x - wide), std::max(0, touched.y - high),
                           std::min(image.width, touched.right + wide),
                           std::min(image.height, touched.bottom + high)};
  std::vector<std::uint8_t> marked(static_cast<std::size_t>(window.width()) *
                                   static_cast<std::size_t>(window.height()));
  bool any = false;
  for (const StrokePiece& piece : pieces) {
    const PixelWindow one = bounds_of(piece, image.width, image.height);
    for (int y = one.y; y < one.bottom; ++y) {
      for (int x = one.x; x < one.right; ++x) {
        if (!touches(piece, x, y)) continue;
        any = true;
        marked[static_cast<std::size_t>(y - window.y) * static_cast<std::size_t>(window.width()) +
               static_cast<std::size_t>(x - window.x)] = 1;
      }
    }
  }
  if (!any) return std::nullopt;
  const Image filled = filled_from_surroundings(cut(image, window), marked);
  const PixelWindow inside{touched.x - window.x, touched.y - window.y, touched.right - window.x,
                           touched.bottom - window.y};
  return PaintedOver{touched.x, touched.y, cut(image, touched), cut(filled, inside)};
}

}  // namespace lesion::engine
