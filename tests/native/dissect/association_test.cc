#include "native/dissect/association.h"

#include <gtest/gtest.h>

#include <vector>

namespace lesion {
namespace {

// A grey has b* = 0: the angle is a right one above L* = 50 and minus that below. Chardon's limits
// of light (41) and dark (-30) skin for the others.
TEST(Association, TypologyAngle) {
  EXPECT_NEAR(individual_typology_angle({200, 200, 200}), 90, 0.2);
  EXPECT_NEAR(individual_typology_angle({60, 60, 60}), -90, 0.2);
  EXPECT_GT(individual_typology_angle({230, 190, 170}), 41);
  EXPECT_LT(individual_typology_angle({90, 60, 45}), -30);
}

TEST(Association, RankCorrelation) {
  const std::vector<double> a = {1, 2, 3, 4, 5};
  EXPECT_NEAR(*rank_correlation(a, std::vector<double>{2, 4, 8, 16, 32}), 1, 1e-12);
  EXPECT_NEAR(*rank_correlation(a, std::vector<double>{5, 4, 3, 2, 1}), -1, 1e-12);
  // 1 - 6 x (1 + 1 + 0 + 1 + 1) / (5 x 24)
  EXPECT_NEAR(*rank_correlation(a, std::vector<double>{2, 1, 3, 5, 4}), 0.8, 1e-12);
  EXPECT_FALSE(rank_correlation(a, std::vector<double>(5, 1.0)));
}

}  // namespace
}  // namespace lesion
