#include "core/image/fill.h"

#include <gtest/gtest.h>

#include <vector>

namespace lesion {
namespace {

// Red grows to the right, green downwards.
Image slope(int width, int height) {
  Image image{width, height, {}};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      image.rgb.push_back(static_cast<std::uint8_t>(40 + 2 * x));
      image.rgb.push_back(static_cast<std::uint8_t>(60 + 2 * y));
      image.rgb.push_back(90);
    }
  }
  return image;
}

std::vector<std::uint8_t> box(int width, int height, int x0, int y0, int x1, int y1) {
  std::vector<std::uint8_t> marked(static_cast<std::size_t>(width * height));
  for (int y = y0; y < y1; ++y) {
    for (int x = x0; x < x1; ++x) marked[static_cast<std::size_t>(y * width + x)] = 255;
  }
  return marked;
}

TEST(Fill, WhatIsNotMarkedStaysAsItIs) {
  const Image image = slope(31, 17);
  const auto marked = box(31, 17, 10, 5, 20, 12);
  Image holed = image;
  for (std::size_t i = 0; i < marked.size(); ++i) {
    if (marked[i] != 0) holed.rgb[3 * i] = holed.rgb[3 * i + 1] = holed.rgb[3 * i + 2] = 0;
  }
  const Image filled = filled_from_surroundings(holed, marked);
  ASSERT_EQ(filled.rgb.size(), image.rgb.size());
  for (std::size_t i = 0; i < marked.size(); ++i) {
    for (std::size_t c = 0; c < 3; ++c) {
      if (marked[i] == 0) {
        EXPECT_EQ(filled.rgb[3 * i + c], image.rgb[3 * i + c]) << i;
      } else {
        // A slope goes on through a hole of ten pixels, within what it changes over half of it.
        EXPECT_NEAR(filled.rgb[3 * i + c], image.rgb[3 * i + c], 10) << i;
      }
    }
  }
}

TEST(Fill, APlainImageIsPlainAfterwards) {
  Image image{64, 48, std::vector<std::uint8_t>(64 * 48 * 3, 137)};
  const auto marked = box(64, 48, 0, 0, 64, 40);
  for (std::size_t i = 0; i < marked.size(); ++i) {
    if (marked[i] != 0) image.rgb[3 * i] = 5;
  }
  for (const std::uint8_t value : filled_from_surroundings(image, marked).rgb) {
    EXPECT_EQ(value, 137);
  }
}

TEST(Fill, NothingAllAndAMaskOfAnotherSizeLeaveTheImage) {
  const Image image = slope(9, 7);
  EXPECT_EQ(filled_from_surroundings(image, box(9, 7, 0, 0, 0, 0)).rgb, image.rgb);
  EXPECT_EQ(filled_from_surroundings(image, box(9, 7, 0, 0, 9, 7)).rgb, image.rgb);
  EXPECT_EQ(filled_from_surroundings(image, box(7, 7, 1, 1, 2, 2)).rgb, image.rgb);
  EXPECT_TRUE(filled_from_surroundings({}, {}).empty());
}

}  // namespace
}  // namespace lesion
