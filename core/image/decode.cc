#include "core/image/decode.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/image/colour_profile.h"
#include "core/image/decode_stb.h"
#include "core/image/dicom.h"
#include "core/image/file_bytes.h"
#include "core/image/foreign.h"

namespace lesion {
namespace {

using Bytes = std::span<const std::uint8_t>;

// Portable bitmap, graymap, pixmap: P1 to P6, then white space or a comment.
bool is_pnm(Bytes file) {
  if (file.size() < 3 || file[0] != 'P' || file[1] < '1' || file[1] > '6') return false;
  return std::string_view(" \t\n\v\f\r#").find(static_cast<char>(file[2])) !=
         std::string_view::npos;
}

std::uint64_t field(Bytes file, std::size_t at, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < size; ++i) value = value << 8 | file[at + i];
  return value;
}

// Of an ISO base media file (HEIC, AVIF, videos): whether one of its brands is among these. The
// first is the file's own, those after the version say what else may read it.
template <std::size_t N>
bool has_brand(Bytes file, const std::array<std::string_view, N>& brands) {
  const auto said = static_cast<std::size_t>(field(file, 0, 4));
  const std::size_t length = std::clamp<std::size_t>(said, 12, file.size());
  for (std::size_t at = 8; at + 4 <= length; at += at == 8 ? 8 : 4) {
    for (const std::string_view brand : brands) {
      if (holds(file, at, brand)) return true;
    }
  }
  return false;
}

constexpr std::array<std::string_view, 1> kAvifSequence = {"avis"};

bool is_iso_media(Bytes file) { return file.size() >= 12 && holds(file, 4, "ftyp"); }

// What stb_image does not read, and somebody else does.
std::optional<ForeignFormat> foreign_format(Bytes file) {
  using namespace std::string_view_literals;
  constexpr std::array kAvif = {"avif"sv, "avis"sv};
  constexpr std::array kHeic = {"heic"sv, "heix"sv, "hevc"sv, "hevx"sv,
                                "heim"sv, "heis"sv, "mif1"sv, "msf1"sv};
  if (is_iso_media(file)) {
    if (has_brand(file, kAvif)) return ForeignFormat::kAvif;
    if (has_brand(file, kHeic)) return ForeignFormat::kHeic;
    return std::nullopt;
  }
  if (holds(file, 0, "RIFF") && holds(file, 8, "WEBP")) return ForeignFormat::kWebp;
  for (const auto mark : {"II*\0"sv, "MM\0*"sv, "II+\0"sv, "MM\0+"sv}) {
    if (holds(file, 0, mark)) return ForeignFormat::kTiff;
  }
  return std::nullopt;
}

// Formats that people do have and nobody here reads: named, so that they know what to do.
std::string_view other_format(Bytes file) {
  if (holds(file, 0, "%PDF")) return "PDF";
  if (holds(file, 0, "PK\3\4")) return "ZIP";
  if (holds(file, 0, "\xFF\x0A") || holds(file, 4, "JXL ")) return "JPEG XL";
  if (is_pnm(file)) return "PNM";
  return {};
}

// Whether the boxes of an ISO base media file (ISO/IEC 14496-12, 4.2) or the RIFF of a WebP go on
// behind the file's end. Decoders show what is there.
bool is_cut_off(Bytes file, ForeignFormat format) {
  if (format == ForeignFormat::kTiff) return false;
  if (format == ForeignFormat::kWebp) {
    std::uint64_t length = 8;
    for (std::size_t i = 0; i < 4; ++i) length += std::uint64_t{file[4 + i]} << (8 * i);
    return length > file.size();
  }
  for (std::size_t at = 0; file.size() - at >= 8;) {
    std::uint64_t length = field(file, at, 4);
    if (length == 0) return false;  // to the end
    if (length == 1 && file.size() - at >= 16) length = field(file, at + 8, 8);
    if (length < 8) return false;  // damaged: let the decoder say so
    if (length > file.size() - at) return true;
    at += static_cast<std::size_t>(length);
  }
  return false;
}

// Bit 1 of VP8X's first byte, which is the file's first chunk then: animation.
bool is_animation(Bytes file, ForeignFormat format) {
  if (format == ForeignFormat::kAvif) return has_brand(file, kAvifSequence);
  return format == ForeignFormat::kWebp && holds(file, 12, "VP8X") && file.size() > 20 &&
         (file[20] & 2) != 0;
}

// zlib's data, for colour_profile().
std::vector<std::uint8_t> unpacked(Bytes packed, std::size_t most) {
  return inflated(packed, most, Deflated::kZlib);
}

// Brings what stands in a file to what a person sees.
Image finished(Image image, const std::optional<ColourProfile>& profile, DecodeNotes& done) {
  done.colour = convert_to_srgb(image, profile);
  return apply_orientation(std::move(image), done.orientation);
}

Result<Image> decode_by_others(Bytes file, ForeignFormat format, const DecodeLimits& limits,
                               DecodeNotes& done) {
  if (is_cut_off(file, format)) return fail(ErrorCode::kImageCutOff);
  auto decoded = decode_foreign(file, format, limits);
  if (!decoded) return tl::unexpected(decoded.error());
  done.orientation = decoded->orientation;
  done.source = {std::string(name_of(format)), decoded->by_browser,
                 decoded->several || is_animation(file, format)};
  std::optional<ColourProfile> profile;
  if (decoded->icc) profile.emplace().icc = std::move(*decoded->icc);
  return finished(std::move(decoded->image), profile, done);
}

}  // namespace

bool begins_as_image(Bytes head) {
  using namespace std::string_view_literals;
  for (const auto mark : {"\xFF\xD8\xFF"sv, "\x89PNG\r\n"sv, "GIF8"sv, "8BPS\0\1"sv}) {
    if (holds(head, 0, mark)) return true;
  }
  return is_dicom(head) || foreign_format(head);
}

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
  const auto foreign = foreign_format(file);
  if (!foreign && is_iso_media(file)) return fail(ErrorCode::kImageVideo);
  if (const std::string_view format = other_format(file); !foreign && !format.empty()) {
    return fail(ErrorCode::kImageFormat, {{"format", format}});
  }
  Result<Image> image =
      foreign ? decode_by_others(file, *foreign, limits, done) : decode_by_stb(file, limits);
  if (image && !foreign) {
    done.orientation = exif_orientation(file);
    image = finished(std::move(*image), colour_profile(file, unpacked), done);
  }
  if (image && notes != nullptr) *notes = std::move(done);
  return image;
}

}  // namespace lesion
