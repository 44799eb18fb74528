// Estimates from one gradient, against exact numbers on a network that is linear behind its layer,
// and against finite differences.
#include "core/explain/first_order.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

#include "tests/core/explain/pixel_network.h"

namespace lesion {
namespace {

ModelCard card_of(OutputKind output, std::size_t classes, int positive, double temperature) {
  ModelCard card;
  card.output = output;
  card.classes.resize(classes, "class");
  card.positive_class = positive;
  card.temperature = temperature;
  return card;
}

double log_odds_of(const ModelCard& card, std::span<const float> output) {
  const double p = probability(card, output);
  return std::log(p) - std::log1p(-p);
}

TEST(FirstOrder, IsExactWhereAllBehindTheLayerIsLinear) {
  const PixelNetwork network;
  const ModelCard card = card_of(OutputKind::kLogits, 2, 1, 1.7);
  std::vector<float> maps = network.sums(network.image().data());
  for (float& value : maps) value = std::max(value, 0.0f);
  const std::vector<float> logits = PixelNetwork::logits(maps);
  const std::vector<float> seed = log_odds_gradient(card, logits, true);
  ASSERT_EQ(seed.size(), 2u);
  std::vector<float> gradients(maps.size());
  for (std::size_t i = 0; i < maps.size(); ++i) {
    const std::size_t filter = i / PixelNetwork::kArea;
    const std::size_t cell = i % PixelNetwork::kArea;
    for (std::size_t j = 0; j < 2; ++j) {
      gradients[i] += seed[j] * PixelNetwork::reading(j, filter, cell);
    }
  }
  const std::array<float, 2> replacement = {0.25f, -0.5f};
  for (const double keep : {0.0, 0.5, 2.0}) {
    const std::vector<float> estimated = first_order_effects(maps, gradients, 2, replacement, keep);
    ASSERT_EQ(estimated.size(), 2u);
    for (std::size_t filter = 0; filter < 2; ++filter) {
      std::vector<float> switched = maps;
      for (std::size_t i = filter * PixelNetwork::kArea; i < (filter + 1) * PixelNetwork::kArea;
           ++i) {
        switched[i] = static_cast<float>(switched[i] * keep + (1 - keep) * replacement[filter]);
      }
      const double exact =
          log_odds_of(card, PixelNetwork::logits(switched)) - log_odds_of(card, logits);
      EXPECT_GT(std::fabs(exact), 0.01);
      EXPECT_NEAR(estimated[filter], exact, 1e-4 * std::fabs(exact)) << filter << ' ' << keep;
    }
  }
}

TEST(FirstOrder, TheLogOddsGradientIsThatOfFiniteDifferences) {
  const auto check = [](const ModelCard& card, std::vector<float> output) {
    const std::vector<float> gradient = log_odds_gradient(card, output, false);
    ASSERT_EQ(gradient.size(), output.size());
    for (std::size_t i = 0; i < output.size(); ++i) {
      std::vector<float> up = output;
      std::vector<float> down = output;
      up[i] += 1e-2f;
      down[i] -= 1e-2f;
      const double step = static_cast<double>(up[i]) - down[i];
      const double wanted = (log_odds_of(card, up) - log_odds_of(card, down)) / step;
      EXPECT_NEAR(gradient[i], wanted, 2e-3 * std::max(1.0, std::fabs(wanted))) << i;
    }
  };
  for (const double temperature : {0.8, 1.0, 2.5}) {
    check(card_of(OutputKind::kLogits, 2, 1, temperature), {0.3f, -1.1f});
    check(card_of(OutputKind::kLogits, 2, 0, temperature), {0.3f, -1.1f});
    check(card_of(OutputKind::kLogits, 4, 2, temperature), {0.3f, -1.1f, 0.9f, 2.0f});
    check(card_of(OutputKind::kProbabilities, 3, 1, temperature), {0.2f, 0.35f, 0.45f});
    check(card_of(OutputKind::kSigmoid, 2, 1, temperature), {0.4f});
    check(card_of(OutputKind::kSigmoid, 2, 0, temperature), {0.4f});
    check(card_of(OutputKind::kLogit, 2, 1, temperature), {-0.7f});
    check(card_of(OutputKind::kLogit, 2, 0, temperature), {-0.7f});
  }
}

TEST(FirstOrder, InFrontOfASoftmaxItIsThatOfTheLogits) {
  const ModelCard card = card_of(OutputKind::kProbabilities, 3, 1, 1.4);
  const std::array<double, 3> logits = {0.4, 1.2, -0.9};
  const auto softmax = [](const std::array<double, 3>& z) {
    double sum = 0;
    for (const double one : z) sum += std::exp(one);
    std::vector<float> p;
    for (const double one : z) p.push_back(static_cast<float>(std::exp(one) / sum));
    return p;
  };
  const std::vector<float> gradient = log_odds_gradient(card, softmax(logits), true);
  for (std::size_t i = 0; i < 3; ++i) {
    auto up = logits;
    auto down = logits;
    up[i] += 1e-2;
    down[i] -= 1e-2;
    const double wanted =
        (log_odds_of(card, softmax(up)) - log_odds_of(card, softmax(down))) / 2e-2;
    EXPECT_NEAR(gradient[i], wanted, 1e-3) << i;
  }
  const ModelCard single = card_of(OutputKind::kSigmoid, 2, 1, 2);
  EXPECT_EQ(log_odds_gradient(single, std::vector<float>{0.9999999f}, true),
            std::vector<float>{0.5f});
}

TEST(FirstOrder, OfTheMeanOfSeveralMapsIsTheMeanOfTheirs) {
  const std::vector<float> maps = {1, 2, 0, 4};
  const std::vector<float> gradients = {0.5f, -1, 2, 0.25f};
  const std::vector<float> first = {3, 0, 1, 0};
  const std::vector<float> second = {1, 4, 3, 8};
  // 0.5 (3 - 1) - (0 - 2), 2 (1 - 0) + 0.25 (0 - 4); then 0 - 2, 6 + 1.
  const auto of = [&](const std::vector<float>& instead) {
    return first_order_effects(maps, gradients, 2, instead, 0);
  };
  EXPECT_EQ(of(first), std::vector<float>({3, 1}));
  EXPECT_EQ(of(second), std::vector<float>({-2, 7}));
  EXPECT_EQ(of(mean_with(first, second, 1)), std::vector<float>({0.5f, 4}));
}

TEST(FirstOrder, MeansGrowImageByImage) {
  const std::vector<float> one = {3, 0};
  const std::vector<float> two = {1, 4};
  const std::vector<float> three = {2, 8};
  const std::vector<float> of_one = mean_with({}, one, 0);
  EXPECT_EQ(of_one, one);
  const std::vector<float> of_two = mean_with(of_one, two, 1);
  EXPECT_EQ(of_two, std::vector<float>({2, 2}));
  EXPECT_EQ(mean_with(of_two, three, 2), std::vector<float>({2, 4}));
  EXPECT_TRUE(mean_with(of_two, std::vector<float>{1}, 2).empty());
}

TEST(FirstOrder, OfWhatDoesNotFitIsNothing) {
  const ModelCard card = card_of(OutputKind::kLogits, 2, 1, 1);
  EXPECT_TRUE(log_odds_gradient(card, std::vector<float>{1}, true).empty());
  EXPECT_TRUE(log_odds_gradient(card, std::vector<float>{1, std::nanf("")}, true).empty());
  const std::vector<float> four = {1, 2, 3, 4};
  const std::vector<float> three = {1, 2, 3};
  EXPECT_TRUE(first_order_effects(four, three, 2, std::vector<float>{0, 0}, 0).empty());
  EXPECT_TRUE(first_order_effects(four, four, 2, three, 0).empty());
  EXPECT_TRUE(first_order_effects(four, four, 0, {}, 0).empty());
  EXPECT_TRUE(first_order_effects(four, four, 3, three, 0).empty());
  EXPECT_EQ(first_order_effects(four, four, 2, std::vector<float>{0, 0}, 1),
            std::vector<float>({0, 0}));
}

TEST(FirstOrder, TheStrongestAreThoseOfTheGreatestAmounts) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<float> effects = {0.1f, -3, nan, 2, -2, 0};
  EXPECT_EQ(strongest_effects(effects, 2), (std::vector<std::size_t>{1, 3}));
  EXPECT_EQ(strongest_effects(effects, 3), (std::vector<std::size_t>{1, 3, 4}));
  EXPECT_EQ(strongest_effects(effects, 5), (std::vector<std::size_t>{0, 1, 3, 4, 5}));
  EXPECT_EQ(strongest_effects(effects, 100).size(), 6u);
}

}  // namespace
}  // namespace lesion
