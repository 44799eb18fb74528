// Dermoscopy as another clinic's might be: other light, other colours, out of focus.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "core/image/image.h"

namespace lesion {

inline constexpr std::array<std::string_view, 8> kShiftNames = {
    "cold light", "warm light",      "half the light",
    "grey",       "strong contrast", "red and blue exchanged",
    "negative",   "out of focus"};

// `shift`: by its place among the names.
Image shifted(const Image& image, std::size_t shift);

}  // namespace lesion
