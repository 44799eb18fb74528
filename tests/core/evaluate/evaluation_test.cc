#include "core/evaluate/evaluation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/evaluate/subgroups.h"
#include "core/stats/calibration.h"

namespace lesion {
namespace {

TEST(Margin, OfOutputsThatAreNoLogitsIsTheLogOdds) {
  ModelCard card;
  card.classes = {"benign", "malignant"};
  card.temperature = 2;
  ImageScore image;
  image.probability = 0.8;
  image.logits = {0.5f, 3.27f};
  EXPECT_NEAR(margin_of(card, image), 2.77, 1e-6);
  card.output = OutputKind::kSigmoid;
  image.logits = {0.8f};
  EXPECT_NEAR(margin_of(card, image), 2 * 1.3862943611198906, 1e-12);
}

ModelCard made_card() {
  ModelCard card;
  card.name = "made";
  card.classes = {"benign", "malignant"};
  card.operating_point = OperatingPoint{0.4, 0.9, 0.7, "a", "b"};
  return card;
}

std::vector<ImageScore> made_images() {
  std::vector<ImageScore> images;
  const double benign[] = {0.05, 0.1, 0.25, 0.45};
  const double malignant[] = {0.3, 0.6};
  for (const double p : benign) images.push_back({"b" + std::to_string(p), 0, p, {}});
  for (const double p : malignant) images.push_back({"m" + std::to_string(p), 1, p, {}});
  return images;
}

TEST(Evaluation, TakesThresholdAndRecalibrationThatTheCardHasFromAUsersImages) {
  ModelCard card = made_card();
  const Evaluation before = summarise(card, made_images(), {});
  EXPECT_EQ(before.threshold, 0.4);
  EXPECT_EQ(*before.sensitivity, 0.5);
  EXPECT_EQ(to_json(before).find("own_point"), std::string::npos);
  OwnPoint own;
  own.sha256 = std::string(64, 'a');
  own.date = "2026-11-28";
  own.n = 312;
  own.positives = 48;
  own.threshold = OwnPoint::Threshold{0.28, 0.9, order_bound(44, 48), proportion(120, 264)};
  own.recalibration = OwnPoint::Calibrated{{2, 0.5}, false, 0.1, 0.05};
  card.own_point = own;
  const Evaluation after = summarise(card, made_images(), {});
  EXPECT_EQ(after.threshold, 0.28);
  EXPECT_EQ(*after.sensitivity, 1);
  EXPECT_EQ(*after.specificity, 0.75);
  // The estimates themselves are the network's.
  EXPECT_EQ(after.auc->value, before.auc->value);
  EXPECT_EQ(*after.calibration_error, *before.calibration_error);
  const auto json = nlohmann::json::parse(to_json(after));
  EXPECT_EQ(json["own_point"]["images"], 312);
  EXPECT_EQ(json["images"][0]["p_malignant"], 0.05);
  for (const auto& image : json["images"]) {
    const double p = image["p_malignant"];
    const double right = 1 / (1 + std::exp(-(std::log(p / (1 - p)) + 0.5) / 2));
    EXPECT_NEAR(image["p_recalibrated"].get<double>(), right, 1e-15);
  }
  EXPECT_EQ(json["ece_recalibrated"], *after.recalibrated_error);
  EXPECT_NE(*after.recalibrated_error, *after.calibration_error);
  EXPECT_NE(
      to_text(after).find("0.2800  from 312 images of the user's own (48 malignant), 2026-11-28"),
      std::string::npos)
      << to_text(after);
}

}  // namespace
}  // namespace lesion
