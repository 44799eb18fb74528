#include "core/stats/roc.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace lesion {
namespace {

using Labels = std::vector<std::uint8_t>;

struct Sample {
  std::vector<double> first;
  std::vector<double> second;
  Labels labels;
};

// Two correlated scorers; scores in steps, so that many are equal.
Sample correlated(int count, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  Sample sample;
  for (int i = 0; i < count; ++i) {
    const bool positive = i % 3 == 0;
    const double shared = normal(random) + (positive ? 1.0 : 0.0);
    sample.first.push_back(std::round(4 * (shared + 0.5 * normal(random))) / 4);
    sample.second.push_back(std::round(4 * (shared + 1.5 * normal(random))) / 4);
    sample.labels.push_back(positive ? 1 : 0);
  }
  return sample;
}

// The definition: over all pairs, one half for equal scores. `skip` leaves one image out.
double pairs_auc(const std::vector<double>& scores, const Labels& labels,
                 std::size_t skip = std::numeric_limits<std::size_t>::max()) {
  double wins = 0;
  double pairs = 0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    for (std::size_t j = 0; j < scores.size(); ++j) {
      if (i == skip || j == skip || labels[i] == 0 || labels[j] != 0) continue;
      pairs += 1;
      wins += scores[i] > scores[j] ? 1.0 : scores[i] == scores[j] ? 0.5 : 0.0;
    }
  }
  return wins / pairs;
}

// The jackknife's variance of `statistic(skip)`, leaving out one image of one class at a time,
// summed over the two classes: equal to DeLong's estimate (DeLong et al. 1988, section 3).
template <typename Statistic>
double jackknife(const Labels& labels, Statistic statistic) {
  double variance = 0;
  for (const std::uint8_t side : {std::uint8_t{0}, std::uint8_t{1}}) {
    std::vector<double> values;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      if (labels[i] == side) values.push_back(statistic(i));
    }
    double mean = 0;
    for (const double value : values) mean += value / static_cast<double>(values.size());
    double sum = 0;
    for (const double value : values) sum += (value - mean) * (value - mean);
    variance += sum * static_cast<double>(values.size() - 1) / static_cast<double>(values.size());
  }
  return variance;
}

TEST(Auc, HandWorkedExampleWithTies) {
  // Positives 0.9, 0.5, 0.5; negatives 0.5, 0.2. Pairs: 0.9 wins twice; each 0.5 ties once and wins
  // once: (2 + 1.5 + 1.5) / 6 = 5/6.
  const std::vector<double> scores{0.9, 0.5, 0.5, 0.5, 0.2};
  const Labels labels{1, 1, 1, 0, 0};
  const auto result = auc({scores, labels});
  ASSERT_TRUE(result.has_value());
  EXPECT_DOUBLE_EQ(result->value, 5.0 / 6.0);
  // V10 = 1, 3/4, 3/4: sample variance 1/48, over 3 positives 1/144.
  // V01 = (1 + 1/2 + 1/2) / 3 = 2/3 and 1: sample variance 1/18, over 2 negatives 1/36.
  EXPECT_NEAR(result->variance, 1.0 / 144 + 1.0 / 36, 1e-15);
  EXPECT_EQ(result->positives, 3u);
  EXPECT_EQ(result->negatives, 2u);
  // logit(5/6) = ln 5; 1.959964 * sqrt(5/144) / (5/36) = 2.629568.
  const double reach = 1.959963984540054 * std::sqrt(5.0 / 144) / (5.0 / 36);
  EXPECT_NEAR(result->low, 1 / (1 + std::exp(-(std::log(5.0) - reach))), 1e-12);
  EXPECT_NEAR(result->high, 1 / (1 + std::exp(-(std::log(5.0) + reach))), 1e-12);
}

TEST(Auc, EqualsTheDefinitionOverAllPairsAndItsVarianceTheJackknife) {
  const auto sample = correlated(91, 7);
  const auto result = auc({sample.first, sample.labels});
  ASSERT_TRUE(result.has_value());
  EXPECT_NEAR(result->value, pairs_auc(sample.first, sample.labels), 1e-12);
  EXPECT_NEAR(result->variance,
              jackknife(sample.labels,
                        [&](std::size_t i) { return pairs_auc(sample.first, sample.labels, i); }),
              1e-12);
}

