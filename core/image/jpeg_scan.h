// Whether a JPEG's image data are whole. stb_image fills in what is missing or damaged without a
// word; nobody should read a lesion on that. All blocks of all scans are walked here as ITU-T T.81
// says, and no pixel is computed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace lesion {

enum class JpegState : std::uint8_t {
  kWhole,
  // Not a JPEG of 8 bits coded by Huffman, sequential or progressive: nothing is said of its data.
  kUnknown,
  kCutOff,   // the data end before the last block, or scans are missing
  kDamaged,  // something that no encoder writes: bytes were changed or lost
};

struct JpegScan {
  JpegState state = JpegState::kUnknown;
  // Behind the last block of the last scan that was read (bytes from the start of the file): an end
  // marker, trailers or nothing may follow.
  std::size_t end = 0;
  int components = 0;  // of the frame; 0 without one
  bool adobe = false;  // has an Adobe marker (APP14)
};

// Never fails and takes at most 8 bytes a block (64 samples) of memory, none for more than
// `max_pixels` or for sequential images. What the decoder tolerates is whole: a missing end marker,
// stray markers behind the last block, fill bytes, at most three bytes between the last block and
// the marker that follows.
//
// Damaged are: a code that is in no table, a coefficient beyond the 63rd, a DC value that no image
// of 8 bits has (zeroed or lost bytes make the prediction drift), restart markers in another order,
// data that go on where the last block of a scan or restart interval has ended.
JpegScan scan_jpeg(std::span<const std::uint8_t> file, std::uint64_t max_pixels = 100'000'000);

}  // namespace lesion
