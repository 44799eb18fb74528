// What an image file may be at most.
#pragma once

#include <cstddef>
#include <cstdint>

namespace lesion {

// What is refused before memory for pixels is taken.
struct DecodeLimits {
  std::size_t max_bytes = 256u << 20;      // of the file
  std::uint64_t max_pixels = 100'000'000;  // width x height as the header states them
  int max_side = 30'000;                   // pixels
};

}  // namespace lesion
