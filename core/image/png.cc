#include "core/image/png.h"

#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_WRITE_STATIC
#define STBI_WRITE_NO_STDIO
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb/stb_image_write.h>
#pragma GCC diagnostic pop

#include <cmath>

namespace lesion {
namespace {

Result<std::vector<std::uint8_t>> encode(const std::uint8_t* pixels, std::size_t count, int width,
                                         int height, int channels) {
  if (width <= 0 || height <= 0 ||
      count != static_cast<std::size_t>(width) * static_cast<std::size_t>(height) *
                   static_cast<std::size_t>(channels)) {
    return fail(ErrorCode::kImageSize);
  }
  std::vector<std::uint8_t> file;
  const auto append = [](void* context, void* data, int size) {
    const auto* bytes = static_cast<const std::uint8_t*>(data);
    static_cast<std::vector<std::uint8_t>*>(context)->insert(
        static_cast<std::vector<std::uint8_t>*>(context)->end(), bytes, bytes + size);
  };
  if (stbi_write_png_to_func(append, &file, width, height, channels, pixels, width * channels) ==
      0) {
    return fail(ErrorCode::kPngNotWritten);
  }
  return file;
}

void append_u32(std::vector<std::uint8_t>& bytes, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<std::uint8_t>(value >> shift));
  }
}

// Behind the header (signature and IHDR, 33 bytes) a chunk with pixels per metre; PNG
// specification, 11.3.4.3.
void state_resolution(std::vector<std::uint8_t>& file, double dots_per_inch) {
  constexpr std::ptrdiff_t kHeader = 33;
  constexpr double kInchesPerMetre = 1 / 0.0254;
  const auto per_metre = static_cast<std::uint32_t>(std::lround(dots_per_inch * kInchesPerMetre));
  std::vector<std::uint8_t> chunk;
  chunk.reserve(21);
  append_u32(chunk, 9);
  append_u32(chunk, 0x70485973);  // "pHYs"
  append_u32(chunk, per_metre);
  append_u32(chunk, per_metre);
  chunk.push_back(1);  // the unit is the metre
  append_u32(chunk, stbiw__crc32(chunk.data() + 4, static_cast<int>(chunk.size()) - 4));
  file.insert(file.begin() + kHeader, chunk.begin(), chunk.end());
}

}  // namespace

Result<std::vector<std::uint8_t>> encode_png(const Image& image,
                                             std::optional<double> dots_per_inch) {
  if (dots_per_inch && !(*dots_per_inch >= 1 && *dots_per_inch <= 1e5)) {
    return fail(ErrorCode::kPngDotsPerInch);
  }
  auto file = encode(image.rgb.data(), image.rgb.size(), image.width, image.height, 3);
  if (file && dots_per_inch) state_resolution(*file, *dots_per_inch);
  return file;
}

Result<std::vector<std::uint8_t>> encode_png_grey(std::span<const std::uint8_t> grey, int width,
                                                  int height) {
  return encode(grey.data(), grey.size(), width, height, 1);
}

}  // namespace lesion
