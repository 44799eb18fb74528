// A lesion's mask as a person corrects it with a brush.
#pragma once

#include <cstddef>
#include <span>

#include "core/concepts/mask.h"
#include "core/image/stroke.h"

namespace lesion {

// Floats that tell a piece of a correction: those of a StrokePiece, then 1 where it adds to the
// mask, 0 where it takes away.
inline constexpr std::size_t kCorrectionFloats = kPieceFloats + 1;

// The pixels of `mask` whose middle a piece touches are marked, or not any more, one piece after
// the other. Coordinates are the mask's pixels. What is no piece (stroke_piece(); six floats that
// are not whole) is left out. A mask whose pixels are not as many as its size says stays as it is.
void correct_mask(Mask& mask, std::span<const float> pieces);

}  // namespace lesion
