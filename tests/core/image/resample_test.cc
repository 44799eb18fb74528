#include "core/image/resample.h"

#include <gtest/gtest.h>

#include "tests/support/images.h"

namespace lesion {
namespace {

using testing::filled;
using testing::ramp;

float red(const FloatImage& image, int x, int y) {
  return image.values[static_cast<std::size_t>(y * image.width + x)];
}

TEST(Resample, TheSameSizeGivesTheSamePixels) {
  const Image image = ramp(7, 5);
  EXPECT_EQ(resample_to_bytes(image, {0, 0, 7, 5}, 7, 5).rgb, image.rgb);
}

TEST(Resample, AConstantImageStaysConstantAtEverySize) {
  const Image image = filled(13, 9, 200, 100, 3);
  for (const int size : {1, 2, 5, 13, 40}) {
    const FloatImage out = resample(image, {0, 0, 13, 9}, size, size);
    const auto area = static_cast<std::size_t>(size * size);
    for (std::size_t i = 0; i < area; ++i) {
      ASSERT_NEAR(out.values[i], 200, 1e-4);
      ASSERT_NEAR(out.values[area + i], 100, 1e-4);
      ASSERT_NEAR(out.values[2 * area + i], 3, 1e-4);
    }
  }
}

TEST(Resample, EnlargingTwiceIsHandWorkedBilinearWithHalfPixelCentres) {
  // Two pixels 0 and 100 to four: centres at 0.25, 0.75, 1.25, 1.75 of the input, whose own are at
  // 0.5 and 1.5: edge repeats, then 25%, 75%, edge.
  Image image{2, 1, {0, 0, 0, 100, 100, 100}};
  const FloatImage out = resample(image, {0, 0, 2, 1}, 4, 1);
  EXPECT_FLOAT_EQ(red(out, 0, 0), 0);
  EXPECT_FLOAT_EQ(red(out, 1, 0), 25);
  EXPECT_FLOAT_EQ(red(out, 2, 0), 75);
  EXPECT_FLOAT_EQ(red(out, 3, 0), 100);
}

TEST(Resample, HalvingIsTheHandWorkedTriangle) {
  // Scale 2: weights of pixels at distance 0.5 and 1.5 are 3/4 and 1/4 of a half, so inner output
  // 1 (centre 3) = (x1 * 1 + x2 * 3 + x3 * 3 + x4 * 1) / 8.
  Image image{6, 1, {}};
  for (const int v : {0, 8, 16, 40, 80, 160}) {
    image.rgb.insert(image.rgb.end(), 3, static_cast<std::uint8_t>(v));
  }
  const FloatImage out = resample(image, {0, 0, 6, 1}, 3, 1);
  EXPECT_FLOAT_EQ(red(out, 1, 0), (8 + 16 * 3 + 40 * 3 + 80) / 8.0f);
  // Output 0 (centre 1): pixels -1 (repeats 0), 0, 1, 2.
  EXPECT_FLOAT_EQ(red(out, 0, 0), (0 + 0 * 3 + 8 * 3 + 16) / 8.0f);
}

TEST(Resample, ARegionIsCutOutAtItsPlace) {
  const FloatImage out = resample(ramp(10, 10), {3, 4, 4, 2}, 4, 2);
  EXPECT_FLOAT_EQ(red(out, 0, 0), 30);
  EXPECT_FLOAT_EQ(red(out, 3, 1), 60);
  EXPECT_FLOAT_EQ(out.values[8], 40);  // green of row 4
}

TEST(Resample, BeyondTheImageItsEdgeRepeats) {
  const FloatImage out = resample(ramp(4, 4), {-100, 0, 8, 4}, 8, 4);
  for (int x = 0; x < 8; ++x) EXPECT_FLOAT_EQ(red(out, x, 0), 0);
}

TEST(Resample, NothingToSampleGivesAnEmptyImage) {
  EXPECT_TRUE(resample({}, {0, 0, 1, 1}, 4, 4).values.empty());
  EXPECT_TRUE(resample(ramp(2, 2), {0, 0, 0, 2}, 4, 4).values.empty());
  EXPECT_TRUE(resample(ramp(2, 2), {0, 0, 2, 2}, 0, 4).values.empty());
}

}  // namespace
}  // namespace lesion
