#include "core/model/preprocess.h"

#include <gtest/gtest.h>

#include "tests/support/pictures.h"

namespace lesion {
namespace {

TEST(SeenRegion, IsTheCentralSquareOfTheShorterSide) {
  EXPECT_EQ(seen_region(600, 450, {.size = 224, .crop_fraction = 1.0}), (Rect{75, 0, 450, 450}));
  EXPECT_EQ(seen_region(450, 600, {.size = 224, .crop_fraction = 1.0}), (Rect{0, 75, 450, 450}));
}

// Paper, section 3.1: downscaled to 300 x 300, crop of 224 x 224 (sizes reconstructed).
TEST(SeenRegion, ThePapersCropOf224From300LeavesABorderOf38) {
  const Rect seen = seen_region(300, 300, {.size = 224, .crop_fraction = 224.0 / 300.0});
  EXPECT_DOUBLE_EQ(seen.x, 38);
  EXPECT_DOUBLE_EQ(seen.y, 38);
  EXPECT_DOUBLE_EQ(seen.width, 224);
}

TEST(Preprocess, ValuesLieInZeroToOneInPlanesOfRedGreenBlue) {
  const auto input = preprocess(testing::filled(40, 30, 255, 51, 0), {.size = 8});
  ASSERT_TRUE(input);
  ASSERT_EQ(input->values.size(), 3u * 8 * 8);
  EXPECT_NEAR(input->values[0], 1.0, 1e-6);
  EXPECT_NEAR(input->values[64], 0.2, 1e-6);
  EXPECT_NEAR(input->values[128], 0.0, 1e-6);
}

TEST(Preprocess, MeanAndDeviationAreApplied) {
  InputRule rule{.size = 4};
  rule.mean = {0.5f, 0.2f, 0.0f};
  rule.std = {0.25f, 1.0f, 2.0f};
  const auto input = preprocess(testing::filled(10, 10, 255, 51, 255), rule);
  ASSERT_TRUE(input);
  EXPECT_NEAR(input->values[0], 2.0, 1e-6);
  EXPECT_NEAR(input->values[16], 0.0, 1e-6);
  EXPECT_NEAR(input->values[32], 0.5, 1e-6);
}

TEST(Preprocess, ImpossibleRequestsAreRefused) {
  const Image image = testing::filled(10, 10, 1, 2, 3);
  EXPECT_FALSE(preprocess({}, {.size = 8}));
  EXPECT_FALSE(preprocess(image, {.size = 0}));
  EXPECT_FALSE(preprocess(image, {.size = 5000}));
  EXPECT_FALSE(preprocess(image, {.size = 8}, Rect{0, 0, 0, 10}));
  InputRule rule{.size = 8};
  rule.std = {0, 1, 1};
  EXPECT_FALSE(preprocess(image, rule));
}

}  // namespace
}  // namespace lesion
