#include "core/image/dicom_frame.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "core/image/decode_stb.h"
#include "core/image/frame_codec.h"

namespace lesion::dicom {
namespace {

constexpr std::uint32_t kPixelData = 0x7FE00010;
constexpr double kMostFrames = 1'000'000;

enum class Coding : std::uint8_t { kPlain, kEncapsulated, kRle, kJpeg, kJpegLs, kJpeg2000, kNone };

struct Syntax {
  std::string_view uid;  // behind 1.2.840.10008.1.2
  Coding coding;
  std::string_view name;  // what is said of one that is not read
};
constexpr std::string_view kRoot = "1.2.840.10008.1.2";
// PS3.6 table A-1.
constexpr std::array kSyntaxes = {
    Syntax{"", Coding::kPlain, ""},
    Syntax{".1", Coding::kPlain, ""},
    Syntax{".1.98", Coding::kEncapsulated, ""},
    Syntax{".1.99", Coding::kPlain, ""},
    Syntax{".2", Coding::kPlain, ""},
    Syntax{".5", Coding::kRle, ""},
    Syntax{".4.50", Coding::kJpeg, ""},
    Syntax{".4.51", Coding::kJpeg, ""},
    Syntax{".4.57", Coding::kJpeg, ""},
    Syntax{".4.70", Coding::kJpeg, ""},
    Syntax{".4.80", Coding::kJpegLs, ""},
    Syntax{".4.81", Coding::kJpegLs, ""},
    Syntax{".4.90", Coding::kJpeg2000, ""},
    Syntax{".4.91", Coding::kJpeg2000, ""},
    Syntax{".4.92", Coding::kNone, "JPEG 2000 Part 2"},
    Syntax{".4.93", Coding::kNone, "JPEG 2000 Part 2"},
    Syntax{".4.100", Coding::kNone, "MPEG-2 video"},
    Syntax{".4.101", Coding::kNone, "MPEG-2 video"},
    Syntax{".4.102", Coding::kNone, "H.264 video"},
    Syntax{".4.103", Coding::kNone, "H.264 video"},
    Syntax{".4.104", Coding::kNone, "H.264 video"},
    Syntax{".4.105", Coding::kNone, "H.264 video"},
    Syntax{".4.106", Coding::kNone, "H.264 video"},
    Syntax{".4.107", Coding::kNone, "H.265 video"},
    Syntax{".4.108", Coding::kNone, "H.265 video"},
    Syntax{".4.110", Coding::kNone, "JPEG XL"},
    Syntax{".4.111", Coding::kNone, "JPEG XL"},
    Syntax{".4.112", Coding::kNone, "JPEG XL"},
    Syntax{".4.201", Coding::kNone, "High-Throughput JPEG 2000"},
    Syntax{".4.202", Coding::kNone, "High-Throughput JPEG 2000"},
    Syntax{".4.203", Coding::kNone, "High-Throughput JPEG 2000"},
};

Syntax syntax_of(const std::string& uid) {
  if (uid.empty()) return kSyntaxes[0];
  for (const Syntax& syntax : kSyntaxes) {
    if (uid.size() == kRoot.size() + syntax.uid.size() && uid.starts_with(kRoot) &&
        uid.ends_with(syntax.uid)) {
      return syntax;
    }
  }
  return {"", Coding::kNone, ""};
}

tl::unexpected<Error> form_failure(std::string what) {
  return fail(ErrorCode::kDicomForm, {{"what", std::move(what)}});
}

// The fragments that make up a frame, put together where they are several.
struct Coded {
  std::vector<std::uint8_t> owned;
  Bytes bytes;
};

Coded joined(std::span<const Bytes> fragments) {
  Coded coded;
  if (fragments.size() == 1) {
    coded.bytes = fragments[0];
    return coded;
  }
  for (const Bytes part : fragments)
    coded.owned.insert(coded.owned.end(), part.begin(), part.end());
  coded.bytes = coded.owned;
  return coded;
}

// Where each frame begins, in bytes behind the table of offsets: the extended table (PS3.3
// C.7.6.3.1.8), else the basic one; empty where there is none of that many.
std::vector<std::uint64_t> offsets_of(const DataSet& data, Bytes table, std::size_t frames) {
  std::vector<std::uint64_t> offsets;
  const auto extended = data.find(0x7FE00001);
  const std::size_t size = extended ? 8 : 4;
  const Bytes bytes = extended ? extended->value : table;
  if (bytes.size() / size != frames) return offsets;
  for (std::size_t i = 0; i < frames; ++i) {
    offsets.push_back(data.number(bytes.subspan(i * size, size)));
  }
  return offsets;
}

bool starts_image(Bytes fragment) {
  return fragment.size() >= 2 && fragment[0] == 0xFF &&
         (fragment[1] == 0xD8 || fragment[1] == 0x4F);
}

std::optional<Coded> coded_frame(const DataSet& data, Bytes encapsulated, int frame, int frames) {
  const auto all = fragments_of(encapsulated);
  if (!all || all->size() < 2) return std::nullopt;
  const std::span<const Bytes> fragments = std::span(*all).subspan(1);
  const auto count = static_cast<std::size_t>(frames);
  const auto which = static_cast<std::size_t>(frame);
  if (count == 1) return joined(fragments);
  if (fragments.size() == count) return joined(fragments.subspan(which, 1));
  const auto offsets = offsets_of(data, (*all)[0], count);
  std::uint64_t at = 0;  // of the fragment's item, behind the table
  std::uint64_t number = 0;
  std::size_t first = 0;
  std::size_t last = 0;
  for (std::size_t i = 0; i < fragments.size(); ++i) {
    if (starts_image(fragments[i])) ++number;
    const bool within =
        offsets.empty() ? number == which + 1
                        : at >= offsets[which] && (which + 1 == count || at < offsets[which + 1]);
    if (within) {
      if (last == 0) first = i;
      last = i + 1;
    }
    at += 8 + fragments[i].size();
  }
  if (last == 0 || (offsets.empty() && number != count)) return std::nullopt;
  return joined(fragments.subspan(first, last - first));
}

// What the frame header of a JPEG says, and whose colours it holds.
struct JpegHead {
  int process = -1;  // SOFn
  int bits = 0;
  int components = 0;
  bool jfif = false;
  int adobe = -1;  // its transform
  bool named_rgb = false;
};

JpegHead jpeg_head(Bytes file) {
  JpegHead head;
  for (std::size_t at = 2; file.size() >= 4 && at <= file.size() - 4;) {
    const std::uint8_t marker = file[at + 1];
    if (file[at] != 0xFF || marker == 0xFF || marker == 0) {
      ++at;
      continue;
    }
    const std::size_t length = static_cast<std::size_t>(file[at + 2]) << 8 | file[at + 3];
    if (marker == 0xDA || marker == 0xD9 || length < 2 || length > file.size() - at - 2) break;
    const Bytes body = file.subspan(at + 4, length - 2);
    const auto begins = [&](std::string_view text) {
      return body.size() >= text.size() && std::equal(text.begin(), text.end(), body.begin());
    };
    head.jfif = head.jfif || (marker == 0xE0 && begins("JFIF"));
    if (marker == 0xEE && begins("Adobe") && body.size() >= 12) head.adobe = body[11];
    const bool frame =
        marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    if (frame && body.size() >= 6) {
      head.process = marker - 0xC0;
      head.bits = body[0];
      head.components = body[5];
      head.named_rgb = head.components == 3 && body.size() >= 15 && body[6] == 'R' &&
                       body[9] == 'G' && body[12] == 'B';
    }
    at += 2 + length;
  }
  return head;
}

// Whether the three components are luma and two chromas. Adobe's marker and JFIF say so
// themselves; where neither stands there, DICOM does.
bool luma_and_chroma(const JpegHead& head, const std::string& photometric) {
  if (head.adobe >= 0) return head.adobe == 1;
  if (head.jfif) return true;
  return !head.named_rgb && photometric != "RGB";
}

Result<Samples> from_library(Bytes coded, FrameCoding coding, PixelForm& form,
                             const DecodeLimits& limits) {
  auto decoded = decode_frame(coded, coding, limits);
  if (!decoded) return tl::unexpected(decoded.error());
  if (decoded->width != form.columns || decoded->height != form.rows ||
      decoded->samples != form.samples) {
    return fail(ErrorCode::kDicomDamaged);
  }
  form.stored = std::min(form.stored, decoded->bits);
  form.high = form.stored - 1;
  if (coding == FrameCoding::kJpeg2000) form.is_signed = decoded->is_signed;
  Samples samples;
  samples.owned = std::move(decoded->values);
  samples.pixel_stride = 2 * static_cast<std::size_t>(form.samples);
  samples.sample_stride = 2;
  samples.wide = true;
  samples.bytes = samples.owned;
  return samples;
}

Result<Samples> from_jpeg(Bytes coded, PixelForm& form, const DecodeLimits& limits) {
  const JpegHead head = jpeg_head(coded);
  if (head.process < 0) return fail(ErrorCode::kDicomDamaged);
  if (head.process > 3) return form_failure("JPEG, SOF" + std::to_string(head.process));
  if (head.components != form.samples) return fail(ErrorCode::kDicomDamaged);
  std::vector<std::uint8_t> copy;
  if (head.process != 3 && head.bits == 8) {
    const auto sound = sound_jpeg(coded, limits, copy);
    if (!sound) return tl::unexpected(sound.error());
    coded = *sound;
  }
  auto samples = from_library(coded, FrameCoding::kJpeg, form, limits);
  if (!samples) return samples;
  // Of a lossless JPEG the components are what DICOM says; of others what they say themselves.
  if (form.samples == 3 && head.process != 3) {
    form.photometric = luma_and_chroma(head, form.photometric) ? "YBR_FULL" : "RGB";
  }
  samples->jpeg.assign(coded.begin(), coded.end());
  return samples;
}

// Frame `frame` of `frames` that lie in `bytes` one after another.
Result<Samples> plain(Bytes bytes, std::uint64_t frame, std::uint64_t frames, bool words,
                      const PixelForm& form, Encoding encoding) {
  Samples samples;
  const std::uint64_t values = form.pixels() * static_cast<std::uint64_t>(form.samples);
  std::uint64_t length = values * static_cast<std::uint64_t>(form.allocated / 8);
  if (form.photometric == "YBR_FULL_422" && form.allocated == 8 && bytes.size() < length * frames) {
    // Some writers call so what has a chroma sample for each pixel.
    if (form.columns % 2 != 0) return form_failure("YBR_FULL_422");
    samples.halved = true;
    length = 2 * form.pixels();
  }
  samples.swapped = encoding.big_endian && form.allocated == 8 && words;
  if (samples.swapped) length += length % 2;
  if (bytes.size() < length || bytes.size() / length <= frame) {
    return fail(ErrorCode::kImageCutOff);
  }
  samples.bytes =
      bytes.subspan(static_cast<std::size_t>(frame * length), static_cast<std::size_t>(length));
  samples.wide = form.allocated == 16;
  samples.big_endian = encoding.big_endian;
  const std::size_t size = samples.wide ? 2 : 1;
  const auto count = static_cast<std::size_t>(form.samples);
  samples.pixel_stride = form.planar ? size : size * count;
  samples.sample_stride = form.planar ? size * static_cast<std::size_t>(form.pixels()) : size;
  return samples;
}

}  // namespace

Result<PixelForm> pixel_form(const DataSet& data, const DecodeLimits& limits) {
  if (data.find(0x7FE00008) || data.find(0x7FE00009)) return form_failure("floating point");
  if (!data.find(kPixelData)) return fail(ErrorCode::kDicomNoImage);
  PixelForm form;
  form.rows = data.word(0x00280010).value_or(0);
  form.columns = data.word(0x00280011).value_or(0);
  if (form.rows == 0 || form.columns == 0) return fail(ErrorCode::kDicomNoImage);
  const auto wide = static_cast<std::uint64_t>(form.columns);
  const auto high = static_cast<std::uint64_t>(form.rows);
  if (auto small = check_size(wide, high, limits); !small) return tl::unexpected(small.error());
  form.photometric = data.text(0x00280004);
  const bool grey = form.photometric == "MONOCHROME1" || form.photometric == "MONOCHROME2" ||
                    form.photometric == "PALETTE COLOR";
  const bool colour = form.photometric == "RGB" || form.photometric == "YBR_FULL" ||
                      form.photometric == "YBR_FULL_422" || form.photometric == "YBR_ICT" ||
                      form.photometric == "YBR_RCT";
  form.samples = data.word(0x00280002).value_or(grey ? 1 : 3);
  form.allocated = data.word(0x00280100).value_or(0);
  form.stored = data.word(0x00280101).value_or(static_cast<std::uint16_t>(form.allocated));
  form.high = data.word(0x00280102).value_or(static_cast<std::uint16_t>(form.stored - 1));
  form.is_signed = data.word(0x00280103).value_or(0) == 1;
  form.planar = form.samples == 3 && data.word(0x00280006).value_or(0) == 1;
  if (!(grey && form.samples == 1) && !(colour && form.samples == 3)) {
    // Of the file only what the standard knows is repeated: letters, digits, blank, underscore.
    std::string said = form.photometric.substr(0, 16);
    std::erase_if(said, [](char c) {
      return !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') && c != ' ' && c != '_';
    });
    return form_failure(said + " (" + std::to_string(form.samples) + ")");
  }
  if ((form.allocated != 8 && form.allocated != 16) || form.stored < 1 ||
      form.stored > form.allocated || form.high < form.stored - 1 || form.high >= form.allocated) {
    return form_failure(std::to_string(form.stored) + " / " + std::to_string(form.allocated) +
                        " bit");
  }
  const double frames = data.decimal(0x00280008).value_or(1);
  if (!(frames >= 1 && frames <= kMostFrames) || frames != std::floor(frames)) {
    return fail(ErrorCode::kDicomDamaged);
  }
  form.frames = static_cast<int>(frames);
  return form;
}

std::optional<std::vector<std::uint8_t>> rle_decoded(Bytes frame, const PixelForm& form) {
  const auto pixels = static_cast<std::size_t>(form.pixels());
  const auto size = static_cast<std::size_t>(form.allocated / 8);
  const std::size_t segments = size * static_cast<std::size_t>(form.samples);
  constexpr std::size_t kHeader = 64;
  // Two bytes are 128 at most: fewer than that can't hold the image, whose memory is not taken.
  if (frame.size() < kHeader || frame.size() < pixels * segments / 64) return std::nullopt;
  const auto field = [&](std::size_t index) -> std::size_t {
    std::uint32_t value = 0;
    for (std::size_t i = 4; i > 0; --i) value = value << 8 | frame[4 * index + i - 1];
    return value;
  };
  if (field(0) != segments) return std::nullopt;
  std::vector<std::uint8_t> out(pixels * segments);
  for (std::size_t segment = 0; segment < segments; ++segment) {
    std::size_t at = field(1 + segment);
    const std::size_t end = segment + 1 < segments ? field(2 + segment) : frame.size();
    if (at < kHeader || end > frame.size() || at > end) return std::nullopt;
    // The most significant byte of a sample comes first; here the least does.
    const std::size_t byte = segment / size * size + (size - 1 - segment % size);
    std::size_t pixel = 0;
    while (pixel < pixels && at < end) {
      const auto count = static_cast<std::int8_t>(frame[at++]);
      if (count == -128) continue;
      const auto length = static_cast<std::size_t>(count >= 0 ? count + 1 : 1 - count);
      const std::size_t needed = count >= 0 ? length : 1;
      if (needed > end - at || length > pixels - pixel) return std::nullopt;
      for (std::size_t i = 0; i < length; ++i, ++pixel) {
        out[pixel * segments + byte] = frame[at + (count >= 0 ? i : 0)];
      }
      at += needed;
    }
    if (pixel < pixels) return std::nullopt;
  }
  return out;
}

Result<Samples> samples_of(const File& file, PixelForm& form, int frame,
                           const DecodeLimits& limits) {
  const Syntax syntax = syntax_of(file.syntax);
  if (syntax.coding == Coding::kNone) {
    std::string uid = file.syntax.substr(0, 64);
    std::erase_if(uid, [](char c) { return (c < '0' || c > '9') && c != '.'; });
    return fail(ErrorCode::kDicomSyntax,
                {{"syntax", syntax.name.empty() ? uid : std::string(syntax.name)}});
  }
  const auto pixels = file.data.find(kPixelData);
  if (!pixels) return fail(ErrorCode::kDicomNoImage);
  if (syntax.coding == Coding::kPlain) {
    if (pixels->undefined_length) return fail(ErrorCode::kDicomDamaged);
    const auto frames = static_cast<std::uint64_t>(form.frames);
    return plain(pixels->value, static_cast<std::uint64_t>(frame), frames, pixels->vr[1] == 'W',
                 form, file.data.encoding());
  }
  if (!pixels->undefined_length) return fail(ErrorCode::kDicomDamaged);
  auto coded = coded_frame(file.data, pixels->value, frame, form.frames);
  if (!coded) return fail(ErrorCode::kImageCutOff);
  switch (syntax.coding) {
    case Coding::kRle: {
      auto values = rle_decoded(coded->bytes, form);
      if (!values) return fail(ErrorCode::kImageCutOff);
      form.planar = false;
      auto samples = plain(*values, 0, 1, false, form, {});
      if (samples) samples->owned = std::move(*values);
      return samples;
    }
    case Coding::kJpeg:
      return from_jpeg(coded->bytes, form, limits);
    case Coding::kJpegLs:
      return from_library(coded->bytes, FrameCoding::kJpegLs, form, limits);
    case Coding::kJpeg2000: {
      auto samples = from_library(coded->bytes, FrameCoding::kJpeg2000, form, limits);
      // The codestream's own transform has been undone.
      if (form.photometric.starts_with("YBR_ICT") || form.photometric.starts_with("YBR_RCT")) {
        form.photometric = "RGB";
      }
      return samples;
    }
    default: {
      auto samples = plain(coded->bytes, 0, 1, false, form, file.data.encoding());
      if (samples) samples->owned = std::move(coded->owned);
      return samples;
    }
  }
}

}  // namespace lesion::dicom
