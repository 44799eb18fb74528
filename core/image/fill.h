// Parts of an image painted over with what surrounds them.
#pragma once

#include <cstdint>
#include <span>

#include "core/image/image.h"

namespace lesion {

// The image with the marked pixels replaced by a smooth continuation of those around them (pull and
// push over a pyramid of halves; Gortler et al. 1996): near the rim of a hole its neighbours, in
// the middle of a large one the mean of a wide surrounding. `marked`: one byte a pixel, rows from
// the top, not 0 where the image is to be painted over; of another size, or all of it: the image as
// it is. Texture is not continued. Additions, multiplications and divisions in a stated order: the
// same bits natively and in WebAssembly.
Image filled_from_surroundings(const Image& image, std::span<const std::uint8_t> marked);

}  // namespace lesion
