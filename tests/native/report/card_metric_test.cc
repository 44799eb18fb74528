#include "native/report/card_metric.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "core/stats/operating_point.h"

namespace lesion {
namespace {

double chance(double margin) { return 1 / (1 + std::exp(-margin)); }

// Worked by hand: at 0 the one malignant image of the two above it is found, and one of the two
// benign ones is called malignant.
ReportSet hand_set() {
  ReportSet set;
  set.name = "by hand";
  set.ids = {"a", "b", "c", "d"};
  set.margins = {-2, 1, -1, 2};
  set.labels = {0, 0, 1, 1};
  set.groupings = {{"Hair", {"present", "present", "absent", ""}, true}};
  return set;
}

// Scores of two overlapping classes, as many as a hold-out has.
ReportSet drawn_set(int count) {
  std::mt19937 random(7);
  std::normal_distribution<double> normal;
  ReportSet set;
  set.name = "drawn";
  for (int i = 0; i < count; ++i) {
    set.ids.push_back(std::to_string(i));
    set.labels.push_back(i % 5 == 0 ? 1 : 0);
    set.margins.push_back(normal(random) + (set.labels.back() == 1 ? 0.5 : -1.5));
  }
  return set;
}

TEST(CardMetric, FiguresOfFourImagesAreThoseWorkedByHand) {
  const auto metric = card_metric(hand_set(), 1, 0.5);
  ASSERT_TRUE(metric) << metric.error().message;
  EXPECT_EQ(metric->data, "by hand");
  EXPECT_EQ(metric->n, 4);
  EXPECT_EQ(metric->positives, 2);
  EXPECT_EQ(metric->auc, 0.75);
  EXPECT_EQ(metric->sensitivity, 0.5);
  EXPECT_EQ(metric->specificity, 0.5);
  EXPECT_EQ(
      metric->roc,
      (std::vector<RocPoint>{
          {chance(-2), 1, 0}, {chance(-1), 1, 0.5}, {chance(1), 0.5, 0.5}, {chance(2), 0.5, 1}}));
  // Each image is in a bin of its own, so the error is the mean distance from its label.
  const double error = (chance(-2) + chance(1) + (1 - chance(-1)) + (1 - chance(2))) / 4;
  EXPECT_NEAR(*metric->calibration_error, error, 5e-5);
  ASSERT_EQ(metric->calibration.size(), 4u);
  EXPECT_NEAR(metric->calibration[0].predicted, chance(-2), 5e-5);
  EXPECT_EQ(metric->calibration[1].observed, 1);
  EXPECT_EQ(metric->calibration[2].observed, 0);
  EXPECT_EQ(metric->calibration[3].n, 1);
}

TEST(CardMetric, GroupsKeepWhatCouldBeComputedOnly) {
  const auto metric = card_metric(hand_set(), 1, 0.5);
  ASSERT_TRUE(metric) << metric.error().message;
  ASSERT_EQ(metric->groups.size(), 1u);
  EXPECT_EQ(metric->groups[0].title, "Hair");
  const auto& rows = metric->groups[0].rows;
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0], (GroupRow{.value = "absent", .n = 1, .positives = 1, .sensitivity = 0.0}));
  // Both benign ones against both malignant ones: three of four pairs are in order.
  EXPECT_EQ(rows[1].auc, 0.75);
  EXPECT_TRUE(rows[1].against_all);
  EXPECT_EQ(rows[1].specificity, 0.5);
  EXPECT_FALSE(rows[1].sensitivity);
  EXPECT_EQ(rows[2].value, "not known");
}

TEST(CardMetric, ALongCurveIsThinnedButNeverFarOffAndExactAtItsEndsAndThePoint) {
  const ReportSet set = drawn_set(3000);
  std::vector<double> scores;
  for (const double margin : set.margins) scores.push_back(chance(margin));
  const LabelledScores data{scores, set.labels};
  const double threshold = *threshold_for_sensitivity(data, 0.9);
  const auto metric = card_metric(set, 1, threshold);
  ASSERT_TRUE(metric) << metric.error().message;
  EXPECT_LE(metric->roc.size(), kMostRocPoints);
  EXPECT_GE(metric->roc.size(), 55u);
  EXPECT_EQ(metric->roc.front().sensitivity, 1);
  EXPECT_EQ(metric->roc.front().specificity, 0);
  EXPECT_EQ(metric->roc.back().threshold, *std::max_element(scores.begin(), scores.end()));
  for (int i = 0; i <= 1000; ++i) {
    const double at = i / 1000.0;
    const RocPoint shown = roc_at(metric->roc, at);
    const Confusion exact = confusion_at(data, at);
    const double over = exact.sensitivity() - shown.sensitivity;
    const double under = shown.specificity - exact.specificity();
    EXPECT_GE(over, -1e-4) << at;
    EXPECT_GE(under, -1e-4) << at;
    EXPECT_LE(over + under, 2.0 / 61 + 2e-4) << at;
  }
  const Confusion chosen = confusion_at(data, threshold);
  EXPECT_NEAR(roc_at(metric->roc, threshold).sensitivity, chosen.sensitivity(), 5.1e-5);
  EXPECT_NEAR(roc_at(metric->roc, threshold).specificity, chosen.specificity(), 5.1e-5);
  EXPECT_NEAR(*metric->sensitivity, chosen.sensitivity(), 5.1e-5);
}

TEST(CardMetric, ImagesOfOneClassHaveNone) {
  ReportSet set = hand_set();
  set.labels = {0, 0, 0, 0};
  const auto metric = card_metric(set, 1, 0.5);
  ASSERT_FALSE(metric);
  EXPECT_NE(metric.error().message.find("by hand"), std::string::npos);
}

}  // namespace
}  // namespace lesion
