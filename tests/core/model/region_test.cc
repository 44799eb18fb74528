#include "core/model/region.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/model/preprocess.h"
#include "tests/support/images.h"

namespace lesion {
namespace {

TEST(WholeRegion, IsTheSquareOfTheLongerSideAboutTheMiddle) {
  EXPECT_EQ(whole_region(600, 450), (Rect{0, -75, 600, 600}));
  EXPECT_EQ(whole_region(450, 600), (Rect{-75, 0, 600, 600}));
  EXPECT_EQ(whole_region(0, 600), Rect{});
}

TEST(LimitedRegion, LiesWithinTheImage) {
  EXPECT_EQ(limited_region({500, 400, 200, 200}, 600, 450), (Rect{400, 250, 200, 200}));
  EXPECT_EQ(limited_region({-9, -9, 200, 200}, 600, 450), (Rect{0, 0, 200, 200}));
}

TEST(LimitedRegion, BetweenTheSidesItIsCentredAlongTheShorterOne) {
  EXPECT_EQ(limited_region({30, 7, 500, 500}, 600, 450), (Rect{30, -25, 500, 500}));
}

TEST(LimitedRegion, HasAtLeastAnEighthOfTheShorterSideAndAtMostTheLonger) {
  EXPECT_EQ(limited_region({0, 0, 1, 1}, 600, 448).width, 56);
  EXPECT_EQ(limited_region({0, 0, 9999, 1}, 600, 448), whole_region(600, 448));
  EXPECT_EQ(limited_region({0, 0, 1, 1}, 40, 30).width, 16);
  EXPECT_EQ(limited_region({0, 0, 1, 1}, 9, 5).width, 9);
}

TEST(LimitedRegion, StandsOnWholePixels) {
  EXPECT_EQ(limited_region({10.4, 20.6, 99.5, 0}, 600, 450), (Rect{10, 21, 100, 100}));
}

TEST(LimitedRegion, SidesThatAreNoNumbersGiveTheWhole) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(limited_region({nan, 0, 100, 100}, 600, 450), whole_region(600, 450));
}

TEST(RegionKindOf, TellsTheRuleTheWholeAndAnyOtherSquareApart) {
  const InputRule rule = square_input(224, 0.9);
  EXPECT_EQ(region_kind(region_for(rule, 601, 450), 601, 450, rule), RegionKind::kCentral);
  EXPECT_EQ(region_kind(whole_region(601, 450), 601, 450, rule), RegionKind::kWhole);
  EXPECT_EQ(region_kind({0, 0, 450, 450}, 601, 450, rule), RegionKind::kMoved);
}

TEST(RegionKindOf, TheWholeOfASquareImageIsItsCentre) {
  const InputRule rule = square_input(224);
  EXPECT_EQ(region_kind(whole_region(300, 300), 300, 300, rule), RegionKind::kCentral);
}

// Red is 10 x column in a ramp: see tests/support/images.h.
TEST(PreprocessRegion, SeesTheSquareThatItIsGiven) {
  const Image image = testing::ramp(12, 8);
  const auto input = preprocess(image, square_input(4), Rect{6, 2, 4, 4});
  ASSERT_TRUE(input);
  for (int x = 0; x < 4; ++x) {
    EXPECT_FLOAT_EQ(input->values[static_cast<std::size_t>(x)],
                    static_cast<float>(10 * (6 + x)) / 255.0f);
  }
}

TEST(PreprocessRegion, TheWholeRepeatsTheImagesEdgeAboveAndBelow) {
  const Image image = testing::ramp(8, 4);
  const auto input = preprocess(image, square_input(8), whole_region(8, 4));
  ASSERT_TRUE(input);
  // Green is 10 x row: two rows of row 0, the four rows, two of row 3.
  const float rows[] = {0, 0, 0, 10, 20, 30, 30, 30};
  for (std::size_t y = 0; y < 8; ++y) {
    EXPECT_FLOAT_EQ(input->values[64 + y * 8], rows[y] / 255.0f) << y;
  }
}

TEST(PreprocessRegion, TheDefaultIsBitForBitTheCentralSquareGivenByHand) {
  const Image image = testing::ramp(23, 17);
  const InputRule rule = square_input(9, 0.8);
  const auto by_rule = preprocess(image, rule);
  const auto by_hand = preprocess(image, rule, region_for(rule, 23, 17));
  ASSERT_TRUE(by_rule && by_hand);
  EXPECT_EQ(by_rule->values, by_hand->values);
}

}  // namespace
}  // namespace lesion
