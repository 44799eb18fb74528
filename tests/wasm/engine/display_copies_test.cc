// The copies of an image that are handed out to be shown.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "core/image/halve.h"
#include "core/image/resample.h"
#include "tests/wasm/engine/patterned.h"
#include "wasm/engine/session.h"

namespace lesion::engine {
namespace {

std::vector<Image> levels_of(const Image& image) {
  std::vector<Image> levels;
  for_each_level(image, [&levels](const Image& level) { levels.push_back(level); });
  return levels;
}

TEST(DisplayCopy, ImageThatFitsIsHandedOutAsItIs) {
  const Image image = patterned(5, 3);
  const DisplayCopy copy = display_copy(image, 5);
  ASSERT_EQ(copy.width, 5);
  ASSERT_EQ(copy.height, 3);
  ASSERT_EQ(copy.rgba.size(), 60u);
  for (std::size_t i = 0; i < 15; ++i) {
    for (std::size_t c = 0; c < 3; ++c) EXPECT_EQ(copy.rgba[i * 4 + c], image.rgb[i * 3 + c]);
    EXPECT_EQ(copy.rgba[i * 4 + 3], 255);
  }
}

TEST(DisplayCopy, LongerSideIsHeldToTheLimitAndTheShapeIsKept) {
  const DisplayCopy wide = display_copy(patterned(40, 20), 8);
  EXPECT_EQ(wide.width, 8);
  EXPECT_EQ(wide.height, 4);
  const DisplayCopy sliver = display_copy(patterned(1, 1000), 10);
  EXPECT_EQ(sliver.width, 1);
  EXPECT_EQ(sliver.height, 10);
}

TEST(DisplayCopy, ReducingInStripsEqualsReducingAtOnce) {
  const Image image = patterned(60, 700);
  const DisplayCopy copy = display_copy(image, 300);
  ASSERT_EQ(copy.height, 300);
  const Image whole = resample_to_bytes(image, {0, 0, 60, 700}, copy.width, copy.height);
  int greatest = 0;
  for (std::size_t i = 0; i < whole.rgb.size() / 3; ++i) {
    for (std::size_t c = 0; c < 3; ++c) {
      greatest = std::max(greatest, std::abs(copy.rgba[i * 4 + c] - whole.rgb[i * 3 + c]));
    }
  }
  // The strips' starts are rounded otherwise than the whole's: a half may go the other way.
  EXPECT_LE(greatest, 1);
}

TEST(DisplayCopy, ImageWithoutPixelsHasNone) {
  EXPECT_TRUE(display_copy({}).rgba.empty());
  EXPECT_TRUE(levels_of({}).empty());
}

TEST(Levels, AreHalvedDownToTheCoarsest) {
  const Image image = patterned(1300, 701);
  const std::vector<Image> levels = levels_of(image);
  ASSERT_EQ(levels.size(), 3u);
  EXPECT_EQ(levels[0].rgb, image.rgb);
  EXPECT_EQ(levels[1].rgb, halved(image).rgb);
  EXPECT_EQ(levels[2].width, 325);
  EXPECT_EQ(levels[2].height, 175);
}

TEST(Levels, OfASmallImageAreTheImageAlone) { EXPECT_EQ(levels_of(patterned(100, 80)).size(), 1u); }

TEST(Levels, BeginWithWhatEveryDeviceTakes) {
  const std::vector<Image> levels = levels_of(patterned(8000, 16));
  ASSERT_FALSE(levels.empty());
  EXPECT_EQ(levels[0].width, kDisplaySide);
  EXPECT_EQ(levels[0].height, 8);
}

TEST(Thumbnail, KeepsTheShapeAndTheMeanColour) {
  const Image image = patterned(2560, 1920);
  const DisplayCopy small = thumbnail(image);
  EXPECT_EQ(small.width, kThumbnailSide);
  EXPECT_EQ(small.height, 240);
  const auto mean = [](const std::vector<std::uint8_t>& values, std::size_t step, std::size_t c) {
    double sum = 0;
    for (std::size_t i = c; i < values.size(); i += step) sum += values[i];
    return sum * static_cast<double>(step) / static_cast<double>(values.size());
  };
  for (std::size_t c = 0; c < 3; ++c) {
    EXPECT_NEAR(mean(small.rgba, 4, c), mean(image.rgb, 3, c), 1);  // rounded twice
  }
}

}  // namespace
}  // namespace lesion::engine
