#include "core/image/halve.h"

#include <gtest/gtest.h>

#include <cmath>

namespace lesion {
namespace {

// One value for all three channels of each pixel, rows from the top.
Image grey(int width, int height, const std::vector<int>& values) {
  Image image{width, height, {}};
  for (const int value : values) {
    image.rgb.insert(image.rgb.end(), 3, static_cast<std::uint8_t>(value));
  }
  return image;
}

// Mean over the area that each output pixel covers, in doubles, pixel by pixel.
double covered_mean(const Image& image, const Image& half, int x, int y, std::size_t channel) {
  const double wide = static_cast<double>(image.width) / half.width;
  const double tall = static_cast<double>(image.height) / half.height;
  double sum = 0;
  for (int row = 0; row < image.height; ++row) {
    const double down = std::min(row + 1.0, (y + 1) * tall) - std::max(row + 0.0, y * tall);
    for (int column = 0; column < image.width; ++column) {
      const double across =
          std::min(column + 1.0, (x + 1) * wide) - std::max(column + 0.0, x * wide);
      if (down <= 0 || across <= 0) continue;
      const auto at = (static_cast<std::size_t>(row) * static_cast<std::size_t>(image.width) +
                       static_cast<std::size_t>(column)) *
                          3 +
                      channel;
      sum += down * across * image.rgb[at];
    }
  }
  return sum / (wide * tall);
}

TEST(Halved, FourPixelsBecomeTheirMeanRoundedHalvesUp) {
  const Image half = halved(grey(4, 2, {0, 1, 10, 20, 1, 0, 30, 43}));
  ASSERT_EQ(half.width, 2);
  ASSERT_EQ(half.height, 1);
  EXPECT_EQ(half.rgb, (std::vector<std::uint8_t>{1, 1, 1, 26, 26, 26}));
}

// By hand: five columns become two of 2.5 each, so (0 + 100 + 50/2) / 2.5 and (50/2 + 0 + 200)
// / 2.5.
TEST(Halved, AnOddPixelBetweenTwoIsShared) {
  const Image half = halved(grey(5, 2, {0, 100, 50, 0, 200, 0, 100, 50, 0, 200}));
  ASSERT_EQ(half.width, 2);
  EXPECT_EQ(half.rgb[0], 50);
  EXPECT_EQ(half.rgb[3], 90);
}

TEST(Halved, IsTheMeanOverTheAreaCoveredWhateverTheSides) {
  for (const auto& [width, height] : {std::pair{7, 5}, {8, 5}, {9, 6}, {1, 9}, {13, 1}, {3, 2}}) {
    Image image{width, height, {}};
    for (int i = 0; i < width * height * 3; ++i) {
      image.rgb.push_back(static_cast<std::uint8_t>((i * 97 + i * i * 31) % 256));
    }
    const Image half = halved(image);
    ASSERT_EQ(half.width, std::max(1, width / 2));
    ASSERT_EQ(half.height, std::max(1, height / 2));
    std::size_t at = 0;
    for (int y = 0; y < half.height; ++y) {
      for (int x = 0; x < half.width; ++x) {
        for (std::size_t c = 0; c < 3; ++c, ++at) {
          EXPECT_LE(std::abs(half.rgb[at] - covered_mean(image, half, x, y, c)), 0.5 + 1e-9)
              << width << " x " << height << " at " << x << ", " << y;
        }
      }
    }
  }
}

TEST(Halved, KeepsOneValueAsItIs) {
  const Image half = halved(grey(3, 3, std::vector<int>(9, 255)));
  EXPECT_EQ(half.rgb, (std::vector<std::uint8_t>{255, 255, 255}));
}

TEST(Halved, NothingBecomesNothing) { EXPECT_TRUE(halved({}).empty()); }

}  // namespace
}  // namespace lesion
