// WebP, by libwebp: on the workstation, where it was there to build with.
#pragma once

#include <cstdint>
#include <span>

#include "core/image/foreign.h"

namespace lesion {

// Lossy or lossless; of an animation the first frame. Fails as decode_image(); lossy data that were
// changed and not cut off may go unseen, as the format has no check sum.
Result<ForeignImage> decode_webp(std::span<const std::uint8_t> file, const DecodeLimits& limits);

}  // namespace lesion
