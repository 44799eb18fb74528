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

}  // namespace
}  // namespace lesion
