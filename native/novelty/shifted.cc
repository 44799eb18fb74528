#include "native/novelty/shifted.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

namespace lesion {
namespace {

using Pixel = std::array<double, 3>;

std::uint8_t to_byte(double value) {
  return static_cast<std::uint8_t>(std::clamp(std::floor(value + 0.5), 0.0, 255.0));
}

Pixel recoloured(Pixel pixel, std::size_t shift) {
  const double grey = 0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2];
  switch (shift) {
    case 0:
      return {0.75 * pixel[0], pixel[1], 1.3 * pixel[2]};
    case 1:
      return {1.2 * pixel[0], pixel[1], 0.6 * pixel[2]};
    case 2:
      return {0.5 * pixel[0], 0.5 * pixel[1], 0.5 * pixel[2]};
    case 3:
      return {grey, grey, grey};
    case 4:
      for (double& value : pixel) value = 128 + 1.8 * (value - 128);
      return pixel;
    case 5:
      return {pixel[2], pixel[1], pixel[0]};
    default:
      return {255 - pixel[0], 255 - pixel[1], 255 - pixel[2]};
  }
}

// A box of a fortieth of the shorter side, along x or along y; the edge repeats.
Image box_blurred(const Image& image, bool across) {
  const int reach = std::max(1, std::min(image.width, image.height) / 80);
  Image result = image;
  for (int y = 0; y < image.height; ++y) {
    for (int x = 0; x < image.width; ++x) {
      Pixel sum{};
      for (int d = -reach; d <= reach; ++d) {
        const int u = across ? std::clamp(x + d, 0, image.width - 1) : x;
        const int v = across ? y : std::clamp(y + d, 0, image.height - 1);
        const auto at = (static_cast<std::size_t>(v) * static_cast<std::size_t>(image.width) +
                         static_cast<std::size_t>(u)) *
                        3;
        for (std::size_t c = 0; c < 3; ++c) sum[c] += image.rgb[at + c];
      }
      const auto at = (static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) +
                       static_cast<std::size_t>(x)) *
                      3;
      for (std::size_t c = 0; c < 3; ++c) result.rgb[at + c] = to_byte(sum[c] / (2 * reach + 1));
    }
  }
  return result;
}

}  // namespace

Image shifted(const Image& image, std::size_t shift) {
  if (shift + 1 == kShiftNames.size()) {
    Image result = image;
    for (int pass = 0; pass < 2; ++pass) result = box_blurred(box_blurred(result, true), false);
    return result;
  }
  Image result = image;
  for (std::size_t i = 0; i + 2 < result.rgb.size(); i += 3) {
    const Pixel pixel =
        recoloured({static_cast<double>(image.rgb[i]), static_cast<double>(image.rgb[i + 1]),
                    static_cast<double>(image.rgb[i + 2])},
                   shift);
    for (std::size_t c = 0; c < 3; ++c) result.rgb[i + c] = to_byte(pixel[c]);
  }
  return result;
}

}  // namespace lesion
