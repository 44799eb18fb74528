#include "core/concepts/paint_over.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "core/concepts/plane.h"
#include "core/image/fill.h"
#include "core/image/resample.h"

namespace lesion {
namespace {

// Where the centre of pixel `at` of `count` lies on a row of `cells`: two cells and the second's
// weight.
struct Tap {
  int first = 0;
  int second = 0;
  double weight = 0;
  int cell = 0;  // the one that it lies in
};

std::vector<Tap> taps(int count, int cells) {
  std::vector<Tap> list;
  for (int i = 0; i < count; ++i) {
    const double at = (i + 0.5) * cells / count;
    const double held = std::clamp(at - 0.5, 0.0, cells - 1.0);
    const int first = static_cast<int>(held);
    list.push_back({first, std::min(first + 1, cells - 1), held - first,
                    std::min(static_cast<int>(at), cells - 1)});
  }
  return list;
}

}  // namespace

Image painted_over(const Image& image, const Finding& finding) {
  const Plane& cover = finding.cover;
  if (image.empty() || cover.size() == 0) return image;
  Plane marked(cover.width, cover.height);
  bool some = false;
  for (std::size_t i = 0; i < cover.size(); ++i) {
    marked.values[i] = cover.values[i] >= 0.5f ? 1.0f : 0.0f;
    some = some || marked.values[i] > 0;
  }
  if (!some) return image;
  marked = dilated(marked, 1);
  std::vector<std::uint8_t> bytes(marked.size());
  std::transform(marked.values.begin(), marked.values.end(), bytes.begin(),
                 [](float value) { return static_cast<std::uint8_t>(value > 0 ? 255 : 0); });
  const Rect whole{0, 0, static_cast<double>(image.width), static_cast<double>(image.height)};
  const bool as_it_is = cover.width == image.width && cover.height == image.height;
  Image small = filled_from_surroundings(
      as_it_is ? image : resample_to_bytes(image, whole, cover.width, cover.height), bytes);
  if (as_it_is) return small;

  Image out = image;
  const std::vector<Tap> across = taps(image.width, cover.width);
  const std::vector<Tap> down = taps(image.height, cover.height);
  for (int y = 0; y < image.height; ++y) {
    const Tap& v = down[static_cast<std::size_t>(y)];
    for (int x = 0; x < image.width; ++x) {
      const Tap& u = across[static_cast<std::size_t>(x)];
      if (bytes[marked.index(u.cell, v.cell)] == 0) continue;
      const std::array<std::size_t, 4> from = {
          marked.index(u.first, v.first), marked.index(u.second, v.first),
          marked.index(u.first, v.second), marked.index(u.second, v.second)};
      const std::size_t to =
          3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) +
               static_cast<std::size_t>(x));
      for (std::size_t c = 0; c < 3; ++c) {
        const double above =
            small.rgb[3 * from[0] + c] * (1 - u.weight) + small.rgb[3 * from[1] + c] * u.weight;
        const double below =
            small.rgb[3 * from[2] + c] * (1 - u.weight) + small.rgb[3 * from[3] + c] * u.weight;
        out.rgb[to + c] =
            static_cast<std::uint8_t>(std::lround(above * (1 - v.weight) + below * v.weight));
      }
    }
  }
  return out;
}

}  // namespace lesion
