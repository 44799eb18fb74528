#include "core/stats/calibration.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace lesion {
namespace {

using Labels = std::vector<std::uint8_t>;

TEST(Temperature, EqualsTheClosedFormWhereAllMarginsHaveOneSize) {
  // Margins +-2, right in 3 of 4: the likeliest T has logistic(2 / T) = 3/4, T = 2 / ln 3.
  const std::vector<double> margins{2, 2, 2, 2, -2, -2, -2, -2};
  const Labels labels{1, 1, 1, 0, 0, 0, 0, 1};
  const auto temperature = fit_temperature({margins, labels});
  ASSERT_TRUE(temperature.has_value());
  EXPECT_NEAR(*temperature, 2 / std::log(3.0), 1e-9);
}

TEST(Temperature, FindsTheOneThatLabelsWereDrawnWith) {
  std::mt19937 random(1);
  std::normal_distribution<double> normal(0, 4);
  std::uniform_real_distribution<double> uniform;
  std::vector<double> margins;
  Labels labels;
  for (int i = 0; i < 40000; ++i) {
    margins.push_back(normal(random));
    labels.push_back(uniform(random) < 1 / (1 + std::exp(-margins.back() / 2.5)) ? 1 : 0);
  }
  const auto temperature = fit_temperature({margins, labels});
  ASSERT_TRUE(temperature.has_value());
  EXPECT_NEAR(*temperature, 2.5, 0.08);
  const LabelledScores data{margins, labels};
  EXPECT_LT(negative_log_likelihood(data, *temperature),
            negative_log_likelihood(data, *temperature * 1.02));
  EXPECT_LT(negative_log_likelihood(data, *temperature),
            negative_log_likelihood(data, *temperature * 0.98));
}

TEST(Temperature, StaysWithinItsLimits) {
  const std::vector<double> margins{1, 2, -1, -2};
  const Labels separable{1, 1, 0, 0};
  const Labels wrong{0, 0, 1, 1};
  EXPECT_EQ(fit_temperature({margins, separable}).value(), kMinTemperature);
  EXPECT_EQ(fit_temperature({margins, wrong}).value(), kMaxTemperature);
}

TEST(Temperature, RefusesInfiniteMarginsAndASingleClass) {
  const std::vector<double> margins{1, std::numeric_limits<double>::infinity()};
  EXPECT_FALSE(fit_temperature({margins, Labels{0, 1}}).has_value());
  const std::vector<double> finite{1, 2};
  EXPECT_FALSE(fit_temperature({finite, Labels{1, 1}}).has_value());
}

TEST(NegativeLogLikelihood, HandWorkedAndWithoutOverflow) {
  const std::vector<double> margins{0, 1000};
  // ln 2 for the first, 1000 for the second, which is as wrong as can be.
  EXPECT_NEAR(negative_log_likelihood({margins, Labels{1, 0}}, 1), (std::log(2.0) + 1000) / 2,
              1e-9);
}

TEST(Calibration, HandWorkedExpectedError) {
  // Two bins. Lower: 0.1, 0.3 with one positive: |0.5 - 0.2| = 0.3. Upper: 0.6, 0.8, 1.0, all
  // positive: |1 - 0.8| = 0.2. (2 * 0.3 + 3 * 0.2) / 5 = 0.24.
  const std::vector<double> probabilities{0.1, 0.3, 0.6, 0.8, 1.0};
  const auto result = calibration({probabilities, Labels{0, 1, 1, 1, 1}}, 2);
  ASSERT_TRUE(result.has_value());
  EXPECT_NEAR(result->expected_error, 0.24, 1e-12);
  ASSERT_EQ(result->bins.size(), 2u);
  EXPECT_EQ(result->bins[1].count, 3u);
  EXPECT_NEAR(result->bins[1].mean_probability, 0.8, 1e-12);
  EXPECT_NEAR(result->bins[0].positive_fraction, 0.5, 1e-12);
}

TEST(Calibration, RefusesWhatIsNoProbability) {
  const std::vector<double> over{1.1};
  EXPECT_FALSE(calibration({over, Labels{1}}).has_value());
  const std::vector<double> nan{std::nan("")};
  EXPECT_FALSE(calibration({nan, Labels{1}}).has_value());
  EXPECT_FALSE(calibration({{}, {}}).has_value());
}

// Four groups whose fractions of positives lie on logit(p) = (m + 1) / 2: at m = -3, 1 and 5 that
// is logistic(-1), logistic(1) and logistic(3). With many images Platt's softened targets are
// next to the plain ones.
TEST(FitMargins, FindsTheLineThatTheGroupsWereMadeOn) {
  std::vector<double> margins;
  std::vector<std::uint8_t> labels;
  for (const double margin : {-3.0, 1.0, 5.0}) {
    const double fraction = 1 / (1 + std::exp(-(margin + 1) / 2));
    const int count = 100'000;
    for (int i = 0; i < count; ++i) {
      margins.push_back(margin);
      labels.push_back(i < fraction * count ? 1 : 0);
    }
  }
  const auto fitted = fit_margins({margins, labels});
  ASSERT_TRUE(fitted.has_value());
  EXPECT_NEAR(fitted->temperature, 2, 0.01);
  EXPECT_NEAR(fitted->offset, 1, 0.01);
}

// At the maximum of the likelihood the mean probability is the fraction of positives (the equation
// of the offset), here with Platt's targets.
TEST(FitMargins, GivesBackHowOftenThePositiveClassOccurs) {
  const std::vector<double> margins{-2, -1.5, -1, -0.5, 0, 0.3, 0.8, 1.5, 2, 3};
  const std::vector<std::uint8_t> labels{0, 0, 0, 0, 0, 0, 1, 0, 0, 1};
  const auto fitted = fit_margins({margins, labels});
  ASSERT_TRUE(fitted.has_value());
  double sum = 0;
  for (const double margin : margins) {
    sum += 1 / (1 + std::exp(-(margin + fitted->offset) / fitted->temperature));
  }
  EXPECT_NEAR(sum, 2 * (3.0 / 4) + 8 * (1.0 / 10), 1e-9);
}

TEST(FitMargins, ClassesThatAreSeparatedHaveAFiniteAnswer) {
  const std::vector<double> margins{-2, -1, 1, 2};
  const auto fitted = fit_margins({margins, std::vector<std::uint8_t>{0, 0, 1, 1}});
  ASSERT_TRUE(fitted.has_value());
  EXPECT_GT(fitted->temperature, 0);
  EXPECT_NEAR(fitted->offset, 0, 1e-9);  // by symmetry
}

TEST(FitMargins, ScoresThatRunTheWrongWayAreRefused) {
  const std::vector<double> margins{-2, -1, 1, 2};
  EXPECT_FALSE(fit_margins({margins, std::vector<std::uint8_t>{1, 1, 0, 0}}).has_value());
  EXPECT_FALSE(fit_margins({std::vector<double>(4, 0.0), std::vector<std::uint8_t>{1, 1, 0, 0}}));
}

}  // namespace
}  // namespace lesion
