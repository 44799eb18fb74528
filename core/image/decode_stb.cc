#include "core/image/decode_stb.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string_view>
#include <vector>

#include "core/image/file_bytes.h"
#include "core/image/jpeg_scan.h"

namespace {

// The most bytes that stb_image may ask for at once; decode_image sets it for its file.
thread_local std::size_t most_bytes_at_once = SIZE_MAX;

// Cleared: stb_image 2.27 decodes with Huffman tables that a damaged JPEG never defined.
[[maybe_unused]] void* allocate(std::size_t bytes) {
  return bytes <= most_bytes_at_once ? std::calloc(1, bytes) : nullptr;
}

[[maybe_unused]] void* reallocate(void* memory, std::size_t bytes) {
  return bytes <= most_bytes_at_once ? std::realloc(memory, bytes) : nullptr;
}

}  // namespace

// clang-tidy judges our code, not stb's.
#ifndef __clang_analyzer__
#define STB_IMAGE_IMPLEMENTATION
#endif
#define STB_IMAGE_STATIC
#define STBI_NO_STDIO
#define STBI_NO_HDR
#define STBI_NO_LINEAR
#define STBI_NO_PNM
#define STBI_NO_PIC
#define STBI_MAX_DIMENSIONS 65535
#define STBI_MALLOC(bytes) allocate(bytes)
#define STBI_REALLOC(memory, bytes) reallocate(memory, bytes)
#define STBI_FREE(memory) std::free(memory)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb/stb_image.h>
#pragma GCC diagnostic pop

