// Writing images: exports, masks, contact sheets.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/error.h"
#include "core/image/image.h"

namespace lesion {

// `image` as the bytes of a PNG file. Fails with kInvalidArgument where the image is empty or its
// size and pixels disagree. `dots_per_inch` is stated in the file (chunk pHYs), so that it is
// printed at the size it was drawn for; in 1 .. 100,000, else kInvalidArgument.
Result<std::vector<std::uint8_t>> encode_png(const Image& image,
                                             std::optional<double> dots_per_inch = std::nullopt);

// The same for one 8-bit channel (masks), rows from the top.
Result<std::vector<std::uint8_t>> encode_png_grey(std::span<const std::uint8_t> grey, int width,
                                                  int height);

}  // namespace lesion
