#include "core/image/decode.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/image/colour_profile.h"
#include "core/image/jpeg_scan.h"

namespace {

// The most bytes that stb_image may ask for at once; decode_image sets it for its file.
thread_local std::size_t most_bytes_at_once = SIZE_MAX;

// Cleared: stb_image 2.27 decodes with Huffman tables that a damaged JPEG never defined.
void* allocate(std::size_t bytes) {
  return bytes <= most_bytes_at_once ? std::calloc(1, bytes) : nullptr;
}

void* reallocate(void* memory, std::size_t bytes) {
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

bool holds(Bytes file, std::size_t at, std::string_view text) {
  if (file.size() < at + text.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (file[at + i] != static_cast<std::uint8_t>(text[i])) return false;
  }
  return true;
}

// Portable bitmap, graymap, pixmap: P1 to P6, then white space or a comment.
bool is_pnm(Bytes file) {
  if (file.size() < 3 || file[0] != 'P' || file[1] < '1' || file[1] > '6') return false;
  return std::string_view(" \t\n\v\f\r#").find(static_cast<char>(file[2])) !=
         std::string_view::npos;
}

constexpr std::string_view kVideo = "video";

// Formats that people do have and stb_image does not read: named, so that they know what to do.
std::string_view foreign_format(Bytes file) {
  using namespace std::string_view_literals;
  if (holds(file, 4, "ftyp")) {
    for (const auto brand : {"heic"sv, "heix"sv, "hevc"sv, "mif1"sv, "msf1"sv, "heim"sv}) {
      if (holds(file, 8, brand)) return "HEIC";
    }
    if (holds(file, 8, "avif") || holds(file, 8, "avis")) return "AVIF";
    return kVideo;
  }
  if (holds(file, 0, "RIFF") && holds(file, 8, "WEBP")) return "WebP";
  if (holds(file, 0, "II*\0"sv) || holds(file, 0, "MM\0*"sv)) return "TIFF";
  if (holds(file, 128, "DICM")) return "DICOM";
  if (holds(file, 0, "%PDF")) return "PDF";
  if (holds(file, 0, "PK\3\4")) return "ZIP";
  if (holds(file, 0, "\xFF\x0A") || holds(file, 4, "JXL ")) return "JPEG XL";
  if (is_pnm(file)) return "PNM";
  return {};
}

bool looks_like_jpeg(Bytes file) { return holds(file, 0, "\xFF\xD8\xFF"); }
bool looks_like_png(Bytes file) { return holds(file, 0, "\x89PNG\r\n\x1A\n"); }

// The JPEG as stb_image reads it: without what stands behind the last block (stray markers, a
// phone's trailer) and with the end marker that it wants. `file` itself where it is so already;
// `copy` holds the other. Fails where the data are not whole: stb_image fills in what is missing,
// and nobody should read a lesion on that.
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

Result<void> check_size(std::uint64_t width, std::uint64_t height, const DecodeLimits& limits) {
  const auto max_side = static_cast<std::uint64_t>(limits.max_side);
  if (width <= max_side && height <= max_side && width * height <= limits.max_pixels) return {};
  return fail(ErrorCode::kImageTooLarge, {{"width", width},
                                          {"height", height},
                                          {"megapixels", megapixels(width * height)},
                                          {"most", megapixels(limits.max_pixels)},
                                          {"side", limits.max_side}});
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

// zlib's data, for colour_profile().
std::vector<std::uint8_t> unpacked(Bytes packed, std::size_t most) {
  for (std::size_t room = 1 << 14; room / 4 < most; room *= 4) {
    std::vector<std::uint8_t> out(std::min(room, most));
    const int length = stbi_zlib_decode_buffer(
        reinterpret_cast<char*>(out.data()), static_cast<int>(out.size()),
        reinterpret_cast<const char*>(packed.data()), static_cast<int>(packed.size()));
    if (length < 0) continue;  // damaged, or there was not room enough
    out.resize(static_cast<std::size_t>(length));
    return out;
  }
  return {};
}

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

Result<Image> decode_image(Bytes file, const DecodeLimits& limits, DecodeNotes* notes) {
  if (file.empty()) return fail(ErrorCode::kFileEmpty);
  DecodeNotes done;
  done.orientation = exif_orientation(file);
  if (file.size() > limits.max_bytes) {
    return fail(ErrorCode::kFileTooLarge,
                {{"size", file.size() >> 20}, {"most", limits.max_bytes >> 20}});
  }
  if (const std::string_view format = foreign_format(file); !format.empty()) {
    if (format == kVideo) return fail(ErrorCode::kImageVideo);
    return fail(ErrorCode::kImageFormat, {{"format", format}});
  }
  const std::optional<ColourProfile> profile = colour_profile(file, unpacked);
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
  done.colour = convert_to_srgb(image, profile);
  if (notes != nullptr) *notes = done;
  return apply_orientation(std::move(image), done.orientation);
}

}  // namespace lesion
