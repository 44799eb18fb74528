#include "core/explain/judge.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace lesion {
namespace {

using Map = std::vector<float>;
using Marked = std::vector<std::uint8_t>;

// 8 x 8 with a 2 x 2 lesion.
constexpr int kSide = 8;
Marked lesion_mask() {
  Marked mask(kSide * kSide);
  for (const int at : {18, 19, 26, 27}) mask[static_cast<std::size_t>(at)] = 255;
  return mask;
}
Map map_of(const Marked& mask) {
  Map map;
  for (const auto one : mask) map.push_back(one != 0 ? 1.0f : 0.0f);
  return map;
}

TEST(Judge, AMapThatIsTheMaskPointsIntoItAndHasAllItsMassThere) {
  const Marked mask = lesion_mask();
  const Map map = map_of(mask);
  EXPECT_EQ(pointing_hit(map, mask), 1);
  EXPECT_EQ(relevance_mass(map, mask), 1);
  Map against = map;
  for (float& value : against) value = -3 * value;  // amounts, whatever the sign
  EXPECT_EQ(pointing_hit(against, mask), 1);
  EXPECT_EQ(relevance_mass(against, mask), 1);
  Map beside = map;
  for (float& value : beside) value = 1 - value;
  EXPECT_EQ(pointing_hit(beside, mask), 0);
  EXPECT_EQ(relevance_mass(beside, mask), 0);
}

TEST(Judge, AnEvenMapScoresTheMasksShare) {
  const Marked mask = lesion_mask();
  const Map even(kSide * kSide, 0.5f);
  EXPECT_DOUBLE_EQ(*pointing_hit(even, mask), 4.0 / 64);
  EXPECT_DOUBLE_EQ(*relevance_mass(even, mask), 4.0 / 64);
  const Map nothing(kSide * kSide, 0.0f);
  EXPECT_FALSE(pointing_hit(nothing, mask));
  EXPECT_FALSE(relevance_mass(nothing, mask));
}

TEST(Judge, RankSimilarityIsSpearmans) {
  // Ranks of amounts 1 2 3 4 5 against 1 3 2 5 4: 1 - 6 * 4 / (5 * 24).
  EXPECT_DOUBLE_EQ(*rank_similarity(Map{10, 20, 30, 40, 50}, Map{-1, 3, -2, 5, 4}), 0.8);
  EXPECT_DOUBLE_EQ(*rank_similarity(Map{1, 2, 3}, Map{30, 20, 10}), -1);
  // Ties share their rank: 0.5 0.5 2 against 0 1 2 (worked by hand: 1.5 / sqrt(1.5 * 2)).
  EXPECT_NEAR(*rank_similarity(Map{1, 1, 2}, Map{1, 2, 3}), 1.5 / std::sqrt(3.0), 1e-12);
  EXPECT_FALSE(rank_similarity(Map{1, -1, 1}, Map{1, 2, 3}));
  EXPECT_FALSE(rank_similarity(Map{1, 2}, Map{1, 2, 3}));
}

TEST(Judge, EntropyIsThatOfTheHistogram) {
  EXPECT_EQ(histogram_entropy(Map(10, 2.0f)), 0);
  EXPECT_NEAR(histogram_entropy(Map{0, 0, 1, 1}), std::log(2), 1e-12);
  Map each(100);
  std::iota(each.begin(), each.end(), 0.0f);
  EXPECT_NEAR(histogram_entropy(each), std::log(100), 1e-12);
  EXPECT_NEAR(*complexity_rise(Map{0, 0, 1, 1}, each), std::log(100) / std::log(2) - 1, 1e-12);
  EXPECT_FALSE(complexity_rise(Map{1, 1}, each));
}

TEST(Judge, TheStrongestComeFirstAndEqualOnesInNoOrder) {
  const auto order = strongest_first(Map{1, -5, 3, 2}, 1);
  EXPECT_EQ(order, (std::vector<std::uint32_t>{2, 3, 0, 1}));
  const Map even(1000, 1.0f);
  const auto drawn = strongest_first(even, 1);
  EXPECT_EQ(drawn, strongest_first(even, 1));
  EXPECT_NE(drawn, strongest_first(even, 2));
  // The first half is no half of the image: of 500, about 250 are from the upper one.
  const auto upper =
      std::count_if(drawn.begin(), drawn.begin() + 500, [](std::uint32_t at) { return at < 500; });
  EXPECT_NEAR(static_cast<double>(upper), 250, 40);
}

// What a network of the mask's mean colour says: 1 where the whole lesion can be seen, 0 where
// nothing of it can.
NetworkFacts facts_of(Layout layout) {
  NetworkFacts facts;
  facts.input.width = facts.input.height = kSide;
  facts.input.layout = layout;
  return facts;
}
ImageScorer mean_over(const Marked& mask, Layout layout) {
  return [mask, layout](std::vector<float> images, int count) -> Result<std::vector<double>> {
    std::vector<double> scores;
    const std::size_t area = mask.size();
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
      double sum = 0;
      for (std::size_t p = 0; p < area; ++p) {
        for (std::size_t c = 0; c < 3; ++c) {
          const std::size_t at = layout == Layout::kNchw ? c * area + p : p * 3 + c;
          if (mask[p] != 0) sum += static_cast<double>(images[i * 3 * area + at]);
        }
      }
      scores.push_back(sum / 12);
    }
    return scores;
  };
}

