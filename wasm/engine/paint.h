// Parts of the open image painted over by a hand, as the What if screen asks for it.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "core/image/image.h"

namespace lesion::engine {

// Floats that tell a piece of a stroke: from x, y to x, y and the radius, image pixels.
inline constexpr std::size_t kPieceFloats = 5;

// What painting has changed: a part of the image in whole pixels, as it was and as it is.
struct PaintedOver {
  int x = 0;
  int y = 0;
  Image before;
  Image after;

  Rect part() const {
    return {static_cast<double>(x), static_cast<double>(y), static_cast<double>(after.width),
            static_cast<double>(after.height)};
  }
};

// The pixels of `image` whose middle is within the radius of a piece, filled from what surrounds
// them (core/image/fill.h, which looks at a window about them as wide again as they are on each
// side). Numbers that are not finite count as no piece, as do five that are not whole. Nothing
// where no pixel is touched. `image` itself is left as it is.
std::optional<PaintedOver> paint_over(const Image& image, std::span<const float> pieces);

// Puts `part` with its corner at x, y into the image.
void put_part(Image& image, int x, int y, const Image& part);

}  // namespace lesion::engine
