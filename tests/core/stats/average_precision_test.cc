#include "core/stats/average_precision.h"

#include <gtest/gtest.h>

#include <vector>

namespace lesion {
namespace {

double of(const std::vector<double>& scores, const std::vector<std::uint8_t>& labels) {
  const auto value = average_precision({scores, labels});
  return value ? *value : -1;
}

TEST(AveragePrecision, IsThatOfScikitLearnsDocumentedExample) {
  // sklearn.metrics.average_precision_score's own example: 0.83.
  EXPECT_NEAR(of({0.1, 0.4, 0.35, 0.8}, {0, 0, 1, 1}), 5.0 / 6, 1e-12);
}

TEST(AveragePrecision, IsOneWhereAllPositivesAreAboveAllNegatives) {
  EXPECT_DOUBLE_EQ(of({1, 2, 3, 4}, {0, 0, 1, 1}), 1);
}

TEST(AveragePrecision, EqualScoresGiveThePartOfPositivesInAnyOrder) {
  EXPECT_DOUBLE_EQ(of({5, 5, 5, 5}, {1, 0, 0, 0}), 0.25);
  EXPECT_DOUBLE_EQ(of({5, 5, 5, 5}, {0, 0, 0, 1}), 0.25);
}

TEST(AveragePrecision, HandWorkedRankingOfFive) {
  // Positives at ranks 2, 3 and 5: (1/2 + 2/3 + 3/5) / 3.
  EXPECT_NEAR(of({9, 8, 7, 6, 5}, {0, 1, 1, 0, 1}), (1.0 / 2 + 2.0 / 3 + 3.0 / 5) / 3, 1e-12);
}

TEST(AveragePrecision, OneClassAloneIsRefused) { EXPECT_EQ(of({1, 2}, {1, 1}), -1); }

}  // namespace
}  // namespace lesion
