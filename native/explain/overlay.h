// An explanation as files.
#pragma once

#include <cstdint>
#include <vector>

#include "core/explain/explain.h"
#include "core/image/image.h"

namespace lesion {

// What the network sees of `image` (`region`), at least kOverlaySide pixels along its longer side,
// with the map laid over it. Full colour is the map's greatest amount, `scale`; below in
// proportion, 0 leaves the image as it is. Without sign: the overlay's green. With sign: orange
// what speaks for the target, blue what speaks against it.
inline constexpr int kOverlaySide = 512;
Image explanation_overlay(const Image& image, const Rect& region, const Explanation& explanation);

// The greatest amount of a map's values.
float explanation_scale(const Explanation& explanation);

// A made image (made_picture() of core/explain/made.h), at least kOverlaySide pixels along its
// longer side: each pixel becomes a square of whole pixels.
Image enlarged_picture(const Image& made);

// The map as the bytes of a NumPy file: float32, little endian, [height, width] in row order; of a
// made image Explanation::made, [height, width, 3]. NumPy, NEP 1, version 1.0.
std::vector<std::uint8_t> explanation_npy(const Explanation& explanation);

}  // namespace lesion
