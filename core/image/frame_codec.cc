#include "core/image/frame_codec.h"

#include <charls.h>
#include <openjpeg.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "core/image/decode_stb.h"
#include "core/image/jpeg_frame.h"

namespace lesion {
namespace {

using Bytes = std::span<const std::uint8_t>;

tl::unexpected<Error> damaged() { return fail(ErrorCode::kImageBlocks); }

std::uint64_t field(Bytes bytes, std::size_t at, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < size; ++i) value = value << 8 | bytes[at + i];
  return value;
}

// Room for the samples of a frame that its header describes.
Result<CodedFrame> room_for(std::uint64_t width, std::uint64_t height, std::uint64_t samples,
                            std::uint64_t bits, const DecodeLimits& limits) {
  if (width == 0 || height == 0 || (samples != 1 && samples != 3) || bits < 2 || bits > 16) {
    return damaged();
  }
  if (auto small = check_size(width, height, limits); !small) {
    return tl::unexpected(small.error());
  }
  CodedFrame frame;
  frame.width = static_cast<int>(width);
  frame.height = static_cast<int>(height);
  frame.samples = static_cast<int>(samples);
  frame.bits = static_cast<int>(bits);
  frame.values.resize(static_cast<std::size_t>(width * height * samples * 2));
  return frame;
}

// The frame header of a JPEG or JPEG-LS file, whose marker is `first` to `last`: bits, height,
// width, components from its body on.
std::optional<std::size_t> frame_header(Bytes file, std::uint8_t first, std::uint8_t last) {
  for (std::size_t at = 2; file.size() >= 10 && at <= file.size() - 10;) {
    const std::uint8_t marker = file[at + 1];
    if (file[at] != 0xFF || marker == 0xFF) {
      ++at;
      continue;
    }
    if (marker >= first && marker <= last && marker != 0xC4) return at + 4;
    if (marker == 0xDA) break;
    at += 2 + std::max<std::size_t>(2, static_cast<std::size_t>(field(file, at + 2, 2)));
  }
  return std::nullopt;
}

// Whether every table of DC codes (T.81 B.2.4.2) has differences of at most 15 bits: for one of 16,
// which only the lossless process has, the decoder looks beyond the end of a table of its own.
// Tables may stand before each scan; within a scan's data FF is followed by 0, or by a restart
// marker, which has no body.
bool sound_dc_tables(Bytes file) {
  constexpr std::size_t kCounts = 16;
  for (std::size_t at = 0; at + 4 < file.size(); ++at) {
    if (file[at] != 0xFF || file[at + 1] != 0xC4) continue;
    const std::size_t end =
        std::min(file.size(), at + 2 + static_cast<std::size_t>(field(file, at + 2, 2)));
    for (std::size_t table = at + 4; table + 1 + kCounts <= end;) {
      const bool is_dc = file[table] >> 4 == 0;
      std::size_t symbols = 0;
      for (std::size_t i = 1; i <= kCounts; ++i) symbols += file[table + i];
      table += 1 + kCounts;
      for (std::size_t i = table; is_dc && i < std::min(end, table + symbols); ++i) {
        if (file[i] > 15) return false;
      }
      table += symbols;
    }
  }
  return true;
}

Result<CodedFrame> jpeg(Bytes coded, const DecodeLimits& limits) {
  const auto head = frame_header(coded, 0xC0, 0xC3);
  if (!head) return damaged();
  const std::uint64_t bits = coded[*head];
  auto frame = room_for(field(coded, *head + 3, 2), field(coded, *head + 1, 2), coded[*head + 5],
                        bits, limits);
  if (!frame) return frame;
  // A bit a sample is what Huffman codes need at least, of which DCT has one for 64.
  const bool lossless = coded[*head - 3] == 0xC3;
  if (coded.size() < frame->values.size() / (lossless ? 16 : 1024)) {
    return fail(ErrorCode::kImageHeaderOnly, {{"width", frame->width}, {"height", frame->height}});
  }
  if (!lossless && !sound_dc_tables(coded)) return damaged();
  const auto decode = lossless    ? lesion_jpeg16_decode
                      : bits == 8 ? lesion_jpeg8_decode
                                  : lesion_jpeg12_decode;
  const auto state = decode(coded.data(), coded.size(), frame->values.data(), frame->values.size());
  if (state != LESION_JPEG_READ) return damaged();
  return frame;
}

// CharLS believes what a scan says of itself: one that is interleaved otherwise than the first
// writes beyond the image, and some combinations give it no codec at all. Every marker of a scan is
// looked at (T.87 C.2.3), wherever in the file it stands.
bool sound_scans(Bytes coded, const JlsParameters& said) {
  const bool by_sample = said.interleaveMode == charls::InterleaveMode::Sample;
  const bool by_plane = said.interleaveMode == charls::InterleaveMode::None;
  if (said.bitsPerSample < 2 || said.bitsPerSample > 16 ||
      (said.components == 1 ? !by_plane : said.components != 3)) {
    return false;
  }
  const int most = (1 << said.bitsPerSample) - 1;
  const JlsCustomParameters& custom = said.custom;
  if (custom.MAXVAL < 0 || custom.MAXVAL > most || said.allowedLossyError < 0 ||
      said.allowedLossyError > std::min(255, most / 2)) {
    return false;
  }
  // With another RESET than the standard's 64 CharLS decodes bytes only.
  if (custom.RESET != 0 && custom.RESET != 64 && (said.bitsPerSample > 8 || by_sample))
    return false;
  const std::uint8_t samples = by_plane ? 1 : 3;
  int frames = 0;
  for (std::size_t at = 0; at + 1 < coded.size(); ++at) {
    if (coded[at] != 0xFF) continue;
    if (coded[at + 1] == 0xF7 && ++frames > 1) return false;
    if (coded[at + 1] != 0xDA) continue;
    const std::size_t lossy = at + 5 + 2 * static_cast<std::size_t>(samples);
    if (lossy + 1 >= coded.size() || coded[at + 4] != samples ||
        coded[lossy] != said.allowedLossyError ||
        coded[lossy + 1] != static_cast<std::uint8_t>(said.interleaveMode)) {
      return false;
    }
  }
  return true;
}

Result<CodedFrame> jpeg_ls(Bytes coded, const DecodeLimits& limits) {
  JlsParameters said{};
  if (JpegLsReadHeader(coded.data(), coded.size(), &said, nullptr) != charls::ApiResult::OK ||
      said.width < 1 || said.height < 1) {
    return damaged();
  }
  if (!sound_scans(coded, said)) return damaged();
  auto frame =
      room_for(static_cast<std::uint64_t>(said.width), static_cast<std::uint64_t>(said.height),
               static_cast<std::uint64_t>(std::max(said.components, 0)),
               static_cast<std::uint64_t>(std::max(said.bitsPerSample, 0)), limits);
  if (!frame) return frame;
  const std::size_t size = said.bitsPerSample > 8 ? 2 : 1;
  std::vector<std::uint8_t> values(frame->values.size() / 2 * size);
  if (JpegLsDecode(values.data(), values.size(), coded.data(), coded.size(), nullptr, nullptr) !=
      charls::ApiResult::OK) {
    return damaged();
  }
  // By planes, or a pixel's samples beside each other.
  const auto samples = static_cast<std::size_t>(frame->samples);
  const std::size_t pixels = values.size() / size / samples;
  const bool planes = said.interleaveMode == charls::InterleaveMode::None;
  for (std::size_t i = 0; i < pixels * samples; ++i) {
    const std::size_t from = size * (planes ? i % samples * pixels + i / samples : i);
    frame->values[2 * i] = values[from];
    if (size == 2) frame->values[2 * i + 1] = values[from + 1];
  }
  return frame;
}

// The codestream's size, and what a hostile one would take memory by, before OpenJPEG reads it
// (T.800 annex A.5.1, A.6.1).
struct CodestreamHead {
  std::uint64_t width = 0, height = 0, samples = 0, bits = 0;
};
constexpr std::uint64_t kMostTiles = 4096;
constexpr std::uint64_t kMostLayers = 256;

std::optional<CodestreamHead> codestream_head(Bytes coded) {
  if (coded.size() < 42 || field(coded, 0, 4) != 0xFF4FFF51) return std::nullopt;
  CodestreamHead head;
  const auto at = [&](std::size_t i) { return field(coded, 8 + 4 * i, 4); };
  if (at(0) <= at(2) || at(1) <= at(3) || at(4) == 0 || at(5) == 0) return std::nullopt;
  head.width = at(0) - at(2);
  head.height = at(1) - at(3);
  if (at(2) > (1u << 30) || at(3) > (1u << 30)) return std::nullopt;
  const std::uint64_t tiles = (at(0) / at(4) + 1) * (at(1) / at(5) + 1);
  head.samples = field(coded, 40, 2);
  if (tiles > kMostTiles || (head.samples != 1 && head.samples != 3)) return std::nullopt;
  if (coded.size() < 42 + 3 * head.samples) return std::nullopt;
  for (std::size_t c = 0; c < head.samples; ++c) {
    const std::uint64_t bits = (coded[42 + 3 * c] & 0x7F) + 1;
    if (c > 0 && bits != head.bits) return std::nullopt;
    head.bits = bits;
    if (field(coded, 43 + 3 * c, 2) != 0x0101) return std::nullopt;  // no smaller chroma
  }
  for (std::size_t i = 2; coded.size() - i >= 8;) {
    const std::uint64_t marker = field(coded, i, 2);
    if (marker == 0xFF90) break;
    if (marker == 0xFF52 && field(coded, i + 6, 2) > kMostLayers) return std::nullopt;
    i += 2 + static_cast<std::size_t>(field(coded, i + 2, 2));
    if (i > coded.size()) return std::nullopt;
  }
  return head;
}

struct Source {
  Bytes bytes;
  std::size_t at = 0;
};

OPJ_SIZE_T read_from(void* to, OPJ_SIZE_T count, void* data) {
  auto& source = *static_cast<Source*>(data);
  const std::size_t given = std::min<std::size_t>(count, source.bytes.size() - source.at);
  if (given == 0) return static_cast<OPJ_SIZE_T>(-1);
  std::memcpy(to, source.bytes.data() + source.at, given);
  source.at += given;
  return given;
}

OPJ_OFF_T skip_in(OPJ_OFF_T count, void* data) {
  auto& source = *static_cast<Source*>(data);
  if (count < 0) return -1;
  const auto left = static_cast<OPJ_OFF_T>(source.bytes.size() - source.at);
  const OPJ_OFF_T skipped = std::min(count, left);
  source.at += static_cast<std::size_t>(skipped);
  return skipped;
}

OPJ_BOOL seek_in(OPJ_OFF_T place, void* data) {
  auto& source = *static_cast<Source*>(data);
  if (place < 0 || static_cast<std::uint64_t>(place) > source.bytes.size()) return OPJ_FALSE;
  source.at = static_cast<std::size_t>(place);
  return OPJ_TRUE;
}

struct Destroy {
  void operator()(opj_codec_t* codec) const { opj_destroy_codec(codec); }
  void operator()(opj_image_t* image) const { opj_image_destroy(image); }
};
struct DestroyStream {
  void operator()(opj_stream_t* stream) const { opj_stream_destroy(stream); }
};

// Decoded by OpenJPEG; nothing where a packet or its end is missing (its strict mode).
std::unique_ptr<opj_image_t, Destroy> decoded(Source& source) {
  const std::unique_ptr<opj_codec_t, Destroy> codec(opj_create_decompress(OPJ_CODEC_J2K));
  const std::unique_ptr<opj_stream_t, DestroyStream> stream(opj_stream_create(1 << 16, OPJ_TRUE));
  if (!codec || !stream) return nullptr;
  opj_stream_set_user_data(stream.get(), &source, nullptr);
  opj_stream_set_user_data_length(stream.get(), source.bytes.size());
  opj_stream_set_read_function(stream.get(), read_from);
  opj_stream_set_skip_function(stream.get(), skip_in);
  opj_stream_set_seek_function(stream.get(), seek_in);
  opj_dparameters_t parameters;
  opj_set_default_decoder_parameters(&parameters);
  if (!opj_setup_decoder(codec.get(), &parameters) ||
      !opj_decoder_set_strict_mode(codec.get(), OPJ_TRUE)) {
    return nullptr;
  }
  opj_image_t* header = nullptr;
  const bool begun = opj_read_header(stream.get(), codec.get(), &header) != OPJ_FALSE;
  std::unique_ptr<opj_image_t, Destroy> image(header);
  if (!begun || !image) return nullptr;
  if (!opj_decode(codec.get(), stream.get(), image.get()) ||
      !opj_end_decompress(codec.get(), stream.get())) {
    return nullptr;
  }
  return image;
}

Result<CodedFrame> jpeg_2000(Bytes coded, const DecodeLimits& limits) {
  // Some writers keep the boxes of a JP2 file around the codestream.
  constexpr std::array<std::uint8_t, 4> kStart = {0xFF, 0x4F, 0xFF, 0x51};
  const auto start = std::search(coded.begin(), coded.end(), kStart.begin(), kStart.end());
  coded = coded.subspan(static_cast<std::size_t>(start - coded.begin()));
  const auto head = codestream_head(coded);
  if (!head) return damaged();
  auto frame = room_for(head->width, head->height, head->samples, head->bits, limits);
  if (!frame) return frame;
  Source source{coded};
  const auto image = decoded(source);
  if (!image) return damaged();
  const std::size_t samples = static_cast<std::size_t>(frame->samples);
  const std::size_t pixels = frame->values.size() / 2 / samples;
  if (image->numcomps != samples) return damaged();
  for (std::size_t c = 0; c < samples; ++c) {
    const opj_image_comp_t& from = image->comps[c];
    if (from.w != head->width || from.h != head->height || from.data == nullptr ||
        from.prec != head->bits || from.sgnd != image->comps[0].sgnd) {
      return damaged();
    }
    for (std::size_t i = 0; i < pixels; ++i) {
      const auto value = static_cast<std::uint32_t>(from.data[i]);
      frame->values[2 * (i * samples + c)] = static_cast<std::uint8_t>(value);
      frame->values[2 * (i * samples + c) + 1] = static_cast<std::uint8_t>(value >> 8);
    }
  }
  frame->is_signed = image->comps[0].sgnd != 0;
  return frame;
}

}  // namespace

Result<CodedFrame> decode_frame(Bytes coded, FrameCoding coding, const DecodeLimits& limits) {
  switch (coding) {
    case FrameCoding::kJpeg:
      return jpeg(coded, limits);
    case FrameCoding::kJpegLs:
      return jpeg_ls(coded, limits);
    default:
      return jpeg_2000(coded, limits);
  }
}

}  // namespace lesion
