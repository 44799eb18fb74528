#include "native/report/figures.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "native/report/roc_band.h"

namespace lesion {
namespace {

// Two benign below, one malignant below and one above the threshold, and so on: worked by hand.
ReportSet small_set() {
  ReportSet set;
  set.name = "small";
  set.ids = {"a", "b", "c", "d", "e", "f"};
  set.margins = {-3, -1, 2, -2, 1, 3};
  set.labels = {0, 0, 0, 1, 1, 1};
  set.diagnoses = {"nv", "nv", "bkl", "mel", "mel", "bcc"};
  set.groupings = {{"Diagnosis", set.diagnoses, false},
                   {"Sex", {"f", "m", "f", "m", "", "f"}, false}};
  return set;
}

TEST(Proportion, HasWilsonsInterval) {
  // Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine
  // 17, 1998, table I, method 3.
  struct Case {
    std::size_t count, total;
    double low, high;
  };
  for (const Case& c : {Case{81, 263, 0.2553, 0.3662},
                        {15, 148, 0.0624, 0.1605},
                        {0, 20, 0.0000, 0.1611},
                        {1, 29, 0.0061, 0.1718}}) {
    const Proportion p = proportion(c.count, c.total);
    EXPECT_NEAR(p.low, c.low, 5e-5) << c.count;
    EXPECT_NEAR(p.high, c.high, 5e-5) << c.count;
  }
  EXPECT_EQ(proportion(0, 0).low, 0);
  EXPECT_EQ(proportion(0, 0).high, 1);
}

TEST(Figures, ConfusionIsCountedAtTheCalibratedThreshold) {
  const auto f = figures_of(small_set(), 2.0, 0.5);
  ASSERT_TRUE(f) << f.error().message;
  EXPECT_EQ(f->confusion.true_positives, 2u);
  EXPECT_EQ(f->confusion.false_positives, 1u);
  EXPECT_EQ(f->confusion.true_negatives, 2u);
  EXPECT_EQ(f->confusion.false_negatives, 1u);
  EXPECT_EQ(f->predictive_positive.total, 3u);
  EXPECT_NEAR(f->probabilities[5], 1 / (1 + std::exp(-1.5)), 1e-15);
  EXPECT_NEAR(f->raw[5], 1 / (1 + std::exp(-3.0)), 1e-15);
  // Pairs in the right order: d beats a; e beats a, b; f beats all: 6 of 9.
  EXPECT_NEAR(f->auc.value, 6.0 / 9.0, 1e-15);
}

TEST(Figures, ListsOfOtherLengthsAreRefused) {
  ReportSet set = small_set();
  set.groupings[1].values.pop_back();
  const auto f = figures_of(set, 1, 0.5);
  ASSERT_FALSE(f);
  EXPECT_EQ(f.error().message, "small: 5 values of Sex for 6 images");
}

TEST(Figures, OneClassIsRefusedWithTheSetsName) {
  ReportSet set = small_set();
  set.labels.assign(6, 0);
  const auto f = figures_of(set, 1, 0.5);
  ASSERT_FALSE(f);
  EXPECT_TRUE(f.error().message.starts_with("small: ")) << f.error().message;
}

TEST(Groups, DiagnosisIsJudgedAgainstEverythingOfTheOtherClass) {
  const ReportSet set = small_set();
  const auto f = figures_of(set, 1, 0.5).value();
  const auto rows = group_figures(set, set.groupings[0], f.probabilities, 0.5);
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_EQ(rows[0].name, "mel");  // two images, before nv by name
  EXPECT_TRUE(rows[0].against_all);
  ASSERT_TRUE(rows[0].auc);
  EXPECT_NEAR(rows[0].auc->value, 3.0 / 6.0, 1e-15);  // d > a; e > a, b
  EXPECT_EQ(rows[0].sensitivity->count, 1u);
  EXPECT_FALSE(rows[0].specificity);
  EXPECT_EQ(rows[1].name, "nv");
  EXPECT_NEAR(rows[1].auc->value, 5.0 / 6.0, 1e-15);
  EXPECT_FALSE(rows[2].auc) << "one image of a class says nothing";
}

TEST(Groups, UnknownValuesComeLast) {
  const ReportSet set = small_set();
  const auto f = figures_of(set, 1, 0.5).value();
  const auto rows = group_figures(set, set.groupings[1], f.probabilities, 0.5);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].name, "f");
  EXPECT_EQ(rows[1].name, "m");
  EXPECT_EQ(rows[2].name, "not known");
  EXPECT_FALSE(rows[0].against_all);
  EXPECT_EQ(rows[0].specificity->total, 2u);
}

