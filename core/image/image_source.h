// Who decoded an image, where that was not core itself.
#pragma once

#include <string>

namespace lesion {

struct ImageSource {
  std::string format;       // "TIFF", "WebP", "AVIF", "HEIC" (foreign.h); "" of all others
  bool by_browser = false;  // this browser decoded it
  bool several = false;     // the file holds more images: this is the first
};

}  // namespace lesion
