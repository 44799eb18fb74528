#include "core/image/decode.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "core/image/colour_profile.h"
#include "core/image/decode_stb.h"
#include "core/image/dicom.h"
#include "core/image/file_bytes.h"

namespace lesion {
namespace {

using Bytes = std::span<const std::uint8_t>;

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
  if (holds(file, 0, "%PDF")) return "PDF";
  if (holds(file, 0, "PK\3\4")) return "ZIP";
  if (holds(file, 0, "\xFF\x0A") || holds(file, 4, "JXL ")) return "JPEG XL";
  if (is_pnm(file)) return "PNM";
  return {};
}

// zlib's data, for colour_profile().
std::vector<std::uint8_t> unpacked(Bytes packed, std::size_t most) {
  return inflated(packed, most, Deflated::kZlib);
}

}  // namespace

Result<Image> decode_image(Bytes file, const DecodeLimits& limits, DecodeNotes* notes, int frame) {
  if (file.empty()) return fail(ErrorCode::kFileEmpty);
  if (file.size() > limits.max_bytes) {
    return fail(ErrorCode::kFileTooLarge,
                {{"size", file.size() >> 20}, {"most", limits.max_bytes >> 20}});
  }
  DecodeNotes done;
  if (is_dicom(file)) {
    auto image = decode_dicom(file, limits, frame, done.dicom.emplace(), done.colour);
    if (image && notes != nullptr) *notes = std::move(done);
    return image;
  }
  if (frame != 0) return fail(ErrorCode::kImageFrame, {{"frame", frame + 1}, {"frames", 1}});
  if (const std::string_view format = foreign_format(file); !format.empty()) {
    if (format == kVideo) return fail(ErrorCode::kImageVideo);
    return fail(ErrorCode::kImageFormat, {{"format", format}});
  }
  done.orientation = exif_orientation(file);
  auto image = decode_by_stb(file, limits);
  if (!image) return image;
  done.colour = convert_to_srgb(*image, colour_profile(file, unpacked));
  const int orientation = done.orientation;
  if (notes != nullptr) *notes = std::move(done);
  return apply_orientation(std::move(*image), orientation);
}

}  // namespace lesion
