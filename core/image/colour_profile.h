// What a file says its colours mean, and the way from there to sRGB, which screens, networks and
// all our figures take for granted.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/image/image.h"

namespace lesion {

// Of a profile that is read; those of screens and cameras have some hundreds.
inline constexpr std::size_t kMostProfileBytes = 4u << 20;

// Unpacks zlib's data to at most so many bytes; empty where they are damaged or more.
using Inflate =
    std::function<std::vector<std::uint8_t>(std::span<const std::uint8_t>, std::size_t)>;

// Colours as a file describes them: by an ICC profile, or (PNG) by gamma and primaries.
struct ColourProfile {
  std::vector<std::uint8_t> icc;
  // Without one: x and y of white, red, green and blue (CIE 1931), and gamma of decoding.
  std::optional<std::array<double, 8>> primaries;
  double gamma = 0;
  bool srgb = false;  // the file says so itself
};

// Of a JPEG the ICC profile in APP2, also in several parts (ICC.1:2022, annex B.4); of a PNG, in
// this order, iCCP, sRGB, or cHRM and gAMA together (PNG 3rd edition, 4.3; either alone says too
// little, and browsers pass over it). Nothing where there is none. Never fails: a profile that
// cannot be read is one with an empty `icc`.
std::optional<ColourProfile> colour_profile(std::span<const std::uint8_t> file,
                                            const Inflate& inflate);

enum class ProfileUse : std::uint8_t {
  kNone,       // the file has none: its colours are taken for sRGB
  kSrgb,       // what it describes is sRGB, to a level of 255: nothing was changed
  kConverted,  // from there to sRGB
  kLeftOut,    // damaged, or of colours that the pixels are not in: taken for sRGB
};

// "none", "srgb", "converted", "left_out".
constexpr std::string_view name_of(ProfileUse use) {
  constexpr std::array<std::string_view, 4> kNames = {"none", "srgb", "converted", "left_out"};
  return kNames[static_cast<std::size_t>(use)];
}

struct ColourConversion {
  ProfileUse use = ProfileUse::kNone;
  // The profile's own description ("Display P3"), UTF-8; "" where it has none.
  std::string name;
};

// Brings `image` to sRGB, relative colorimetric, by Little CMS. RGB and grey profiles; grey only
// where the image is grey.
ColourConversion convert_to_srgb(Image& image, const std::optional<ColourProfile>& profile);

}  // namespace lesion
