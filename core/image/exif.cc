#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "core/image/decode.h"
#include "core/image/foreign.h"

namespace lesion {
namespace {

using Bytes = std::span<const std::uint8_t>;

// Orientation tag in a TIFF structure (EXIF 2.3, section 4.6.4: tag 0x0112, type SHORT, in IFD 0).
int tiff_orientation(Bytes tiff) {
  if (tiff.size() < 8) return 1;
  const bool little = tiff[0] == 'I' && tiff[1] == 'I';
  const bool big = tiff[0] == 'M' && tiff[1] == 'M';
  if (!little && !big) return 1;
  const auto u16 = [&](std::size_t at) -> std::uint32_t {
    const std::uint32_t a = tiff[at], b = tiff[at + 1];
    return little ? a | b << 8 : a << 8 | b;
  };
  const auto u32 = [&](std::size_t at) -> std::uint32_t {
    return little ? u16(at) | u16(at + 2) << 16 : u16(at) << 16 | u16(at + 2);
  };
  if (u16(2) != 42) return 1;
  const std::size_t directory = u32(4);
  if (directory > tiff.size() - 2) return 1;
  const std::size_t entries = u16(directory);
  for (std::size_t i = 0; i < entries; ++i) {
    const std::size_t entry = directory + 2 + i * 12;
    if (entry > tiff.size() || tiff.size() - entry < 12) return 1;
    if (u16(entry) != 0x0112) continue;
    if (u16(entry + 2) != 3 || u32(entry + 4) != 1) return 1;
    const auto value = static_cast<int>(u16(entry + 8));
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

// Walks a JPEG's segments up to the image data.
std::optional<Bytes> jpeg_exif(Bytes file) {
  static constexpr std::array<std::uint8_t, 6> kMark{'E', 'x', 'i', 'f', 0, 0};
  std::size_t at = 2;
  while (file.size() >= 4 && at <= file.size() - 4) {
    const std::uint8_t marker = file[at + 1];
    // Stray bytes between segments are passed over, as decoders do, and so are fill bytes.
    if (file[at] != 0xFF || marker == 0xFF || marker == 0) {
      ++at;
      continue;
    }
    if (marker == 0xDA || marker == 0xD9) return std::nullopt;
    const std::size_t length = static_cast<std::size_t>(file[at + 2]) << 8 | file[at + 3];
    if (length < 2 || length > file.size() - at - 2) return std::nullopt;
    const Bytes body = file.subspan(at + 4, length - 2);
    if (marker == 0xE1 && body.size() > kMark.size() &&
        std::equal(kMark.begin(), kMark.end(), body.begin())) {
      return body.subspan(kMark.size());
    }
    at += 2 + length;
  }
  return std::nullopt;
}

// Walks a PNG's chunks (PNG 1.5 extension: eXIf holds the TIFF structure as it is).
std::optional<Bytes> png_exif(Bytes file) {
  std::size_t at = 8;
  while (file.size() >= 12 && at <= file.size() - 12) {
    const std::size_t length = static_cast<std::size_t>(file[at]) << 24 |
                               static_cast<std::size_t>(file[at + 1]) << 16 |
                               static_cast<std::size_t>(file[at + 2]) << 8 | file[at + 3];
    if (length > file.size() - at - 12) return std::nullopt;
    const Bytes type = file.subspan(at + 4, 4);
    static constexpr std::array<std::uint8_t, 4> kExif{'e', 'X', 'I', 'f'};
    if (std::equal(kExif.begin(), kExif.end(), type.begin())) return file.subspan(at + 8, length);
    at += 12 + length;
  }
  return std::nullopt;
}

// The chunk of a WebP; some writers put the mark of a JPEG's before it.
std::optional<Bytes> webp_exif(Bytes file) {
  static constexpr std::array<std::uint8_t, 6> kMark{'E', 'x', 'i', 'f', 0, 0};
  auto body = webp_chunk(file, "EXIF");
  if (body && body->size() > kMark.size() &&
      std::equal(kMark.begin(), kMark.end(), body->begin())) {
    body = body->subspan(kMark.size());
  }
  return body;
}

}  // namespace

std::optional<Bytes> webp_chunk(Bytes file, std::string_view name) {
  for (std::size_t at = 12; file.size() >= 8 && at <= file.size() - 8;) {
    std::size_t length = 0;
    for (std::size_t i = 4; i > 0; --i) length = length << 8 | file[at + 3 + i];
    const std::size_t left = file.size() - at - 8;
    if (length > left) return std::nullopt;
    if (std::equal(name.begin(), name.end(), file.begin() + static_cast<std::ptrdiff_t>(at))) {
      return file.subspan(at + 8, length);
    }
    at += 8 + length + length % 2;
  }
  return std::nullopt;
}

int exif_orientation(Bytes file) {
  std::optional<Bytes> tiff;
  if (file.size() > 4 && file[0] == 0xFF && file[1] == 0xD8) tiff = jpeg_exif(file);
  if (file.size() > 8 && file[0] == 0x89 && file[1] == 'P') tiff = png_exif(file);
  if (file.size() > 12 && file[0] == 'R' && file[8] == 'W') tiff = webp_exif(file);
  return tiff ? tiff_orientation(*tiff) : 1;
}

Image apply_orientation(Image image, int orientation) {
  if (orientation < 2 || orientation > 8 || image.empty()) return image;
  const bool transposed = orientation >= 5;
  Image upright{transposed ? image.height : image.width, transposed ? image.width : image.height,
                std::vector<std::uint8_t>(image.rgb.size())};
  const int last_x = image.width - 1;
  const int last_y = image.height - 1;
  for (int y = 0; y < upright.height; ++y) {
    for (int x = 0; x < upright.width; ++x) {
      int from_x = x;
      int from_y = y;
      switch (orientation) {  // where row 0 and column 0 of the stored image lie: EXIF 2.3, 4.6.4
        case 2:
          from_x = last_x - x;
          break;
        case 3:
          from_x = last_x - x;
          from_y = last_y - y;
          break;
        case 4:
          from_y = last_y - y;
          break;
        case 5:
          from_x = y;
          from_y = x;
          break;
        case 6:
          from_x = y;
          from_y = last_y - x;
          break;
        case 7:
          from_x = last_x - y;
          from_y = last_y - x;
          break;
        default:
          from_x = last_x - y;
          from_y = x;
          break;
      }
      const std::size_t source =
          (static_cast<std::size_t>(from_y) * static_cast<std::size_t>(image.width) +
           static_cast<std::size_t>(from_x)) *
          3;
      const std::size_t target =
          (static_cast<std::size_t>(y) * static_cast<std::size_t>(upright.width) +
           static_cast<std::size_t>(x)) *
          3;
      for (std::size_t c = 0; c < 3; ++c) upright.rgb[target + c] = image.rgb[source + c];
    }
  }
  return upright;
}

}  // namespace lesion
