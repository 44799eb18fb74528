// Any bytes as a DICOM file, its frames and their codings; bytes that are none are taken for the
// data set of one.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>

#include "core/image/colour_profile.h"
#include "core/image/dicom.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lesion;
  const std::span<const std::uint8_t> file(data, size);
  (void)is_dicom(file);
  // Small limits: the reader is looked at here, not the machine's memory.
  const DecodeLimits limits{.max_bytes = 1 << 20, .max_pixels = 1 << 16, .max_side = 4096};
  for (const int frame : {0, 1}) {
    DicomInfo info;
    ColourConversion colour;
    const auto image = decode_dicom(file, limits, frame, info, colour);
    if (!image) continue;
    const auto pixels =
        static_cast<std::size_t>(image->width) * static_cast<std::size_t>(image->height);
    if (image->width < 1 || image->height < 1 || image->rgb.size() != pixels * 3) std::abort();
    if (info.frames < 1 || info.frame != frame) std::abort();
    // Texts may be shown: no control characters, not long.
    for (const std::string& text : {info.body_site, info.device, info.contact, info.immersion}) {
      if (text.size() > 600) std::abort();
      for (const char c : text) {
        if (static_cast<unsigned char>(c) < 0x20) std::abort();
      }
    }
  }
  return 0;
}
