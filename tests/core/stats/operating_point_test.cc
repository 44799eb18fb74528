#include "core/stats/operating_point.h"

#include <gtest/gtest.h>

#include <vector>

namespace lesion {
namespace {

using Labels = std::vector<std::uint8_t>;

const std::vector<double> kScores{0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3};
const Labels kLabels{1, 0, 1, 1, 0, 1, 1};

TEST(OperatingPoint, CountsAtAThresholdHandWorked) {
  const auto counts = confusion_at({kScores, kLabels}, 0.6);
  EXPECT_EQ(counts.true_positives, 3u);
  EXPECT_EQ(counts.false_positives, 1u);
  EXPECT_EQ(counts.true_negatives, 1u);
  EXPECT_EQ(counts.false_negatives, 2u);
  EXPECT_DOUBLE_EQ(counts.sensitivity(), 0.6);
  EXPECT_DOUBLE_EQ(counts.specificity(), 0.5);
}

TEST(OperatingPoint, ThresholdIsTheHighestThatFindsEnough) {
  const LabelledScores data{kScores, kLabels};
  EXPECT_EQ(threshold_for_sensitivity(data, 0.8).value(), 0.4);
  EXPECT_EQ(threshold_for_sensitivity(data, 0.81).value(), 0.3);
  EXPECT_EQ(threshold_for_sensitivity(data, 0.6).value(), 0.6);
  EXPECT_EQ(threshold_for_sensitivity(data, 1).value(), 0.3);
  EXPECT_EQ(threshold_for_sensitivity(data, 1e-6).value(), 0.9);
}

TEST(OperatingPoint, RefusesAnImpossibleSensitivityAndAnEmptyClass) {
  EXPECT_FALSE(threshold_for_sensitivity({kScores, kLabels}, 0).has_value());
  EXPECT_FALSE(threshold_for_sensitivity({kScores, kLabels}, 1.01).has_value());
  const std::vector<double> one{0.5};
  EXPECT_FALSE(threshold_for_sensitivity({one, Labels{0}}, 0.9).has_value());
}

}  // namespace
}  // namespace lesion
