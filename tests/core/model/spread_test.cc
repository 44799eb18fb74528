#include "core/model/spread.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/model/region.h"
#include "tests/support/images.h"

namespace lesion {
namespace {

InputRule rule_of(int width, int height) {
  InputRule rule = square_input(width);
  rule.height = height;
  return rule;
}

TEST(Variations, AreTheEightTurnsAndTheEightNeighbours) {
  // 40 x 40 in the middle of 100 x 80: a step is 2 pixels.
  const auto all = variations({30, 20, 40, 40}, 100, 80, rule_of(8, 8));
  ASSERT_EQ(all.size(), 16u);
  EXPECT_EQ(all[0], (Variation{{30, 20, 40, 40}, 0}));
  EXPECT_EQ(all[7], (Variation{{30, 20, 40, 40}, 7}));
  EXPECT_EQ(all[8], (Variation{{28, 18, 40, 40}, 0}));
  EXPECT_EQ(all[15], (Variation{{32, 22, 40, 40}, 0}));
}

TEST(Variations, ASquareAsHighAsTheImageMovesAcrossOnly) {
  const auto all = variations({10, 0, 80, 80}, 100, 80, rule_of(8, 8));
  ASSERT_EQ(all.size(), 10u);
  EXPECT_EQ(all[8].region, (Rect{6, 0, 80, 80}));
  EXPECT_EQ(all[9].region, (Rect{14, 0, 80, 80}));
}

TEST(Variations, AnInputThatIsNotSquareIsNotLaidOnItsSide) {
  const auto all = variations({20, 20, 40, 20}, 100, 80, rule_of(8, 4));
  EXPECT_TRUE(std::all_of(all.begin(), all.end(), [](const Variation& v) { return v.turn < 4; }));
  EXPECT_EQ(all.size(), 12u);
}

InputTensor numbered(const InputRule& rule) {
  InputTensor tensor;
  tensor.values.resize(12);
  for (int i = 0; i < 12; ++i) tensor.values[static_cast<std::size_t>(i)] = static_cast<float>(i);
  (void)rule;
  return tensor;
}

TEST(Turned, MirrorsAndSwapsEveryColour) {
  // Of each colour 0 1 / 2 3, 4 5 / 6 7, 8 9 / 10 11.
  const InputRule rule = rule_of(2, 2);
  const auto first = [&](int turn) {
    const auto values = turned(numbered(rule), rule, turn).values;
    EXPECT_EQ(values[4], values[0] + 4) << turn;
    return std::vector<float>(values.begin(), values.begin() + 4);
  };
  using Values = std::vector<float>;
  EXPECT_EQ(first(0), (Values{0, 1, 2, 3}));
  EXPECT_EQ(first(1), (Values{1, 0, 3, 2}));
  EXPECT_EQ(first(2), (Values{2, 3, 0, 1}));
  EXPECT_EQ(first(3), (Values{3, 2, 1, 0}));
  EXPECT_EQ(first(4), (Values{0, 2, 1, 3}));
  EXPECT_EQ(first(5), (Values{1, 3, 0, 2}));
  EXPECT_EQ(first(6), (Values{2, 0, 3, 1}));
  EXPECT_EQ(first(7), (Values{3, 1, 2, 0}));
}

TEST(Turned, KnowsWhereColoursLieSideBySide) {
  InputRule rule = rule_of(2, 2);
  rule.layout = Layout::kNhwc;
  const auto values = turned(numbered(rule), rule, 1).values;
  EXPECT_EQ(values, (std::vector<float>{3, 4, 5, 0, 1, 2, 9, 10, 11, 6, 7, 8}));
}

TEST(SpreadOf, IsTheLowestAndTheHighestOfAllAndCountsThem) {
  Image image = testing::filled(100, 80, 200, 150, 100);
  // One bright spot at the upper left of the square.
  for (int y = 21; y < 27; ++y) {
    for (int x = 31; x < 37; ++x) {
      image.rgb[static_cast<std::size_t>((y * 100 + x) * 3)] = 255;
    }
  }
  const InputRule rule = rule_of(8, 8);
  // An "estimate" that looks at one corner only: the spot is there in one turn in two.
  const auto spread = spread_of(image, rule, {30, 20, 40, 40}, [](const InputTensor& input) {
    return Result<double>(static_cast<double>(input.values.front()));
  });
  ASSERT_TRUE(spread);
  EXPECT_EQ(spread->n, 16u);
  const double plain = static_cast<double>(preprocess(image, rule, {60, 50, 8, 8})->values.front());
  EXPECT_NEAR(spread->lowest, plain, 1e-6);
  EXPECT_GT(spread->highest, plain + 0.05);
  EXPECT_FALSE(spread_of(image, rule, {30, 20, 40, 40}, [](const InputTensor&) {
    return Result<double>(fail(ErrorCode::kModelNoneOpen));
  }));
}

}  // namespace
}  // namespace lesion
