// A file in memory, as LibTIFF reads it. Within core/image.
#pragma once

#include <tiffio.h>

#include <cstdint>
#include <memory>
#include <span>

namespace lesion {

// The file, and what LibTIFF said of it.
struct TiffSource {
  std::span<const std::uint8_t> bytes;
  std::uint64_t at = 0;
  bool complained = false;  // an error, or a warning of its JPEG library
};

struct TiffClose {
  void operator()(TIFF* tiff) const { TIFFClose(tiff); }
  void operator()(TIFFOpenOptions* options) const { TIFFOpenOptionsFree(options); }
};
using Tiff = std::unique_ptr<TIFF, TiffClose>;

// Its first directory; null where there is none. `source` has to outlive it.
Tiff open_tiff(TiffSource& source);

}  // namespace lesion
