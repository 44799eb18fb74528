// Any bytes as a font file: what is said of it is said without reading outside of it. What passes
// is for stb_truetype, which promises nothing for a forged file (core/print/font.h).
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "core/print/font.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // Of its own, so that a read behind its end is seen.
  const std::vector<std::uint8_t> file(data, data + size);
  const auto checked = lesion::print::check_font_file(file);
  if (!checked && checked.error().message.empty()) std::abort();
  return 0;
}
