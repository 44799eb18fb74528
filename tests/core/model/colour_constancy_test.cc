#include "core/model/colour_constancy.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/model/preprocess.h"
#include "tests/support/images.h"

namespace lesion {
namespace {

// Planes of two pixels. Worked by hand: the norm of 0.3 and 0.1 is 0.2 for power 1 and
// sqrt((0.09 + 0.01) / 2) = 0.223607 for power 2.
const std::vector<float> kPlanes{0.3f, 0.1f, 0.5f, 0.5f, 0.0f, 0.0f};
constexpr ColourLayout kTwoPlanes{.pixels = 2, .channel_step = 2};

TEST(ColourConstancy, DividesByTheMeanForPowerOne) {
  const auto factors = constancy_factors(kPlanes, kTwoPlanes, 1);
  EXPECT_NEAR(factors[0], 0.65 / 0.2, 1e-5);
  EXPECT_NEAR(factors[1], 0.65 / 0.5, 1e-6);
}

TEST(ColourConstancy, DividesByTheRootOfTheMeanSquareForPowerTwo) {
  EXPECT_NEAR(constancy_factors(kPlanes, kTwoPlanes, 2)[0], 0.65 / 0.2236068, 1e-5);
}

TEST(ColourConstancy, IsTheMinkowskiNormForTheHigherPowers) {
  for (const int power : {4, 8}) {
    const double norm = std::pow((std::pow(0.3, power) + std::pow(0.1, power)) / 2, 1.0 / power);
    EXPECT_NEAR(constancy_factors(kPlanes, kTwoPlanes, power)[0], 0.65 / norm, 1e-5) << power;
  }
}

TEST(ColourConstancy, StaysFiniteWhereAColourIsAbsent) {
  EXPECT_FLOAT_EQ(constancy_factors(kPlanes, kTwoPlanes, 4)[2], 8);
}

TEST(ColourConstancy, ReadsPixelsSideBySideAsItReadsPlanes) {
  const std::vector<float> side_by_side{0.3f, 0.5f, 0.0f, 0.1f, 0.5f, 0.0f};
  EXPECT_EQ(constancy_factors(side_by_side, {.pixels = 2, .pixel_step = 3, .channel_step = 1}, 4),
            constancy_factors(kPlanes, kTwoPlanes, 4));
}

TEST(ColourConstancy, HoldsValuesToOne) {
  std::vector<float> planes{0.9f, 0.1f, 0.5f, 0.5f, 0.0f, 0.0f};
  make_constant(planes, kTwoPlanes, 1);
  EXPECT_FLOAT_EQ(planes[0], 1);
  EXPECT_NEAR(planes[1], 0.13, 1e-5);
}

// The same scene under two lights gives one input, which plain preprocessing does not.
TEST(ColourConstancy, MakesOneInputOfASceneUnderTwoLights) {
  const Image white = testing::filled(8, 8, 100, 100, 100);
  const Image yellow = testing::filled(8, 8, 120, 110, 60);
  InputRule rule = square_input(4);
  EXPECT_NE(preprocess(white, rule)->values, preprocess(yellow, rule)->values);
  rule.colour_constancy = 4;
  const auto a = preprocess(white, rule);
  const auto b = preprocess(yellow, rule);
  ASSERT_TRUE(a && b);
  for (std::size_t i = 0; i < a->values.size(); ++i) EXPECT_NEAR(a->values[i], b->values[i], 1e-6);
}

TEST(ColourConstancy, OtherPowersAreRefused) {
  InputRule rule = square_input(4);
  for (const int power : {-1, 3, 6, 16}) {
    rule.colour_constancy = power;
    EXPECT_FALSE(preprocess(testing::filled(8, 8, 1, 2, 3), rule)) << power;
  }
}

}  // namespace
}  // namespace lesion
