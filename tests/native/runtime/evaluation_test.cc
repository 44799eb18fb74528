#include "core/evaluate/evaluation.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace lesion {
namespace {

ModelCard card_with_threshold(double threshold) {
  ModelCard card;
  card.name = "test";
  card.classes = {"benign", "malignant"};
  card.operating_point = OperatingPoint{threshold, 0, 0, "val", "test"};
  return card;
}

TEST(Evaluation, FiguresOfAHandWorkedSet) {
  // Positives 0.9 and 0.4, negatives 0.6 and 0.1: three of four pairs in order.
  const auto result = summarise(
      card_with_threshold(0.5),
      {{"a", 1, 0.9, {0, 1}}, {"b", 1, 0.4, {0, 1}}, {"c", 0, 0.6, {1, 0}}, {"d", 0, 0.1, {1, 0}}},
      {{"e", "is empty"}});
  ASSERT_TRUE(result.auc.has_value());
  EXPECT_DOUBLE_EQ(result.auc->value, 0.75);
  // Positives at ranks 1 and 3: (1/1 + 2/3) / 2.
  EXPECT_NEAR(*result.average_precision, 5.0 / 6, 1e-12);
  EXPECT_EQ(result.sensitivity, 0.5);
  EXPECT_EQ(result.specificity, 0.5);
  // Each alone in its bin: (0.1 + 0.6 + 0.6 + 0.1) / 4.
  EXPECT_NEAR(*result.calibration_error, 0.35, 1e-12);
  const auto json = nlohmann::json::parse(to_json(result));
  EXPECT_EQ(json["n"], 4);
  EXPECT_EQ(json["positives"], 2);
  EXPECT_EQ(json["auc"], 0.75);
  EXPECT_EQ(json["auc_ci"][0], json["auc_low"]);
  EXPECT_EQ(json["auc_ci"][1], json["auc_high"]);
  EXPECT_EQ(json["images"][2]["isic_id"], "c");
  EXPECT_EQ(json["images"][2]["p_malignant"], 0.6);
  EXPECT_EQ(json["skipped"][0]["reason"], "is empty");
}

TEST(Evaluation, SumsUpTheSpreads) {
  // Widths 0.4, 0.1 and 0.2; only the first lies on both sides of 0.5.
  const auto result = summarise(card_with_threshold(0.5),
                                {{"a", 1, 0.6, {}, {}, {}, Spread{0.3, 0.7, 16}},
                                 {"b", 1, 0.6, {}, {}, {}, Spread{0.5, 0.6, 16}},
                                 {"c", 0, 0.3, {}, {}, {}, Spread{0.2, 0.4, 10}}},
                                {});
  const auto json = nlohmann::json::parse(to_json(result));
  EXPECT_EQ(json["spread"]["n"], 3);
  EXPECT_EQ(json["spread"]["crossing"], 1);
  EXPECT_NEAR(json["spread"]["median_width"].get<double>(), 0.2, 1e-12);
  EXPECT_NEAR(json["spread"]["widest"].get<double>(), 0.4, 1e-12);
  EXPECT_EQ(json["images"][2]["lowest"], 0.2);
  EXPECT_EQ(json["images"][2]["highest"], 0.4);
  EXPECT_EQ(json["images"][2]["variations"], 10);
  EXPECT_NE(to_text(result).find("1 of 3 images lie on both sides"), std::string::npos);
  const auto without =
      nlohmann::json::parse(to_json(summarise(card_with_threshold(0.5), {{"a", 1, 0.6, {}}}, {})));
  EXPECT_FALSE(without.contains("spread"));
  EXPECT_FALSE(without["images"][0].contains("lowest"));
}

TEST(Evaluation, OneClassAloneHasNoAucAndSaysSo) {
  const auto result = summarise(card_with_threshold(0.5), {{"a", 0, 0.2, {1, 0}}}, {});
  EXPECT_FALSE(result.auc.has_value());
  const auto json = nlohmann::json::parse(to_json(result));
  EXPECT_TRUE(json["auc"].is_null());
  EXPECT_TRUE(json["sensitivity"].is_null());
  EXPECT_EQ(json["specificity"], 1.0);
  EXPECT_EQ(json["auc_missing"], "no AUC: there is no image of the positive class");
  EXPECT_NE(to_text(result).find("there is no image of the positive class"), std::string::npos);
}

TEST(Evaluation, TwoModelsAreComparedOnTheImagesThatBothAnswered) {
  const auto card = card_with_threshold(0.5);
  // First: three of four pairs in order. Second: one of four. x and y are known to one only.
  auto first = summarise(
      card,
      {{"a", 1, 0.9, {}}, {"b", 1, 0.4, {}}, {"c", 0, 0.6, {}}, {"d", 0, 0.1, {}}, {"x", 1, 0, {}}},
      {});
  const auto second = summarise(
      card,
      {{"y", 0, 1, {}}, {"d", 0, 0.7, {}}, {"c", 0, 0.3, {}}, {"b", 1, 0.2, {}}, {"a", 1, 0.5, {}}},
      {});
  const auto compared = compare(first, second);
  ASSERT_TRUE(compared) << compared.error().message;
  EXPECT_EQ(compared->n, 4u);
  EXPECT_DOUBLE_EQ(compared->first.value, 0.75);
  EXPECT_DOUBLE_EQ(compared->second.value, 0.25);
  EXPECT_DOUBLE_EQ(compared->paired.difference, 0.5);
  // DeLong by hand: structural components of the positives 1, 0.5 and 0.5, 0, of the negatives
  // 0.5, 1 and 0.5, 0; their differences 0.5, 0.5 and 0, 1 have variances 0 and 0.5, each over 2.
  EXPECT_NEAR(compared->paired.variance, 0.25, 1e-12);
  first.against = *compared;
  const auto json = nlohmann::json::parse(to_json(first));
  EXPECT_EQ(json["against"]["n"], 4);
  EXPECT_DOUBLE_EQ(json["against"]["difference"].get<double>(), 0.5);
  EXPECT_NEAR(json["against"]["z"].get<double>(), 1.0, 1e-12);
  EXPECT_NEAR(json["against"]["p_value"].get<double>(), 0.3173105, 1e-6);  // 2 (1 - Phi(1))
  EXPECT_NE(to_text(first).find("difference   +0.5000"), std::string::npos);
}

TEST(Evaluation, ModelsWithoutACommonImageCannotBeCompared) {
  const auto card = card_with_threshold(0.5);
  EXPECT_FALSE(
      compare(summarise(card, {{"a", 1, 0.9, {}}}, {}), summarise(card, {{"b", 0, 0, {}}}, {})));
}

TEST(Evaluation, SkippedImagesAreListedWithTheirReasons) {
  std::vector<SkippedImage> skipped;
  for (int i = 0; i < 12; ++i) skipped.push_back({std::to_string(i), "is cut off"});
  const auto result = summarise(card_with_threshold(0.5), {}, skipped);
  const auto text = to_text(result);
  EXPECT_NE(text.find("9: is cut off"), std::string::npos);
  EXPECT_NE(text.find("and 2 more"), std::string::npos);
  EXPECT_EQ(nlohmann::json::parse(to_json(result))["skipped"].size(), 12u);
}

}  // namespace
}  // namespace lesion
