// stb_image, behind functions of our own: within core/image only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/error.h"
#include "core/image/decode_limits.h"
#include "core/image/image.h"

namespace lesion {

// The pixels of a JPEG, PNG, BMP, GIF, TGA or PSD as they stand in the file: neither turned nor
// converted to sRGB. Fails as decode_image().
Result<Image> decode_by_stb(std::span<const std::uint8_t> file, const DecodeLimits& limits);

// Fails with kTooLarge where an image of that size is beyond `limits`.
Result<void> check_size(std::uint64_t width, std::uint64_t height, const DecodeLimits& limits);

// The JPEG as decoders read it: without what stands behind the last block (stray markers, a phone's
// trailer) and with the end marker that they want. `file` itself where it is so already; `copy`
// holds the other. Fails where the data are not whole: decoders fill in what is missing, and nobody
// should read a lesion on that.
Result<std::span<const std::uint8_t>> sound_jpeg(std::span<const std::uint8_t> file,
                                                 const DecodeLimits& limits,
                                                 std::vector<std::uint8_t>& copy);

enum class Deflated : std::uint8_t { kZlib, kRaw };  // with zlib's header (RFC 1950) or without

// Unpacks to at most `most` bytes; empty where the data are damaged or more.
std::vector<std::uint8_t> inflated(std::span<const std::uint8_t> packed, std::size_t most,
                                   Deflated how);

}  // namespace lesion