TEST(Judge, DeletionAndInsertionAreTheAreasUnderTheScores) {
  for (const Layout layout : {Layout::kNchw, Layout::kNhwc}) {
    const NetworkFacts facts = facts_of(layout);
    const Marked mask = lesion_mask();
    const std::vector<float> image(facts.image_size(), 1.0f);
    const std::vector<float> covered(facts.image_size(), 0.0f);
    const auto score = mean_over(mask, layout);
    // The lesion's four pixels of 64 are the first of 16 steps: 1 0 0 ... and 0 1 1 ...
    const auto best =
        fidelity_of(facts, image, covered, strongest_first(map_of(mask), 1), 16, score);
    ASSERT_TRUE(best);
    EXPECT_DOUBLE_EQ(best->deletion, 0.5 / 16);
    EXPECT_DOUBLE_EQ(best->insertion, 1 - 0.5 / 16);
    // Last of all: the other way around.
    Map worst = map_of(mask);
    for (float& value : worst) value = -value;
    const auto least = fidelity_of(facts, image, covered, strongest_first(worst, 1), 16, score);
    ASSERT_TRUE(least);
    EXPECT_DOUBLE_EQ(least->deletion, 1 - 0.5 / 16);
    EXPECT_DOUBLE_EQ(least->insertion, 0.5 / 16);
    // A map that knows nothing is in between: the mean over orders is 1/2 for both.
    double insertion = 0;
    double deletion = 0;
    const Map even(kSide * kSide, 1.0f);
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
      const auto one = fidelity_of(facts, image, covered, strongest_first(even, seed), 16, score);
      ASSERT_TRUE(one);
      insertion += one->insertion / 200;
      deletion += one->deletion / 200;
    }
    EXPECT_NEAR(insertion, 0.5, 0.03);
    EXPECT_NEAR(deletion, 0.5, 0.03);
  }
}

TEST(Judge, AScorerThatFailsOrMiscountsEndsIt) {
  const NetworkFacts facts = facts_of(Layout::kNchw);
  const std::vector<float> image(facts.image_size(), 1.0f);
  const auto order = strongest_first(Map(kSide * kSide, 1.0f), 1);
  const auto short_one = [](std::vector<float>, int) -> Result<std::vector<double>> {
    return std::vector<double>{1};
  };
  EXPECT_FALSE(fidelity_of(facts, image, image, order, 4, short_one));
  const auto failing = [](std::vector<float>, int) -> Result<std::vector<double>> {
    return fail(ErrorCode::kExplainNotFinite);
  };
  EXPECT_EQ(fidelity_of(facts, image, image, order, 4, failing).error().code,
            ErrorCode::kExplainNotFinite);
}

TEST(Judge, TheCentredMapIsGreatestInTheMiddleAndTheSameOnEverySide) {
  const Map map = centred_map(9, 5);
  ASSERT_EQ(map.size(), 45u);
  EXPECT_EQ(map[2 * 9 + 4], 1);
  EXPECT_EQ(map[2 * 9 + 0], map[2 * 9 + 8]);
  EXPECT_EQ(map[0 * 9 + 4], map[4 * 9 + 4]);
  // At the side's middle two deviations away, less half a pixel.
  EXPECT_NEAR(map[2 * 9], std::exp(-0.5 * std::pow(4.0 / 9 * 4, 2)), 1e-6);
}

TEST(Judge, ACoveredImageIsBlurredOrEven) {
  const NetworkFacts facts = facts_of(Layout::kNchw);
  std::vector<float> image(facts.image_size(), 0.0f);
  image[27] = 1;
  const auto blurred = covered_image(facts, image, ExplainFill::kBlur);
  ASSERT_EQ(blurred.size(), image.size());
  EXPECT_LT(blurred[27], 0.5f);
  EXPECT_GT(blurred[28], 0);
  const auto skin = covered_image(facts, image, ExplainFill::kSkin);
  EXPECT_EQ(skin, std::vector<float>(facts.image_size(), 0.0f));
}

}  // namespace
}  // namespace lesion
