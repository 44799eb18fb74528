// Principal components of points whose answer is known.
#include "native/novelty/components.h"

#include <gtest/gtest.h>

#include <cmath>

namespace lesion {
namespace {

TEST(PrincipalComponents, OfPointsOnALine) {
  // Feature 1 is 10 less feature 0, feature 2 is always the same.
  std::vector<std::vector<float>> rows;
  for (const float x : {1.0f, 2.0f, 3.0f, 4.0f}) rows.push_back({x, 10 - x, 7});
  const auto found = principal_components(rows, 1);
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->mean, (std::vector<double>{2.5, 7.5, 7}));
  EXPECT_NEAR(found->deviation[0], std::sqrt(5.0 / 3), 1e-5);
  EXPECT_EQ(found->deviation[2], kLeastDeviation);
  EXPECT_NEAR(std::abs(found->directions[0]), std::sqrt(0.5), 1e-4);
  EXPECT_NEAR(found->directions[0], -found->directions[1], 1e-9);
  EXPECT_EQ(found->directions[2], 0);
  EXPECT_NEAR(found->variances[0], 2, 1e-4);
}

TEST(PrincipalComponents, ComeByTheirVariance) {
  // Pairs of features that go together, the second pair less surely than the first.
  std::vector<std::vector<float>> rows;
  for (int i = 0; i < 64; ++i) {
    const auto a = static_cast<float>(i % 8);
    const auto b = static_cast<float>(i / 8);
    const auto noise = static_cast<float>((i * 37) % 11);
    rows.push_back({a, a, b, b + 0.4f * noise});
  }
  const auto found = principal_components(rows, 4);
  ASSERT_TRUE(found);
  for (std::size_t k = 0; k + 1 < 4; ++k) EXPECT_GE(found->variances[k], found->variances[k + 1]);
  double sum = 0;
  for (const double variance : found->variances) sum += variance;
  EXPECT_NEAR(sum, 4, 1e-3);
  for (std::size_t k = 0; k < 4; ++k) {
    for (std::size_t j = 0; j <= k; ++j) {
      double product = 0;
      for (std::size_t i = 0; i < 4; ++i) {
        product += found->directions[k * 4 + i] * found->directions[j * 4 + i];
      }
      EXPECT_NEAR(product, j == k ? 1 : 0, 1e-3);
    }
  }
}

TEST(PrincipalComponents, NeedRowsAndFeatures) {
  EXPECT_FALSE(principal_components({}, 1));
  EXPECT_FALSE(principal_components(std::vector<std::vector<float>>{{1, 2}}, 1));
  EXPECT_FALSE(principal_components(std::vector<std::vector<float>>{{1}, {2}}, 2));
}

TEST(Quantile, LiesBetweenTheSortedValues) {
  EXPECT_EQ(quantile({3, 1, 2}, 0.5), 2);
  EXPECT_NEAR(quantile({0, 10}, 0.25), 2.5, 1e-12);
  EXPECT_EQ(quantile({5}, 0.99), 5);
  EXPECT_EQ(quantile({}, 0.5), 0);
}

}  // namespace
}  // namespace lesion
