#include "core/image/png.h"

#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_WRITE_STATIC
#define STBI_WRITE_NO_STDIO
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb/stb_image_write.h>
#pragma GCC diagnostic pop

namespace lesion {
namespace {

Result<std::vector<std::uint8_t>> encode(const std::uint8_t* pixels, std::size_t count, int width,
                                         int height, int channels) {
  if (width <= 0 || height <= 0 ||
      count != static_cast<std::size_t>(width) * static_cast<std::size_t>(height) *
                   static_cast<std::size_t>(channels)) {
    return fail(ErrorKind::kInvalidArgument, "the picture's size and its pixels disagree");
  }
  std::vector<std::uint8_t> file;
  const auto append = [](void* context, void* data, int size) {
    const auto* bytes = static_cast<const std::uint8_t*>(data);
    static_cast<std::vector<std::uint8_t>*>(context)->insert(
        static_cast<std::vector<std::uint8_t>*>(context)->end(), bytes, bytes + size);
  };
  if (stbi_write_png_to_func(append, &file, width, height, channels, pixels, width * channels) ==
      0) {
    return fail(ErrorKind::kIo, "the PNG could not be written");
  }
  return file;
}

}  // namespace

Result<std::vector<std::uint8_t>> encode_png(const Image& image) {
  return encode(image.rgb.data(), image.rgb.size(), image.width, image.height, 3);
}

Result<std::vector<std::uint8_t>> encode_png_grey(std::span<const std::uint8_t> grey, int width,
                                                  int height) {
  return encode(grey.data(), grey.size(), width, height, 1);
}

}  // namespace lesion
