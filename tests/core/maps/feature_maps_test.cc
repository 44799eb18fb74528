#include "core/maps/feature_maps.h"

#include <gtest/gtest.h>

#include <limits>

namespace lesion {
namespace {

TEST(MapStatistics, AreHandWorked) {
  const std::vector<float> map{0, 1, 5, 0, 2, 0};
  const MapStatistics s = map_statistics(map, 3);
  EXPECT_FLOAT_EQ(s.min, 0);
  EXPECT_FLOAT_EQ(s.max, 5);
  EXPECT_FLOAT_EQ(s.mean, 8.0f / 6);
  EXPECT_FLOAT_EQ(s.active_fraction, 0.5f);
  EXPECT_EQ(s.peak_x, 2);
  EXPECT_EQ(s.peak_y, 0);
  EXPECT_FALSE(s.inactive());
}

TEST(MapStatistics, AMapOfZerosIsInactiveAndNotNaN) {
  const MapStatistics s = map_statistics(std::vector<float>(9, 0.0f), 3);
  EXPECT_TRUE(s.inactive());
  EXPECT_EQ(s.mean, 0);
}

TEST(MapStatistics, NonFiniteCellsAreCountedAndLeftOut) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float inf = std::numeric_limits<float>::infinity();
  const MapStatistics s = map_statistics(std::vector<float>{nan, 2, inf, 4}, 2);
  EXPECT_EQ(s.non_finite, 2);
  EXPECT_FLOAT_EQ(s.min, 2);
  EXPECT_FLOAT_EQ(s.max, 4);
  EXPECT_FLOAT_EQ(s.mean, 3);
  EXPECT_EQ(s.peak_x, 1);
  EXPECT_EQ(s.peak_y, 1);
}

TEST(Scaled, IsClampedAndSafeOnAnEmptyScale) {
  EXPECT_FLOAT_EQ(scaled(1, {0, 4}), 0.25f);
  EXPECT_FLOAT_EQ(scaled(9, {0, 4}), 1);
  EXPECT_FLOAT_EQ(scaled(-1, {0, 4}), 0);
  EXPECT_FLOAT_EQ(scaled(3, {2, 2}), 0);
  EXPECT_FLOAT_EQ(scaled(std::numeric_limits<float>::quiet_NaN(), {0, 1}), 0);
}

TEST(SampleSmooth, HasHalfPixelCentresAndRepeatsTheEdge) {
  const std::vector<float> map{0, 100};
  EXPECT_FLOAT_EQ(sample_smooth(map, 2, 1, 0.0f, 0.5f), 0);
  EXPECT_FLOAT_EQ(sample_smooth(map, 2, 1, 0.25f, 0.5f), 0);
  EXPECT_FLOAT_EQ(sample_smooth(map, 2, 1, 0.5f, 0.5f), 50);
  EXPECT_FLOAT_EQ(sample_smooth(map, 2, 1, 0.75f, 0.5f), 100);
  EXPECT_FLOAT_EQ(sample_smooth(map, 2, 1, 1.0f, 0.5f), 100);
}

TEST(SampleExact, GivesTheCellThatIsHit) {
  const std::vector<float> map{1, 2, 3, 4};
  EXPECT_EQ(sample_exact(map, 2, 2, 0.49f, 0.49f), 1);
  EXPECT_EQ(sample_exact(map, 2, 2, 0.51f, 0.49f), 2);
  EXPECT_EQ(sample_exact(map, 2, 2, 0.0f, 1.0f), 3);
}

}  // namespace
}  // namespace lesion
