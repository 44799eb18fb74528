#include "core/model/operating.h"

#include <gtest/gtest.h>

#include <vector>

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

// The shipped network's figures: 93% at home, 75% in another clinic.
ModelCard travelled() {
  ModelCard card;
  card.operating_point = OperatingPoint{0.12, 0.93, 0.70, "home val", "home test"};
  Metric val{"home val", 1000, 195, 0.89, 0.87, 0.91};
  val.sensitivity = 0.90;
  val.specificity = 0.68;
  Metric test{"home test", 600, 117, 0.90, 0.88, 0.93};
  test.sensitivity = 0.93;
  test.specificity = 0.70;
  test.roc = {{0.1, 0.95, 0.6}, {0.5, 0.5, 0.9}};
  Metric far{"far", 2594, 519, 0.73, 0.70, 0.75};
  far.elsewhere = true;
  far.sensitivity = 0.75;
  far.specificity = 0.59;
  far.roc = {{0.1, 0.8, 0.5}, {0.5, 0.3, 0.9}};
  Metric further = far;
  further.data = "further";
  further.sensitivity = 0.6;
  further.roc.clear();
  card.metrics = {val, test, far, further};
  return card;
}

TEST(FiguresAt, ElsewhereComesFirstTheWorstBeforeTheOthersThenHome) {
  EXPECT_EQ(figures_at(travelled(), std::nullopt),
            (std::vector<PointFigures>{{"further", 2594, true, 0.6, 0.59},
                                       {"far", 2594, true, 0.75, 0.59},
                                       {"home test", 600, false, 0.93, 0.70}}));
}

TEST(FiguresAt, OfAMovedPointAreThoseOfTheCurvesAndDataWithoutOneAreLeftOut) {
  EXPECT_EQ(figures_at(travelled(), 0.4),
            (std::vector<PointFigures>{{"far", 2594, true, 0.3, 0.9},
                                       {"home test", 600, false, 0.5, 0.9}}));
}

TEST(FiguresAt, OfACardWithThePointsFiguresOnlyAreThose) {
  ModelCard card;
  card.operating_point = OperatingPoint{0.4, 0.9, 0.7, "a", "b"};
  EXPECT_EQ(figures_at(card, std::nullopt), (std::vector<PointFigures>{{"b", 0, false, 0.9, 0.7}}));
  EXPECT_TRUE(figures_at(card, 0.5).empty());
  EXPECT_TRUE(figures_at(ModelCard{}, std::nullopt).empty());
}

}  // namespace
}  // namespace lesion
