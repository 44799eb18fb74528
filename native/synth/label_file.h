// Images as files that say in themselves that they are synthetic.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/image/image.h"

namespace lesion::synth {

// `image` as a baseline JPEG (stb_image_write; chroma halved up to quality 90) with `comment` in a
// COM segment. `quality` 1..100; `comment` at most 65,000 bytes. Fails with kInvalidArgument
// outside these or where the image is empty.
Result<std::vector<std::uint8_t>> encode_jpeg(const Image& image, int quality,
                                              std::string_view comment);

// `image` as a PNG with `comment` in a tEXt chunk named "Comment".
Result<std::vector<std::uint8_t>> encode_png_with_comment(const Image& image,
                                                          std::string_view comment);

}  // namespace lesion::synth
