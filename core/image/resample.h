// Bilinear resampling, stated exactly so that every platform yields the same bits.
#pragma once

#include "core/image/image.h"

namespace lesion {

// Samples the rectangle `source` (continuous pixel coordinates of `image`, see Rect) to
// out_width x out_height; returns 3,H,W floats in 0..255, not rounded.
//
// The rule: separable triangle filter. Output column i has its centre at
// u = source.x + (i + 0.5) * s with s = source.width / out_width (half-pixel centres). Input column
// j, with centre j + 0.5, has the weight max(0, 1 - |j + 0.5 - u| / max(s, 1)), and the weights are
// normalised to sum 1. Enlarging, that is plain bilinear interpolation; reducing, the triangle
// widens with the scale, so nothing aliases. Edge rule: columns outside the image repeat the edge
// column. Rows likewise; columns first, then rows, sums in double in ascending order of j.
//
// Requires an image that is not empty and positive sizes; otherwise returns an empty FloatImage.
FloatImage resample(const Image& image, const Rect& source, int out_width, int out_height);

// As above, rounded to the nearest of 0..255 (halves up).
Image resample_to_bytes(const Image& image, const Rect& source, int out_width, int out_height);

}  // namespace lesion
