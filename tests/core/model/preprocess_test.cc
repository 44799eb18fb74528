#include "core/model/preprocess.h"

#include <gtest/gtest.h>

#include "tests/support/images.h"

namespace lesion {
namespace {

TEST(Preprocess, ValuesLieInZeroToOneInPlanesOfRedGreenBlue) {
  const auto input = preprocess(testing::filled(40, 30, 255, 51, 0), square_input(8));
  ASSERT_TRUE(input);
  ASSERT_EQ(input->values.size(), 3u * 8 * 8);
  EXPECT_NEAR(input->values[0], 1.0, 1e-6);
  EXPECT_NEAR(input->values[64], 0.2, 1e-6);
  EXPECT_NEAR(input->values[128], 0.0, 1e-6);
}

TEST(Preprocess, MeanAndDeviationAreApplied) {
  InputRule rule = square_input(4);
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
  EXPECT_FALSE(preprocess({}, square_input(8)));
  EXPECT_FALSE(preprocess(image, square_input(0)));
  EXPECT_FALSE(preprocess(image, square_input(5000)));
  EXPECT_FALSE(preprocess(image, square_input(8), Rect{0, 0, 0, 10}));
  InputRule rule = square_input(8);
  rule.std = {0, 1, 1};
  EXPECT_FALSE(preprocess(image, rule));
}

}  // namespace
}  // namespace lesion
