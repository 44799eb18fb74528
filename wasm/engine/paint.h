// Parts of the open image painted over by a hand, as the What if screen asks for it.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "core/image/image.h"
#include "core/image/stroke.h"

namespace lesion::engine {

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

// The pixels of `image` that a piece touches (core/image/stroke.h; kPieceFloats each), filled from
// what surrounds them (core/image/fill.h, which looks at a window about them as wide again as they
// are on each side). What is no piece is left out. Nothing where no pixel is touched. `image`
// itself is left as it is.
std::optional<PaintedOver> paint_over(const Image& image, std::span<const float> pieces);

// Puts `part` with its corner at x, y into the image.
void put_part(Image& image, int x, int y, const Image& part);

}  // namespace lesion::engine
