// Any bytes as an image: what is decoded has as many pixels as it says.
#include <cstdint>
#include <cstdlib>
#include <span>

#include "core/image/decode.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lesion;
  const std::span<const std::uint8_t> file(data, size);
  (void)exif_orientation(file);
  // Small limits: the decoder is looked at here, not the machine's memory.
  const auto image =
      decode_image(file, {.max_bytes = 1 << 20, .max_pixels = 1 << 20, .max_side = 4096});
  if (!image) return 0;
  const auto pixels =
      static_cast<std::size_t>(image->width) * static_cast<std::size_t>(image->height);
  if (image->width < 1 || image->height < 1 || image->rgb.size() != pixels * 3) std::abort();
  return 0;
}
