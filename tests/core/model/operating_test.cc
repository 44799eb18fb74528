#include "core/model/operating.h"

#include <gtest/gtest.h>

namespace lesion {
namespace {

// Scores of five benign (0.1 0.2 0.3 0.6 0.7) and five malignant images (0.2 0.5 0.8 0.8 0.9):
// the curve counted by hand.
ModelCard counted() {
  ModelCard card;
  card.operating_point = OperatingPoint{0.5, 0.8, 0.6, "validation", "held out"};
  Metric other;
  other.data = "elsewhere";
  Metric held;
  held.data = "held out";
  held.roc = {{0.1, 1, 0},     {0.2, 1, 0.2},   {0.3, 0.8, 0.4}, {0.5, 0.8, 0.6},
              {0.6, 0.6, 0.6}, {0.7, 0.6, 0.8}, {0.8, 0.6, 1},   {0.9, 0.2, 1}};
  card.metrics = {held, other};
  return card;
}

TEST(OperatingPointOf, IsTheCardsOwnUnlessItWasMoved) {
  const auto point = operating_point(counted(), std::nullopt);
  ASSERT_TRUE(point);
  EXPECT_EQ(point->threshold, 0.5);
  EXPECT_EQ(point->chosen_on, "validation");
}

TEST(OperatingPointOf, MovedHasTheFiguresOfTheCurveThere) {
  const auto point = operating_point(counted(), 0.7);
  ASSERT_TRUE(point);
  EXPECT_EQ(point->threshold, 0.7);
  EXPECT_EQ(point->sensitivity, 0.6);
  EXPECT_EQ(point->specificity, 0.8);
  EXPECT_EQ(point->measured_on, "held out");
  EXPECT_EQ(point->chosen_on, "");
  EXPECT_EQ(operating_point(counted(), 0)->sensitivity, 1);
  EXPECT_EQ(operating_point(counted(), 7)->threshold, 1);
  EXPECT_EQ(operating_point(counted(), 7)->sensitivity, 0);
}

TEST(OperatingPointOf, IsNothingWhereNobodyKnowsWhatTheMovedPointFinds) {
  ModelCard card = counted();
  card.metrics[0].roc.clear();
  EXPECT_FALSE(operating_point(card, 0.7));
  EXPECT_TRUE(operating_point(card, std::nullopt));
  EXPECT_FALSE(operating_point(ModelCard{}, std::nullopt));
  EXPECT_FALSE(operating_point(ModelCard{}, 0.5));
}

TEST(HeldOut, IsTheDataThatTheOperatingPointWasMeasuredOnElseTheLast) {
  ModelCard card = counted();
  EXPECT_EQ(held_out(card)->data, "held out");
  card.operating_point.reset();
  EXPECT_EQ(held_out(card)->data, "elsewhere");
  card.metrics.clear();
  EXPECT_EQ(held_out(card), nullptr);
}

}  // namespace
}  // namespace lesion