TEST(Auc, TheIntervalCoversTheTruthAboutNineteenTimesInTwenty) {
  // Normal scores one standard deviation apart: the true area is Phi(1 / sqrt 2) = 0.76025.
  const double truth = 0.5 * std::erfc(-0.5);
  std::mt19937 random(3);
  std::normal_distribution<double> normal;
  int covered = 0;
  constexpr int kTrials = 1000;
  for (int trial = 0; trial < kTrials; ++trial) {
    std::vector<double> scores;
    Labels labels;
    for (int i = 0; i < 100; ++i) {
      labels.push_back(i < 30 ? 1 : 0);
      scores.push_back(normal(random) + (i < 30 ? 1.0 : 0.0));
    }
    const auto result = auc({scores, labels});
    ASSERT_TRUE(result.has_value());
    covered += result->low <= truth && truth <= result->high ? 1 : 0;
  }
  EXPECT_GT(covered, 925);
  EXPECT_LT(covered, 975);
}

TEST(Auc, PerfectSeparationHasAnExactInterval) {
  const std::vector<double> scores{1, 2, 3, 4, 5};
  const Labels labels{0, 0, 0, 1, 1};
  const auto result = auc({scores, labels});
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->value, 1.0);
  // Of the smaller class two: 0.025^(1/2).
  EXPECT_NEAR(result->low, 0.15811388300841897, 1e-15);
  EXPECT_EQ(result->high, 1.0);
  const Labels reversed{1, 1, 0, 0, 0};
  const auto none = auc({scores, reversed});
  ASSERT_TRUE(none.has_value());
  EXPECT_EQ(none->value, 0.0);
  EXPECT_EQ(none->low, 0.0);
  EXPECT_NEAR(none->high, 1 - 0.15811388300841897, 1e-15);
}

// The case in which nothing sharper would be true: a positive is above all negatives with the
// probability of the area, else below all.
TEST(Auc, TheExactIntervalHoldsWhereItIsTightest) {
  const double area = std::pow(0.025, 1.0 / 4) - 1e-6;  // just below the bound of four
  std::mt19937 random(17);
  std::uniform_real_distribution<double> uniform;
  int missed = 0;
  constexpr int kTrials = 20'000;
  for (int trial = 0; trial < kTrials; ++trial) {
    std::vector<double> scores(54, 0.0);
    Labels labels(54, 0);
    for (std::size_t i = 0; i < 4; ++i) {
      labels[i] = 1;
      scores[i] = uniform(random) < area ? 1 : -1;
    }
    const auto result = auc({scores, labels});
    ASSERT_TRUE(result.has_value());
    if (result->value == 1) missed += result->low > area ? 1 : 0;
  }
  // All four above: 2.5% of the trials, standard deviation 0.11%.
  EXPECT_NEAR(static_cast<double>(missed) / kTrials, 0.025, 0.005);
}

TEST(Auc, EqualScoresLeaveTheIntervalOpen) {
  const std::vector<double> scores{1, 1, 1, 1};
  const Labels labels{0, 0, 1, 1};
  const auto result = auc({scores, labels});
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->value, 0.5);
  EXPECT_EQ(result->low, 0.0);
  EXPECT_EQ(result->high, 1.0);
}

TEST(CompareAuc, VarianceOfTheDifferenceEqualsTheJackknife) {
  const auto sample = correlated(120, 11);
  const auto result = compare_auc({sample.first, sample.labels}, sample.second);
  ASSERT_TRUE(result.has_value());
  const auto difference = [&](std::size_t i) {
    return pairs_auc(sample.first, sample.labels, i) - pairs_auc(sample.second, sample.labels, i);
  };
  EXPECT_NEAR(result->difference, difference(sample.labels.size()), 1e-12);
  EXPECT_NEAR(result->variance, jackknife(sample.labels, difference), 1e-12);
  EXPECT_NEAR(result->z, result->difference / std::sqrt(result->variance), 1e-12);
}

