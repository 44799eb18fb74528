#include "core/stats/proportion.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace lesion {
namespace {

// Newcombe, "Two-sided confidence intervals for the single proportion: comparison of seven
// methods", Statistics in Medicine 17, 1998, table I, method 3.
TEST(Proportion, HasThePublishedIntervals) {
  struct Row {
    std::size_t count, total;
    double low, high;
  };
  for (const Row& row : {Row{81, 263, 0.2553, 0.3662}, Row{15, 148, 0.0624, 0.1605},
                         Row{0, 20, 0.0000, 0.1611}, Row{1, 29, 0.0061, 0.1718}}) {
    const Proportion p = proportion(row.count, row.total);
    EXPECT_NEAR(p.low, row.low, 5e-5) << row.count;
    EXPECT_NEAR(p.high, row.high, 5e-5) << row.count;
    EXPECT_DOUBLE_EQ(p.value, static_cast<double>(row.count) / static_cast<double>(row.total));
  }
  for (std::size_t n = 1; n < 200; ++n) {
    EXPECT_EQ(proportion(n, n).high, 1) << n;
    EXPECT_EQ(proportion(0, n).low, 0) << n;
  }
  EXPECT_EQ(proportion(0, 0).low, 0);
  EXPECT_EQ(proportion(0, 0).high, 1);
}

TEST(Proportion, TheCountForAHalfWidthIsTheLeastThatHasIt) {
  // The farther root of (p - value)^2 = z^2 p (1 - p) / n.
  const auto half = [](double value, std::size_t n) {
    const double w = 1.959963984540054 * 1.959963984540054 / static_cast<double>(n);
    const double root = std::sqrt(w * w / 4 + w * value * (1 - value));
    const double middle = value + w / 2;
    return std::max((middle + root) / (1 + w) - value, value - (middle - root) / (1 + w));
  };
  for (const double value : {0.0, 0.5, 0.71, 0.9, 1.0}) {
    const std::size_t n = count_for_half_width(value, 0.05);
    EXPECT_LE(half(value, n), 0.05) << value;
    EXPECT_GT(half(value, n - 1), 0.05) << value;
  }
  // At one half the score interval of n is about that of Wald of n + z^2: 384.15 - 3.84.
  EXPECT_EQ(count_for_half_width(0.5, 0.05), 381u);
  // Of all of n the lower end is n / (n + z^2): 19 z^2 = 72.99.
  EXPECT_EQ(count_for_half_width(1, 0.05), 73u);
  EXPECT_EQ(count_for_half_width(0.5, 0), 0u);
}

// I_x(a, b) with whole a and b is the chance of at least a successes in a + b - 1 trials.
double at_least(int successes, int trials, double x) {
  double sum = 0;
  for (int k = successes; k <= trials; ++k) {
    double term = 1;
    for (int i = 0; i < k; ++i) term *= static_cast<double>(trials - i) / (k - i) * x;
    for (int i = 0; i < trials - k; ++i) term *= 1 - x;
    sum += term;
  }
  return sum;
}

TEST(IncompleteBeta, IsTheBinomialTail) {
  for (const double x : {0.01, 0.2, 0.4439, 0.5, 0.77, 0.999}) {
    EXPECT_NEAR(incomplete_beta(8, 3, x), at_least(8, 10, x), 1e-13) << x;
    EXPECT_NEAR(incomplete_beta(1, 30, x), at_least(1, 30, x), 1e-13) << x;
    EXPECT_NEAR(incomplete_beta(44, 5, x), at_least(44, 48, x), 1e-12) << x;
  }
  EXPECT_EQ(incomplete_beta(2, 3, 0), 0);
  EXPECT_EQ(incomplete_beta(2, 3, 1), 1);
}

TEST(OrderBound, HasTheClosedFormsAtTheEnds) {
  // The lowest of n scores: everything above it has the distribution x^n.
  const OrderBound last = order_bound(20, 20);
  EXPECT_NEAR(last.low, std::pow(0.025, 1.0 / 20), 1e-12);
  EXPECT_NEAR(last.high, std::pow(0.975, 1.0 / 20), 1e-12);
  EXPECT_NEAR(last.mean, 20.0 / 21, 1e-15);
  const OrderBound first = order_bound(1, 20);
  EXPECT_NEAR(first.high, 1 - std::pow(0.025, 1.0 / 20), 1e-12);
  // Clopper and Pearson's interval of 8 of 10 is 0.4439 to 0.9748: the lower end is the 2.5
  // percentile of beta(8, 3), the upper the 97.5 of beta(9, 2).
  EXPECT_NEAR(order_bound(8, 10).low, 0.4439, 5e-5);
  EXPECT_NEAR(order_bound(9, 10).high, 0.9748, 5e-5);
  EXPECT_EQ(order_bound(0, 3).high, 1);
  EXPECT_EQ(order_bound(4, 3).low, 0);
}

}  // namespace
}  // namespace lesion
