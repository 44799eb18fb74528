// Images that libraries of others decode, or a browser does. Within core/image, and who stands in
// for it in the page (wasm/engine).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/image/decode_limits.h"
#include "core/image/image.h"

namespace lesion {

enum class ForeignFormat : std::uint8_t { kTiff, kWebp, kAvif, kHeic };

constexpr std::string_view name_of(ForeignFormat format) {
  constexpr std::array<std::string_view, 4> kNames = {"TIFF", "WebP", "AVIF", "HEIC"};
  return kNames[static_cast<std::size_t>(format)];
}

struct ForeignImage {
  Image image;          // transparency laid over white
  int orientation = 1;  // EXIF's, that has still to be applied
  // The colours are still those of this ICC profile; empty: of one that cannot be read.
  std::optional<std::vector<std::uint8_t>> icc;
  bool several = false;     // the file holds more images, of which this is the first
  bool by_browser = false;  // in sRGB already
};

// The first image of a file of that format. On the workstation TIFF (tiff.h) and, where libwebp was
// there to build with, WebP are read. The engine in the page has a function of its own of this
// name: it is given what the worker had decoded. Fails as decode_image().
Result<ForeignImage> decode_foreign(std::span<const std::uint8_t> file, ForeignFormat format,
                                    const DecodeLimits& limits);

// The first chunk of a WebP of that name of four letters (RFC 9649, 2.3); nothing where there is
// none, or a length before it is wrong.
std::optional<std::span<const std::uint8_t>> webp_chunk(std::span<const std::uint8_t> file,
                                                        std::string_view name);

// Colour over white where `alpha` (one value a pixel) lets it through. associated: colours have
// been multiplied by alpha already.
void lay_over_white(Image& image, std::span<const std::uint8_t> alpha, bool associated);

}  // namespace lesion
