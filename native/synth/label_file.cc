#include "native/synth/label_file.h"

#include <cstddef>

#include "core/image/png.h"

#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_WRITE_STATIC
#define STBI_WRITE_NO_STDIO
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb/stb_image_write.h>
#pragma GCC diagnostic pop

namespace lesion::synth {
namespace {

constexpr std::size_t kLongestComment = 65'000;  // a COM segment's length has 16 bits

void append_big_endian(std::vector<std::uint8_t>& out, std::uint32_t value, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    out.push_back(static_cast<std::uint8_t>((value >> shift) & 0xFFu));
  }
}

// PNG specification, annex D.
std::uint32_t crc32(const std::vector<std::uint8_t>& bytes, std::size_t from) {
  std::uint32_t crc = 0xFFFFFFFFu;
  for (std::size_t i = from; i < bytes.size(); ++i) {
    crc ^= bytes[i];
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1u) != 0 ? 0xEDB88320u : 0u);
  }
  return ~crc;
}

void append(std::vector<std::uint8_t>& out, std::string_view text) {
  for (const char c : text) out.push_back(static_cast<std::uint8_t>(c));
}

// `file` with `piece` put in at `place`.
std::vector<std::uint8_t> with_piece(const std::vector<std::uint8_t>& file, std::size_t place,
                                     const std::vector<std::uint8_t>& piece) {
  std::vector<std::uint8_t> out;
  out.reserve(file.size() + piece.size());
  for (std::size_t i = 0; i < place; ++i) out.push_back(file[i]);
  for (const std::uint8_t byte : piece) out.push_back(byte);
  for (std::size_t i = place; i < file.size(); ++i) out.push_back(file[i]);
  return out;
}

}  // namespace

Result<std::vector<std::uint8_t>> encode_jpeg(const Image& image, int quality,
                                              std::string_view comment) {
  if (image.empty() || quality < 1 || quality > 100 || comment.size() > kLongestComment) {
    return fail(ErrorKind::kInvalidArgument, "this image cannot be written as JPEG");
  }
  std::vector<std::uint8_t> file;
  const auto collect = [](void* context, void* data, int size) {
    const auto* bytes = static_cast<const std::uint8_t*>(data);
    auto* out = static_cast<std::vector<std::uint8_t>*>(context);
    out->insert(out->end(), bytes, bytes + size);
  };
  if (stbi_write_jpg_to_func(collect, &file, image.width, image.height, 3, image.rgb.data(),
                             quality) == 0) {
    return fail(ErrorKind::kInvalidArgument, "this image cannot be written as JPEG");
  }
  std::vector<std::uint8_t> segment;
  append_big_endian(segment, 0xFFFE, 2);  // COM
  append_big_endian(segment, static_cast<std::uint32_t>(comment.size() + 2), 2);
  append(segment, comment);
  // After the start of image (2 bytes) and JFIF's APP0, which has to come first.
  constexpr std::size_t kHead = 2 + 18;
  return with_piece(file, kHead, segment);
}

Result<std::vector<std::uint8_t>> encode_png_with_comment(const Image& image,
                                                          std::string_view comment) {
  auto file = encode_png(image);
  if (!file) return file;
  constexpr std::string_view kName("Comment\0", 8);
  std::vector<std::uint8_t> chunk;
  append_big_endian(chunk, static_cast<std::uint32_t>(kName.size() + comment.size()), 4);
  append(chunk, "tEXt");
  append(chunk, kName);
  append(chunk, comment);
  append_big_endian(chunk, crc32(chunk, 4), 4);
  // After the signature (8 bytes) and IHDR (25).
  constexpr std::size_t kHead = 8 + 25;
  return with_piece(*file, kHead, chunk);
}

}  // namespace lesion::synth
