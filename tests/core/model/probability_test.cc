#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "core/model/card.h"

namespace lesion {
namespace {

ModelCard card_of(OutputKind output, int positive = 1) {
  ModelCard card;
  card.output = output;
  card.classes = {"benign", "malignant"};
  card.positive_class = positive;
  return card;
}

double of(const ModelCard& card, const std::vector<float>& output) {
  return probability(card, output);
}

TEST(Probability, OfProbabilitiesIsWhatStandsThere) {
  const ModelCard card = card_of(OutputKind::kProbabilities);
  EXPECT_NEAR(of(card, {0.7f, 0.3f}), 0.3f, 1e-12);
  EXPECT_NEAR(of(card_of(OutputKind::kProbabilities, 0), {0.7f, 0.3f}), 0.7f, 1e-12);
  // As a softmax of two probabilities it would be 1 / (1 + e^0.4) = 0.401.
}

TEST(Probability, OfManyProbabilitiesIsThePositiveClasss) {
  ModelCard card = card_of(OutputKind::kProbabilities, 2);
  card.classes = {"a", "b", "c"};
  EXPECT_NEAR(of(card, {0.5f, 0.375f, 0.125f}), 0.125, 1e-12);
}

TEST(Probability, OfASigmoidIsThatOfTheSecondClass) {
  EXPECT_NEAR(of(card_of(OutputKind::kSigmoid, 1), {0.25f}), 0.25, 1e-12);
  EXPECT_NEAR(of(card_of(OutputKind::kSigmoid, 0), {0.25f}), 0.75, 1e-12);
}

TEST(Probability, OfOneLogitIsItsLogistic) {
  // ln 3 is the log-odds of 3/4.
  EXPECT_NEAR(of(card_of(OutputKind::kLogit, 1), {std::log(3.0f)}), 0.75, 1e-7);
  EXPECT_NEAR(of(card_of(OutputKind::kLogit, 0), {std::log(3.0f)}), 0.25, 1e-7);
}

// Odds of 1/9 at temperature 2 are odds of 1/3.
TEST(Probability, TheTemperatureDividesTheLogOdds) {
  for (const OutputKind kind : {OutputKind::kProbabilities, OutputKind::kSigmoid}) {
    ModelCard card = card_of(kind);
    card.temperature = 2;
    const auto output =
        kind == OutputKind::kSigmoid ? std::vector<float>{0.1f} : std::vector<float>{0.9f, 0.1f};
    EXPECT_NEAR(of(card, output), 0.25, 1e-7);
  }
}

TEST(Probability, CertaintyStopsAtTenToTheMinusSeven) {
  ModelCard card = card_of(OutputKind::kSigmoid);
  EXPECT_NEAR(of(card, {0}), 1e-7, 1e-15);
  EXPECT_NEAR(of(card, {1}), 1 - 1e-7, 1e-12);
  EXPECT_NEAR(of(card, {1.00001f}), 1 - 1e-7, 1e-12);  // a softmax's rounding
  card.temperature = 0.5;
  EXPECT_TRUE(std::isfinite(of(card, {1})));
}

TEST(Probability, WhatIsNoProbabilityIsNotANumber) {
  const ModelCard card = card_of(OutputKind::kSigmoid);
  for (const float value : {1.01f, -0.01f, 3.0f, std::numeric_limits<float>::quiet_NaN()}) {
    EXPECT_TRUE(std::isnan(of(card, {value}))) << value;
  }
  EXPECT_TRUE(std::isnan(of(card, {0.5f, 0.5f})));
  EXPECT_TRUE(std::isnan(of(card_of(OutputKind::kProbabilities), {0.5f})));
}

TEST(OutputCount, IsOneForASingleNumberElseThatOfTheClasses) {
  EXPECT_EQ(output_count(card_of(OutputKind::kLogits)), 2u);
  EXPECT_EQ(output_count(card_of(OutputKind::kProbabilities)), 2u);
  EXPECT_EQ(output_count(card_of(OutputKind::kSigmoid)), 1u);
  EXPECT_EQ(output_count(card_of(OutputKind::kLogit)), 1u);
}

}  // namespace
}  // namespace lesion