namespace lesion {
namespace {

using Bytes = std::span<const std::uint8_t>;

bool looks_like_jpeg(Bytes file) { return holds(file, 0, "\xFF\xD8\xFF"); }
bool looks_like_png(Bytes file) { return holds(file, 0, "\x89PNG\r\n\x1A\n"); }

std::uint64_t megapixels(std::uint64_t pixels) { return (pixels + 500'000) / 1'000'000; }

// Big-endian 32-bit field of a PNG; the caller has checked the length.
std::uint64_t png_field(Bytes file, std::size_t at) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | file[at + i];
  return value;
}

// Walks the chunks of a PNG before stb_image does. A chunk that says it is longer than the file
// makes stb_image ask for that much memory, a gigabyte from a few bytes. A first IDAT chunk may be
// empty by the standard, and no encoder that we know writes one; stb_image has no memory for the
// image data yet then, and copies to a null pointer.
Result<void> check_png_chunks(Bytes file) {
  bool has_data = false;
  std::uint64_t at = 8;
  while (at + 8 <= file.size()) {
    const auto chunk = static_cast<std::size_t>(at);
    const std::uint64_t length = png_field(file, chunk);
    if (length > file.size() - at - 8) return fail(ErrorCode::kImageCutOff);
    if (holds(file, chunk + 4, "IEND")) return {};
    if (holds(file, chunk + 4, "IDAT")) {
      if (!has_data && length == 0) return fail(ErrorCode::kImageUnreadable);
      has_data = true;
    }
    at += 12 + length;
  }
  return {};
}

// Bounds what stb_image may ask for at once while it decodes an image of `pixels`: it needs twice
// eight bytes a pixel (deflate's buffer doubles, samples have 16 bits), or the file once more. More
// is asked for by data that unpack to more than the image has room for.
class MemoryLimit {
 public:
  MemoryLimit(std::uint64_t pixels, std::size_t file_bytes) {
    most_bytes_at_once = static_cast<std::size_t>(
        std::min<std::uint64_t>(32 * pixels + 2 * file_bytes + (1 << 20), SIZE_MAX));
  }
  ~MemoryLimit() { most_bytes_at_once = SIZE_MAX; }
  MemoryLimit(const MemoryLimit&) = delete;
  MemoryLimit& operator=(const MemoryLimit&) = delete;
};

struct StbFree {
  void operator()(stbi_uc* pixels) const { stbi_image_free(pixels); }
};

// RGBA over white: a transparent corner must not become black, which the network reads as a dark
// corner of the dermatoscope.
std::vector<std::uint8_t> over_white(const stbi_uc* rgba, std::size_t pixels) {
  std::vector<std::uint8_t> rgb(pixels * 3);
  for (std::size_t i = 0; i < pixels; ++i) {
    const unsigned alpha = rgba[i * 4 + 3];
    for (std::size_t c = 0; c < 3; ++c) {
      const unsigned mixed = (rgba[i * 4 + c] * alpha + 255u * (255u - alpha) + 127u) / 255u;
      rgb[i * 3 + c] = static_cast<std::uint8_t>(mixed);
    }
  }
  return rgb;
}

}  // namespace

Result<void> check_size(std::uint64_t width, std::uint64_t height, const DecodeLimits& limits) {
  const auto max_side = static_cast<std::uint64_t>(limits.max_side);
  if (width <= max_side && height <= max_side && width * height <= limits.max_pixels) return {};
  return fail(ErrorCode::kImageTooLarge, {{"width", width},
                                          {"height", height},
                                          {"megapixels", megapixels(width * height)},
                                          {"most", megapixels(limits.max_pixels)},
                                          {"side", limits.max_side}});
}

std::vector<std::uint8_t> inflated(Bytes packed, std::size_t most, Deflated how) {
  std::vector<std::uint8_t> padded;
  if (how == Deflated::kRaw) {
    // stb_image looks ahead by a word, and gives up where none is there: zlib's check sum behind
    // the last code is.
    padded.assign(packed.begin(), packed.end());
    padded.insert(padded.end(), 4, 0);
    packed = padded;
  }
  for (std::size_t room = 1 << 14; room / 4 < most; room *= 4) {
    std::vector<std::uint8_t> out(std::min(room, most));
    const auto unpack =
        how == Deflated::kZlib ? stbi_zlib_decode_buffer : stbi_zlib_decode_noheader_buffer;
    const int length =
        unpack(reinterpret_cast<char*>(out.data()), static_cast<int>(out.size()),
               reinterpret_cast<const char*>(packed.data()), static_cast<int>(packed.size()));
    if (length < 0) continue;  // damaged, or there was not room enough
    out.resize(static_cast<std::size_t>(length));
    return out;
  }
  return {};
}

Result<Bytes> sound_jpeg(Bytes file, const DecodeLimits& limits, std::vector<std::uint8_t>& copy) {
  const JpegScan scan = scan_jpeg(file, limits.max_pixels);
  if (scan.state == JpegState::kCutOff) return fail(ErrorCode::kImageCutOff);
  if (scan.state == JpegState::kDamaged) return fail(ErrorCode::kImageBlocks);
  if (scan.state == JpegState::kUnknown) return file;
  // What its four components are nobody says; stb_image takes them for other colours than browsers
  // do.
  if (scan.components == 4 && !scan.adobe) {
    return fail(ErrorCode::kImageFormat, {{"format", "CMYK"}});
  }
  if (holds(file, scan.end, "\xFF\xD9")) return file;
  copy.assign(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(scan.end));
  copy.insert(copy.end(), {0xFF, 0xD9});
  return Bytes(copy);
}

Result<Image> decode_by_stb(Bytes file, const DecodeLimits& limits) {
  std::vector<std::uint8_t> copy;
  if (looks_like_jpeg(file)) {
    const auto sound = sound_jpeg(file, limits, copy);
    if (!sound) return tl::unexpected(sound.error());
    file = *sound;
  }
  const int length = static_cast<int>(file.size());
  int width = 0, height = 0, channels = 0;
  if (looks_like_png(file) && file.size() >= 24) {
    // Judged before stb_image sees it: that reports a large PNG as an unreadable one.
    if (auto whole = check_png_chunks(file); !whole) return tl::unexpected(whole.error());
    if (auto small = check_size(png_field(file, 16), png_field(file, 20), limits); !small) {
      return tl::unexpected(small.error());
    }
  }
  if (stbi_info_from_memory(file.data(), length, &width, &height, &channels) == 0) {
    if (looks_like_jpeg(file) || looks_like_png(file)) {
      return fail(ErrorCode::kImageUnreadable);
    }
    return fail(ErrorCode::kImageUnknown);
  }
  // stb_image tells the height of a BMP whose rows come from the top as it stands there: negative.
  if (holds(file, 0, "BM") && height < 0 && height >= -limits.max_side) height = -height;
  if (width <= 0 || height <= 0) return fail(ErrorCode::kImageNoPixels);
  const auto wide = static_cast<std::uint64_t>(width);
  const auto high = static_cast<std::uint64_t>(height);
  if (auto small = check_size(wide, high, limits); !small) return tl::unexpected(small.error());
  const std::uint64_t pixels = wide * high;
  // A few bytes can't hold many pixels: deflate packs 1032 to 1 at most, so a small file with a
  // large header is a bomb or a fragment.
  if (looks_like_png(file) && pixels / 8 > static_cast<std::uint64_t>(file.size()) * 1032) {
    return fail(ErrorCode::kImageHeaderOnly, {{"width", width}, {"height", height}});
  }
  const bool transparent = channels == 2 || channels == 4;
  const MemoryLimit limit(pixels, file.size());
  const std::unique_ptr<stbi_uc, StbFree> decoded(
      stbi_load_from_memory(file.data(), length, &width, &height, &channels, transparent ? 4 : 3));
  if (!decoded) {
    return fail(ErrorCode::kImageDamaged, {{"detail", stbi_failure_reason()}});
  }
  Image image{width, height, {}};
  const auto count = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  if (transparent) {
    image.rgb = over_white(decoded.get(), count);
  } else {
    image.rgb.assign(decoded.get(), decoded.get() + count * 3);
  }
  return image;
}

}  // namespace lesion