TEST(Mistakes, WorstComesFirst) {
  const ReportSet set = small_set();
  const auto f = figures_of(set, 1, 0.5).value();
  EXPECT_EQ(worst_mistakes(set, f.probabilities, 0.9, 1, 10), (std::vector<std::size_t>{3, 4}));
  EXPECT_EQ(worst_mistakes(set, f.probabilities, 0.9, 1, 1), std::vector<std::size_t>{3});
  EXPECT_EQ(worst_mistakes(set, f.probabilities, 0.2, 0, 10), (std::vector<std::size_t>{2, 1}));
}

struct Scores {
  std::vector<double> scores;
  std::vector<std::uint8_t> labels;
};

Scores normal_scores(int negatives, int positives, double shift, unsigned seed) {
  std::mt19937 engine(seed);
  std::normal_distribution<double> normal;
  Scores out;
  for (int i = 0; i < negatives + positives; ++i) {
    const bool positive = i >= negatives;
    out.scores.push_back(normal(engine) + (positive ? shift : 0));
    out.labels.push_back(positive ? 1 : 0);
  }
  return out;
}

TEST(RocBand, WidthIsTheBinomialsWhereThereAreManyNegatives) {
  // With 40,000 negatives the false positive rate is as good as known, so that at each rate the
  // true positive rate varies as a binomial of 400.
  const Scores s = normal_scores(40'000, 400, 1.5, 3);
  const auto band = roc_band({s.scores, s.labels}, 2000, 1).value();
  ASSERT_EQ(band.size(), 101u);
  for (const std::size_t step : {5u, 10u, 20u, 40u}) {
    const double middle = (band[step].low + band[step].high) / 2;
    const double width = 2 * 1.96 * std::sqrt(middle * (1 - middle) / 400);
    EXPECT_NEAR(band[step].high - band[step].low, width, 0.2 * width) << "step " << step;
  }
  EXPECT_EQ(band[100].low, 1);
}

TEST(RocBand, HoldsTheCurveItIsDrawnAround) {
  const Scores s = normal_scores(300, 100, 1.2, 5);
  const auto band = roc_band({s.scores, s.labels}, 500, 1).value();
  const auto curve = roc_curve({s.scores, s.labels}).value();
  for (const RocBandPoint& p : band) {
    double rate = 0;
    for (const RocCurvePoint& q : curve) {
      if (q.false_positive_rate <= p.false_positive_rate + 1e-9) rate = q.true_positive_rate;
    }
    EXPECT_LE(p.low, rate + 0.02);
    EXPECT_GE(p.high, rate - 0.02);
  }
}

TEST(RocBand, SameSeedGivesTheSameBand) {
  const Scores s = normal_scores(50, 30, 1, 7);
  const auto a = roc_band({s.scores, s.labels}, 100, 4).value();
  const auto b = roc_band({s.scores, s.labels}, 100, 4).value();
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].low, b[i].low);
    EXPECT_EQ(a[i].high, b[i].high);
  }
}

TEST(RocBand, SeparateClassesLeaveNoDoubt) {
  const std::vector<double> scores{0, 1, 2, 3, 4, 5};
  const std::vector<std::uint8_t> labels{0, 0, 0, 1, 1, 1};
  const auto band = roc_band({scores, labels}).value();
  for (const RocBandPoint& p : band) EXPECT_EQ(p.low, 1);
}

}  // namespace
}  // namespace lesion