// DeLong, DeLong, Clarke-Pearson 1988: three tests before surgery of ovarian cancer, of the
// patients with all three. Areas, standard errors and contrasts as SAS/STAT's documentation prints
// them to four places ("The LOGISTIC Procedure", example "Comparing Receiver Operating
// Characteristic Curves").
TEST(CompareAuc, HasThePublishedValues) {
  struct Patient {
    double albumin, protein, score;
    std::uint8_t helped;
  };
  // clang-format off
  constexpr Patient kPatients[] = {
      {3.0, 5.8, 10, 0}, {3.2, 6.3, 5, 1}, {3.9, 6.8, 3, 1}, {2.8, 4.8, 6, 0}, {3.2, 5.8, 3, 1},
      {0.9, 4.0, 5, 0},  {2.5, 5.7, 8, 0}, {1.6, 5.6, 5, 1}, {3.8, 5.7, 5, 1}, {3.7, 6.7, 6, 1},
      {3.2, 5.4, 4, 1},  {3.8, 6.6, 6, 1}, {4.1, 6.6, 5, 1}, {3.6, 5.7, 5, 1}, {4.3, 7.0, 4, 1},
      {3.6, 6.7, 4, 0},  {2.3, 4.4, 6, 1}, {4.2, 7.6, 4, 0}, {4.0, 6.6, 6, 0}, {3.5, 5.8, 6, 1},
      {3.8, 6.8, 7, 1},  {3.0, 4.7, 8, 0}, {4.5, 7.4, 5, 1}, {3.7, 7.4, 5, 1}, {3.1, 6.6, 6, 1},
      {4.1, 8.2, 6, 1},  {4.3, 7.0, 5, 1}, {4.3, 6.5, 4, 1}, {3.2, 5.1, 5, 1}, {2.6, 4.7, 6, 1},
      {3.3, 6.8, 6, 0},  {1.7, 4.0, 7, 0}, {3.7, 6.1, 5, 1}, {3.3, 6.3, 7, 1}, {4.2, 7.7, 6, 1},
      {3.5, 6.2, 5, 1},  {2.9, 5.7, 9, 0}, {2.1, 4.8, 7, 1}, {2.8, 6.2, 8, 0}, {4.0, 7.0, 7, 1},
      {3.3, 5.7, 6, 1},  {3.7, 6.9, 5, 1}, {3.6, 6.6, 5, 1}};
  // clang-format on
  std::vector<double> albumin;
  std::vector<double> protein;
  std::vector<double> score;
  std::vector<std::uint8_t> labels;
  for (const Patient& one : kPatients) {
    albumin.push_back(one.albumin);
    protein.push_back(one.protein);
    score.push_back(10 - one.score);  // a low one speaks for surgery
    labels.push_back(one.helped);
  }
  constexpr double kPrinted = 0.00005001;
  const auto area = [&](const std::vector<double>& scores, double value, double error) {
    const auto found = auc({scores, labels});
    ASSERT_TRUE(found);
    EXPECT_NEAR(found->value, value, kPrinted);
    EXPECT_NEAR(std::sqrt(found->variance), error, kPrinted);
  };
  area(albumin, 0.7366, 0.0927);
  area(score, 0.7258, 0.1028);
  area(protein, 0.6478, 0.1000);
  const auto contrast = [&](const std::vector<double>& scores, double difference, double error,
                            double low, double high, double square, double p_value) {
    const auto found = compare_auc({scores, labels}, score);
    ASSERT_TRUE(found);
    EXPECT_NEAR(found->difference, difference, kPrinted);
    EXPECT_NEAR(std::sqrt(found->variance), error, kPrinted);
    EXPECT_NEAR(found->low, low, kPrinted);
    EXPECT_NEAR(found->high, high, kPrinted);
    EXPECT_NEAR(found->z * found->z, square, kPrinted);
    EXPECT_NEAR(found->p_value, p_value, kPrinted);
  };
  contrast(albumin, 0.0108, 0.0953, -0.1761, 0.1976, 0.0127, 0.9102);
  contrast(protein, -0.0780, 0.1046, -0.2830, 0.1271, 0.5554, 0.4561);
}

