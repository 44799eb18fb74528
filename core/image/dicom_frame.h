// One frame of a DICOM file: its bytes, and the samples in them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/image/decode_limits.h"
#include "core/image/dicom_reader.h"

namespace lesion::dicom {

// The Image Pixel Module (PS3.3 C.7.6.3), checked: what decode_dicom() reads.
struct PixelForm {
  int rows = 0;
  int columns = 0;
  int samples = 1;    // a pixel: 1 or 3
  int allocated = 8;  // bits: 8 or 16
  int stored = 8;     // 1..allocated
  int high = 7;       // the highest bit of a sample
  bool is_signed = false;
  bool planar = false;  // all of one colour before the next
  std::string photometric;
  int frames = 1;

  std::uint64_t pixels() const {
    return static_cast<std::uint64_t>(rows) * static_cast<std::uint64_t>(columns);
  }
};

// Fails with kDicomNoImage, kDicomForm, kImageTooLarge.
Result<PixelForm> pixel_form(const DataSet& data, const DecodeLimits& limits);

// Samples where they lie. Sample `c` of pixel `i` is at i * pixel_stride + c * sample_stride.
struct Samples {
  std::vector<std::uint8_t> owned;  // what `bytes` lies in, where it does not in the file
  Bytes bytes;
  std::size_t pixel_stride = 1;
  std::size_t sample_stride = 1;
  bool wide = false;               // two bytes a sample
  bool big_endian = false;         // of those
  bool swapped = false;            // bytes in words of two, the second first
  bool halved = false;             // YBR_FULL_422: two pixels are Y Y Cb Cr
  std::vector<std::uint8_t> jpeg;  // where they come from one: its colour profile may count

  std::uint32_t at(std::size_t pixel, std::size_t sample) const {
    if (halved) return bytes[pixel / 2 * 4 + (sample == 0 ? pixel % 2 : sample + 1)];
    std::size_t place = pixel * pixel_stride + sample * sample_stride;
    if (swapped) place ^= 1;
    if (!wide) return bytes[place];
    const std::uint32_t first = bytes[place];
    const std::uint32_t second = bytes[place + 1];
    return big_endian ? first << 8 | second : second << 8 | first;
  }
};

// Frame `frame`; `form` is brought up to date where the coded frame says otherwise of its samples.
// Fails with kImageCutOff, kDicomDamaged, kDicomSyntax, kDicomForm.
Result<Samples> samples_of(const File& file, PixelForm& form, int frame,
                           const DecodeLimits& limits);

// RLE Lossless (PS3.5 annex G) to samples beside each other, little endian. Nothing where there are
// fewer than `form` promises.
std::optional<std::vector<std::uint8_t>> rle_decoded(Bytes frame, const PixelForm& form);

}  // namespace lesion::dicom
