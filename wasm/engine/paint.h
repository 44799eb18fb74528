// Parts of the open image painted over by a hand, and things laid on it (core/synth/stamp.h), as
// the What if screen asks for it.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "core/image/image.h"

namespace lesion::engine {

// Floats that tell a piece: what, x, y, to x, to y, radius, seed; image pixels. what: 0: a piece of
// the brush's stroke, from x, y to the other place; above it, the number of a synth::Stamp and one:
// that thing with its middle at x, y, the radius its side. A stroke has no seed, a stamp no end.
inline constexpr std::size_t kStepFloats = 7;

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

// In their order: the pixels whose middle is within the radius of a piece of the brush, filled from
// what surrounds them, those of pieces that follow each other together (core/image/fill.h, which
// looks at a window about them as wide again as they are on each side); stamps laid on what is
// there by then. Numbers that are not finite or name nothing count as no piece, as do those that
// are not whole. Nothing where no pixel is touched. `image` itself is left as it is.
std::optional<PaintedOver> paint_over(const Image& image, std::span<const float> pieces);

// Puts `part` with its corner at x, y into the image.
void put_part(Image& image, int x, int y, const Image& part);

}  // namespace lesion::engine
