// The engine's decode_foreign() (core/image/foreign.h) decodes nothing: it fails with
// kImageDecoder, upon which the worker has the file decoded by the codecs' program (wasm/codecs) or
// by the browser, and hands the image in; then it is handed out.
#pragma once

#include <cstdint>
#include <span>

#include "core/image/foreign.h"

namespace lesion::engine {

// Room for an image of that size. Fails beyond the usual limits.
Result<void> begin_image(double width, double height);

// The next pixels, row after row, of 3 or 4 values each, of which the fourth is passed over.
void add_pixels(std::span<const std::uint8_t> values, int channels);

// The image is complete; `about` says the rest of it. False where pixels are missing: then it is
// dropped.
bool give_image(ForeignImage about);

}  // namespace lesion::engine
