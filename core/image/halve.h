// An image at half its size: how a large one is brought to a screen in steps.
#pragma once

#include "core/image/image.h"

namespace lesion {

// `image` with half as many columns and rows, rounded down, at least one. Every pixel is the mean
// of the part of the image that it covers, weighted by area (2 x 2 pixels where a side is even;
// where it is odd, the columns or rows between two are shared), rounded to the nearest of 0..255,
// halves up. Integer arithmetic: every platform yields the same bits. Sides up to 30,000, which is
// what decode_image lets through. An empty image for an empty one.
Image halved(const Image& image);

}  // namespace lesion
