#include "native/train/response_tally.h"

#include <gtest/gtest.h>

#include <cmath>
#include <ctime>
#include <limits>
#include <vector>

namespace lesion {
namespace {

using Map = std::vector<float>;

FilterCard card_of(const std::vector<Map>& maps) {
  ResponseTally tally;
  for (const Map& map : maps) tally.add_maximum(map);
  for (const Map& map : maps) tally.count(map);
  return tally.card();
}

TEST(ResponseTally, MaximumMedianAndHighQuantileAreThoseOfTheMaps) {
  // Maxima 1, 2 and 8. Of the 3000 values the 0.999 quantile leaves three above it, which are 1, 2
  // and 8: it is 1/8192 of the maximum above 0.
  std::vector<Map> maps(3, Map(1000, 0.0f));
  maps[0][7] = 1;
  maps[1][8] = 2;
  maps[2][9] = 8;
  const FilterCard card = card_of(maps);
  EXPECT_EQ(card.max, 8);
  EXPECT_EQ(card.median, 2);
  EXPECT_FLOAT_EQ(card.high, 8.0f / 8192);
  EXPECT_FALSE(card.dead);
}

TEST(ResponseTally, ValuesThatAreNotFiniteAreLeftOut) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const FilterCard card = card_of({{nan, 2, kInfinity, 1}, {-kInfinity, 4, nan, 3}, {nan, nan}});
  EXPECT_EQ(card.max, 4);
  EXPECT_EQ(card.median, 2);  // of 2, 4 and 0: an image without a finite value drew nothing
  EXPECT_EQ(card.high, 3.0f + 1.0f / 2048);  // of 1, 2, 3 and 4: three are not above it
  EXPECT_FALSE(card.dead);
}

TEST(ResponseTally, AGreatValueOverASmallMaximumIsNoBinsNumber) {
  // Counted without having been among the maxima: 1e38 / 1e-30 has no int.
  ResponseTally tally;
  tally.add_maximum(Map{1e-30f});
  tally.count(Map{1e38f, -1e38f});
  EXPECT_FLOAT_EQ(tally.card().high, 1e-30f / 8192);
}

TEST(ResponseTally, WithoutImagesAFilterIsDead) {
  const FilterCard card = card_of({});
  EXPECT_TRUE(card.dead);
  EXPECT_EQ(card.max, 0);
  EXPECT_EQ(card.high, 0);
}

TEST(ResponseTally, TimeGrowsWithTheImagesAndNotWithTheirSquare) {
  // The maximum looked up anew for every map would take 10^10 comparisons, seconds of processor
  // time; looked up once, this takes milliseconds.
  ResponseTally tally;
  const int images = 100'000;
  const std::clock_t begin = std::clock();
  for (int i = 0; i < images; ++i) tally.add_maximum(Map{static_cast<float>(i)});
  for (int i = 0; i < images; ++i) tally.count(Map{static_cast<float>(i)});
  EXPECT_EQ(tally.card().max, images - 1);
  EXPECT_LT(static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC, 1.0);
}

}  // namespace
}  // namespace lesion
