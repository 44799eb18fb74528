#include "core/image/halve.h"

#include <algorithm>
#include <array>

namespace lesion {
namespace {

// Output position i of an axis of `length` pixels reads three pixels, the last of them with weight
// 0 where the length is even. The weights add up to `sum`.
struct Axis {
  int length = 0;
  int out = 0;

  explicit Axis(int pixels) : length(pixels), out(std::max(1, pixels / 2)) {}

  bool even() const { return length % 2 == 0; }
  std::uint32_t sum() const { return even() ? 2 : static_cast<std::uint32_t>(length); }
  // Where the pixel itself is the whole axis, or there is no third, the last one is read again.
  std::size_t offset(int i, int tap) const {
    return static_cast<std::size_t>(std::min(2 * i + tap, length - 1));
  }
  std::array<std::uint32_t, 3> weights(int i) const {
    if (length == 1) return {1, 0, 0};
    if (even()) return {1, 1, 0};
    const auto n = static_cast<std::uint32_t>(out);
    const auto at = static_cast<std::uint32_t>(i);
    return {n - at, n, at + 1};
  }
};

// Two rows, then two columns: the common case, in sums that fit sixteen bits.
void halve_even(const Image& image, Image& half) {
  const std::size_t stride = static_cast<std::size_t>(image.width) * 3;
  std::vector<std::uint16_t> line(stride);
  std::uint8_t* out = half.rgb.data();
  for (int y = 0; y < half.height; ++y) {
    const std::uint8_t* above = image.rgb.data() + static_cast<std::size_t>(2 * y) * stride;
    const std::uint8_t* below = above + stride;
    for (std::size_t k = 0; k < stride; ++k) {
      line[k] = static_cast<std::uint16_t>(above[k] + below[k]);
    }
    const std::uint16_t* in = line.data();
    for (int x = 0; x < half.width; ++x, in += 6, out += 3) {
      for (std::size_t c = 0; c < 3; ++c) {
        out[c] = static_cast<std::uint8_t>((in[c] + in[c + 3] + 2) / 4);
      }
    }
  }
}

void halve_any(const Image& image, Image& half) {
  const Axis columns(image.width);
  const Axis rows(image.height);
  const std::size_t stride = static_cast<std::size_t>(image.width) * 3;
  const std::uint64_t total = std::uint64_t{columns.sum()} * rows.sum();
  std::vector<std::uint32_t> line(stride);
  std::uint8_t* out = half.rgb.data();
  for (int y = 0; y < half.height; ++y) {
    const auto down = rows.weights(y);
    std::fill(line.begin(), line.end(), 0u);
    for (int tap = 0; tap < 3; ++tap) {
      const std::uint8_t* in = image.rgb.data() + rows.offset(y, tap) * stride;
      const std::uint32_t weight = down[static_cast<std::size_t>(tap)];
      for (std::size_t k = 0; k < stride; ++k) line[k] += weight * in[k];
    }
    for (int x = 0; x < half.width; ++x, out += 3) {
      const auto across = columns.weights(x);
      for (std::size_t c = 0; c < 3; ++c) {
        std::uint64_t value = 0;
        for (int tap = 0; tap < 3; ++tap) {
          value += std::uint64_t{across[static_cast<std::size_t>(tap)]} *
                   line[columns.offset(x, tap) * 3 + c];
        }
        out[c] = static_cast<std::uint8_t>((2 * value + total) / (2 * total));
      }
    }
  }
}

}  // namespace

Image halved(const Image& image) {
  if (image.empty()) return {};
  const Axis columns(image.width);
  const Axis rows(image.height);
  Image half{columns.out, rows.out, {}};
  half.rgb.resize(static_cast<std::size_t>(half.width) * static_cast<std::size_t>(half.height) * 3);
  if (columns.even() && rows.even()) {
    halve_even(image, half);
  } else {
    halve_any(image, half);
  }
  return half;
}

}  // namespace lesion
