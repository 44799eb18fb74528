// Many small images on one sheet.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/image/image.h"

namespace lesion {

// One image of the sheet: side x side x R,G,B bytes, rows from the top, as PixelCache holds them
// and as a network receives them.
struct SheetImage {
  std::span<const std::uint8_t> rgb;
  // Colour of the bar under the image, to tell the classes apart; see kBenignBar, kMalignantBar.
  std::array<std::uint8_t, 3> bar{128, 128, 128};
};

inline constexpr std::array<std::uint8_t, 3> kBenignBar{31, 125, 140};
inline constexpr std::array<std::uint8_t, 3> kMalignantBar{180, 54, 47};

struct SheetLayout {
  int columns = 8;
  int cell = 0;  // side of an image on the sheet, in pixels; 0 = as it comes
  int gap = 6;
  int bar_height = 4;  // 0 = no bars
  std::array<std::uint8_t, 3> ground{27, 30, 34};
};

// Row by row from the top left; images are resampled by core's rule where `cell` asks for another
// side. Fails with kInvalidArgument for no image, an image that is not side * side * 3 bytes, or
// a layout that is not positive; with kTooLarge beyond 100 million pixels.
Result<Image> contact_sheet(std::span<const SheetImage> images, int side,
                            const SheetLayout& layout = {});

// Planar floats (3,H,W) of a network's input back to bytes: value = byte/255 standardised by
// (v - mean) / std per channel is undone, clamped and rounded. `out` is H*W*3 bytes.
std::vector<std::uint8_t> bytes_of_input(std::span<const float> planar, int side,
                                         const std::array<float, 3>& mean,
                                         const std::array<float, 3>& std);

}  // namespace lesion
