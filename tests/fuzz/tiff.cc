// Any bytes as a TIFF file: directories, strips, tiles, and their codings.
#include <cstdint>
#include <cstdlib>
#include <span>

#include "core/image/tiff.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lesion;
  // Small limits: the reader is looked at here, not the machine's memory.
  const DecodeLimits limits{.max_bytes = 1 << 20, .max_pixels = 1 << 14, .max_side = 1024};
  const auto read = decode_tiff(std::span(data, size), limits);
  if (!read) return 0;
  const Image& image = read->image;
  const auto pixels =
      static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height);
  if (image.width < 1 || image.height < 1 || image.rgb.size() != pixels * 3) std::abort();
  if (pixels > limits.max_pixels || read->by_browser) std::abort();
  return 0;
}
