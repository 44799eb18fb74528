// The codings of DICOM's frames, by libraries.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/image/decode_limits.h"

namespace lesion {

enum class FrameCoding : std::uint8_t {
  kJpeg,      // T.81: DCT of 8 or 12 bits, lossless of 2 to 16
  kJpegLs,    // T.87
  kJpeg2000,  // T.800
};

// Samples beside each other, two bytes each, little endian.
struct CodedFrame {
  int width = 0;
  int height = 0;
  int samples = 0;  // a pixel: 1 or 3
  int bits = 0;     // of a sample, 1..16
  bool is_signed = false;
  std::vector<std::uint8_t> values;
};

// As they were coded: of JPEG 2000 without its colour transform, else with the colours that were
// given to the encoder. Fails with kImageTooLarge beyond `limits`, kImageDamaged and kImageCutOff.
Result<CodedFrame> decode_frame(std::span<const std::uint8_t> coded, FrameCoding coding,
                                const DecodeLimits& limits);

}  // namespace lesion
