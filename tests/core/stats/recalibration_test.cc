#include "core/stats/recalibration.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <string>
#include <vector>

namespace lesion {
namespace {

struct Sample {
  std::vector<double> probabilities;
  std::vector<std::uint8_t> labels;
};

// Labels drawn with 1 / (1 + exp(-(log-odds + offset) / temperature)) of what is said.
Sample drawn(int count, double offset, double temperature, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal(0, 2);
  std::uniform_real_distribution<double> uniform;
  Sample sample;
  for (int i = 0; i < count; ++i) {
    const double odds = normal(random);
    sample.probabilities.push_back(1 / (1 + std::exp(-odds)));
    const double truth = 1 / (1 + std::exp(-(odds + offset) / temperature));
    sample.labels.push_back(uniform(random) < truth ? 1 : 0);
  }
  return sample;
}

TEST(FitOffset, HandWorkedExample) {
  // One positive and three negatives, all with log-odds 0. Platt's targets: 2/3 and three of 1/5,
  // 1.266667 together, so each is to have 0.316667: log(0.316667 / 0.683333).
  const std::vector<double> odds{0, 0, 0, 0};
  const std::vector<std::uint8_t> labels{1, 0, 0, 0};
  const auto offset = fit_offset({odds, labels});
  ASSERT_TRUE(offset);
  EXPECT_NEAR(*offset, std::log(19.0 / 41.0), 1e-9);
}

TEST(Recalibrate, FindsWhatTheLabelsWereDrawnWith) {
  const Sample sample = drawn(40'000, -1.2, 1.7, 3);
  const auto found = recalibrate({sample.probabilities, sample.labels});
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->offset_only);
  EXPECT_NEAR(found->by.temperature, 1.7, 0.06);
  EXPECT_NEAR(found->by.offset, -1.2, 0.1);
  EXPECT_GT(found->before.expected_error, 0.1);
  EXPECT_LT(found->after.expected_error, 0.012);
  EXPECT_LT(found->after.brier, found->before.brier);
  EXPECT_LT(found->after.likelihood, found->before.likelihood);
}

TEST(Recalibrate, WithFewImagesFitsTheOffsetAlone) {
  const Sample sample = drawn(150, -1, 2, 5);
  const auto found = recalibrate({sample.probabilities, sample.labels});
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->offset_only);
  EXPECT_EQ(found->by.temperature, 1);
  EXPECT_LT(found->by.offset, 0);
}

// Where what is said is right already, the fit's own images flatter it; others do not.
TEST(Recalibrate, CrossValidatedFiguresAreNotTheFitsOwn) {
  double flattered = 0;
  double honest = 0;
  double before = 0;
  for (unsigned seed = 0; seed < 60; ++seed) {
    const Sample sample = drawn(60, 0, 1, 100 + seed);
    const auto found = recalibrate({sample.probabilities, sample.labels});
    ASSERT_TRUE(found);
    double own = 0;
    for (std::size_t i = 0; i < sample.labels.size(); ++i) {
      const double p = recalibrated(sample.probabilities[i], found->by);
      own -= std::log(sample.labels[i] != 0 ? p : 1 - p) / 60;
    }
    flattered += own;
    honest += found->after.likelihood;
    before += found->before.likelihood;
  }
  EXPECT_LT(flattered, before);
  EXPECT_GT(honest, before);
}

TEST(Recalibrate, ImagesThatBelongTogetherAreNotParted) {
  // Of each patient two images with the same score: parted, one would teach the other's answer.
  // Kept together, the figures are those of one image each.
  const Sample once = drawn(80, 0.5, 1, 9);
  Sample twice;
  std::vector<std::string> patients;
  for (std::size_t i = 0; i < once.labels.size(); ++i) {
    for (int copy = 0; copy < 2; ++copy) {
      twice.probabilities.push_back(once.probabilities[i]);
      twice.labels.push_back(once.labels[i]);
      patients.push_back("p" + std::to_string(i));
    }
  }
  const auto parted = recalibrate({twice.probabilities, twice.labels});
  const auto kept = recalibrate({twice.probabilities, twice.labels}, patients);
  ASSERT_TRUE(parted && kept);
  EXPECT_NE(parted->after.likelihood, kept->after.likelihood);
  EXPECT_EQ(parted->by.offset, kept->by.offset);
}

TEST(Recalibrate, RefusesWhatCannotBeJudged) {
  const std::vector<double> two{0.2, 0.8};
  const std::vector<std::uint8_t> both{0, 1};
  const std::vector<std::uint8_t> one{1, 1};
  EXPECT_FALSE(recalibrate({two, one}));
  EXPECT_EQ(recalibrate({two, both}).error().message, "a class has fewer than two images");
  const std::vector<double> beyond{0.2, 1.8};
  EXPECT_FALSE(recalibrate({beyond, both}));
}

}  // namespace
}  // namespace lesion