TEST(CompareAuc, AScorerDoesNotDifferFromItself) {
  const auto sample = correlated(50, 1);
  const auto result = compare_auc({sample.first, sample.labels}, sample.first);
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->difference, 0);
  EXPECT_EQ(result->p_value, 1);
}

TEST(CompareAuc, EqualScorersGiveSmallPValuesAsOftenAsTheySay) {
  int significant = 0;
  constexpr int kTrials = 600;
  std::mt19937 random(5);
  std::normal_distribution<double> normal;
  for (int trial = 0; trial < kTrials; ++trial) {
    std::vector<double> a;
    std::vector<double> b;
    Labels labels;
    for (int i = 0; i < 120; ++i) {
      const bool positive = i % 3 == 0;
      const double shared = normal(random) + (positive ? 1.0 : 0.0);
      a.push_back(shared + normal(random));
      b.push_back(shared + normal(random));
      labels.push_back(positive ? 1 : 0);
    }
    const auto result = compare_auc({a, labels}, b);
    ASSERT_TRUE(result.has_value());
    significant += result->p_value < 0.05 ? 1 : 0;
  }
  // Binomial(600, 0.05): mean 30, standard deviation 5.3.
  EXPECT_GT(significant, 14);
  EXPECT_LT(significant, 48);
}

TEST(RocCurve, GoesThroughTheHandWorkedPoints) {
  const std::vector<double> scores{0.9, 0.5, 0.5, 0.5, 0.2};
  const Labels labels{1, 1, 1, 0, 0};
  const auto curve = roc_curve({scores, labels});
  ASSERT_TRUE(curve.has_value());
  ASSERT_EQ(curve->size(), 4u);
  EXPECT_EQ((*curve)[0].true_positive_rate, 0);
  EXPECT_EQ((*curve)[0].false_positive_rate, 0);
  EXPECT_EQ((*curve)[1].threshold, 0.9);
  EXPECT_DOUBLE_EQ((*curve)[1].true_positive_rate, 1.0 / 3);
  EXPECT_EQ((*curve)[2].threshold, 0.5);
  EXPECT_DOUBLE_EQ((*curve)[2].false_positive_rate, 0.5);
  EXPECT_DOUBLE_EQ((*curve)[2].true_positive_rate, 1);
  EXPECT_DOUBLE_EQ((*curve)[3].false_positive_rate, 1);
}

TEST(RocCurve, TrapezoidsUnderItAddUpToTheAuc) {
  const auto sample = correlated(200, 2);
  const auto curve = roc_curve({sample.first, sample.labels});
  ASSERT_TRUE(curve.has_value());
  double area = 0;
  for (std::size_t i = 1; i < curve->size(); ++i) {
    const auto& a = (*curve)[i - 1];
    const auto& b = (*curve)[i];
    area += (b.false_positive_rate - a.false_positive_rate) *
            (a.true_positive_rate + b.true_positive_rate) / 2;
  }
  EXPECT_NEAR(area, pairs_auc(sample.first, sample.labels), 1e-12);
}

TEST(Auc, RefusesWhatCannotBeJudged) {
  const std::vector<double> scores{0.1, 0.2};
  const Labels ones{1, 1};
  const Labels zeros{0, 0};
  const Labels both{0, 1};
  EXPECT_EQ(auc({scores, ones}).error().message, "there is no image of the negative class");
  EXPECT_EQ(auc({scores, zeros}).error().message, "there is no image of the positive class");
  const std::vector<double> bad{0.1, std::nan("")};
  EXPECT_EQ(auc({bad, both}).error().message, "score 1 (counted from 0) is not a number");
  const std::vector<double> three{1, 2, 3};
  EXPECT_EQ(roc_curve({three, both}).error().message, "there are 3 scores but 2 labels");
  EXPECT_EQ(compare_auc({scores, both}, three).error().kind, ErrorKind::kInvalidArgument);
}

}  // namespace
}  // namespace lesion
