#include "core/image/fill.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace lesion {
namespace {

// One level of the pyramid: mean colours of what is known, and how much is known, 0..1.
struct Level {
  Level(int w, int h)
      : width(w),
        height(h),
        colours(static_cast<std::size_t>(w) * static_cast<std::size_t>(h)),
        known(colours.size()) {}

  std::size_t index(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
           static_cast<std::size_t>(x);
  }

  int width;
  int height;
  std::vector<std::array<float, 3>> colours;
  std::vector<float> known;
};

Level finest(const Image& image, std::span<const std::uint8_t> marked) {
  Level level(image.width, image.height);
  for (std::size_t i = 0; i < level.known.size(); ++i) {
    for (std::size_t c = 0; c < 3; ++c) level.colours[i][c] = image.rgb[3 * i + c];
    level.known[i] = marked[i] == 0 ? 1.0f : 0.0f;
  }
  return level;
}

// Half as wide and high: each place the mean of what is known of its four.
Level halved(const Level& fine) {
  Level coarse((fine.width + 1) / 2, (fine.height + 1) / 2);
  for (int y = 0; y < coarse.height; ++y) {
    for (int x = 0; x < coarse.width; ++x) {
      std::array<float, 3> sum{};
      float weight = 0;
      for (int dy = 0; dy < 2; ++dy) {
        for (int dx = 0; dx < 2; ++dx) {
          if (2 * x + dx >= fine.width || 2 * y + dy >= fine.height) continue;
          const std::size_t from = fine.index(2 * x + dx, 2 * y + dy);
          weight += fine.known[from];
          for (std::size_t c = 0; c < 3; ++c) {
            sum[c] += fine.colours[from][c] * fine.known[from];
          }
        }
      }
      if (weight <= 0) continue;
      const std::size_t to = coarse.index(x, y);
      for (std::size_t c = 0; c < 3; ++c) coarse.colours[to][c] = sum[c] / weight;
      coarse.known[to] = std::min(weight, 1.0f);
    }
  }
  return coarse;
}

// The coarse level's colour at the centre of the fine level's place, bilinear.
std::array<float, 3> above(const Level& coarse, int x, int y) {
  const auto near = [](int fine, int size) {
    const int one = std::min(fine / 2, size - 1);
    const int other = std::clamp(fine % 2 == 0 ? one - 1 : one + 1, 0, size - 1);
    return std::array<int, 2>{one, other};
  };
  const auto columns = near(x, coarse.width);
  const auto rows = near(y, coarse.height);
  constexpr std::array kWeight = {0.75f, 0.25f};
  std::array<float, 3> sum{};
  for (std::size_t j = 0; j < 2; ++j) {
    for (std::size_t i = 0; i < 2; ++i) {
      const auto& colour = coarse.colours[coarse.index(columns[i], rows[j])];
      const float weight = kWeight[i] * kWeight[j];
      for (std::size_t c = 0; c < 3; ++c) sum[c] += weight * colour[c];
    }
  }
  return sum;
}

// What is not known of the fine level comes from the coarse one, which is whole.
void complete(Level& fine, const Level& coarse) {
  for (int y = 0; y < fine.height; ++y) {
    for (int x = 0; x < fine.width; ++x) {
      const std::size_t at = fine.index(x, y);
      const float known = fine.known[at];
      if (known >= 1) continue;
      const auto colour = above(coarse, x, y);
      for (std::size_t c = 0; c < 3; ++c) {
        fine.colours[at][c] = known * fine.colours[at][c] + (1 - known) * colour[c];
      }
    }
  }
}

}  // namespace

Image filled_from_surroundings(const Image& image, std::span<const std::uint8_t> marked) {
  const auto pixels =
      static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height);
  const bool some = std::any_of(marked.begin(), marked.end(), [](auto m) { return m != 0; });
  const bool all = std::all_of(marked.begin(), marked.end(), [](auto m) { return m != 0; });
  if (image.empty() || marked.size() != pixels || !some || all) return image;
  std::vector<Level> levels = {finest(image, marked)};
  while (levels.back().width > 1 || levels.back().height > 1) {
    levels.push_back(halved(levels.back()));
  }
  for (std::size_t l = levels.size() - 1; l > 0; --l) complete(levels[l - 1], levels[l]);
  Image out = image;
  for (std::size_t i = 0; i < pixels; ++i) {
    if (marked[i] == 0) continue;
    for (std::size_t c = 0; c < 3; ++c) {
      out.rgb[3 * i + c] = static_cast<std::uint8_t>(std::lround(levels[0].colours[i][c]));
    }
  }
  return out;
}

}  // namespace lesion
