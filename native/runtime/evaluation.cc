#include "native/runtime/evaluation.h"

#include <cstdint>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "core/stats/calibration.h"
#include "core/stats/operating_point.h"

namespace lesion {
namespace {

using nlohmann::ordered_json;

ordered_json or_null(const std::optional<double>& value) {
  return value ? ordered_json(*value) : ordered_json(nullptr);
}

std::string shown(const std::optional<double>& value) {
  if (!value) return "-";
  char text[32];
  std::snprintf(text, sizeof(text), "%.4f", *value);
  return text;
}

}  // namespace

Evaluation summarise(const ModelCard& card, std::vector<PictureScore> pictures,
                     std::vector<SkippedPicture> skipped) {
  Evaluation result;
  result.model = card.name;
  result.pictures = std::move(pictures);
  result.skipped = std::move(skipped);
  if (card.operating_point) result.threshold = card.operating_point->threshold;
  std::vector<double> scores;
  std::vector<std::uint8_t> labels;
  for (const auto& picture : result.pictures) {
    scores.push_back(picture.probability);
    labels.push_back(picture.label != 0 ? 1 : 0);
  }
  const LabelledScores data{scores, labels};
  result.positives = data.positives();
  if (auto area = auc(data)) {
    result.auc = *area;
  } else {
    result.auc_missing = "no AUC: " + area.error().message;
  }
  const auto counts = confusion_at(data, result.threshold);
  if (data.positives() > 0) result.sensitivity = counts.sensitivity();
  if (data.negatives() > 0) result.specificity = counts.specificity();
  if (const auto calibrated = calibration(data)) {
    result.calibration_error = calibrated->expected_error;
  }
  return result;
}

std::string to_json(const Evaluation& evaluation) {
  ordered_json images = ordered_json::array();
  for (const auto& picture : evaluation.pictures) {
    images.push_back({{"isic_id", picture.id},
                      {"label", picture.label},
                      {"p_malignant", picture.probability},
                      {"logits", picture.logits}});
  }
  ordered_json skipped = ordered_json::array();
  for (const auto& picture : evaluation.skipped) {
    skipped.push_back({{"isic_id", picture.id}, {"reason", picture.reason}});
  }
  const auto& auc = evaluation.auc;
  const auto low = auc ? ordered_json(auc->low) : ordered_json(nullptr);
  const auto high = auc ? ordered_json(auc->high) : ordered_json(nullptr);
  ordered_json json{{"model", evaluation.model},
                    {"n", evaluation.pictures.size()},
                    {"positives", evaluation.positives},
                    {"auc", auc ? ordered_json(auc->value) : ordered_json(nullptr)},
                    {"auc_low", low},
                    {"auc_high", high},
                    {"auc_ci", ordered_json::array({low, high})},
                    {"threshold", evaluation.threshold},
                    {"sensitivity", or_null(evaluation.sensitivity)},
                    {"specificity", or_null(evaluation.specificity)},
                    {"ece", or_null(evaluation.calibration_error)},
                    {"unlabelled_rows", evaluation.unlabelled},
                    {"images", std::move(images)},
                    {"skipped", std::move(skipped)}};
  if (!auc) json["auc_missing"] = evaluation.auc_missing;
  return json.dump(1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

std::string to_text(const Evaluation& evaluation) {
  std::string text = "model        " + evaluation.model + "\n";
  text += "pictures     " + std::to_string(evaluation.pictures.size()) + " (" +
          std::to_string(evaluation.positives) + " malignant)\n";
  if (evaluation.auc) {
    text += "AUC          " + shown(evaluation.auc->value) + "  95% interval " +
            shown(evaluation.auc->low) + " to " + shown(evaluation.auc->high) +
            " (DeLong, logit)\n";
  } else {
    text += "AUC          -  " + evaluation.auc_missing + "\n";
  }
  text += "threshold    " + shown(evaluation.threshold) + "\n";
  text += "sensitivity  " + shown(evaluation.sensitivity) + "\n";
  text += "specificity  " + shown(evaluation.specificity) + "\n";
  text += "ECE          " + shown(evaluation.calibration_error) + "\n";
  if (evaluation.unlabelled > 0) {
    text += "left out     " + std::to_string(evaluation.unlabelled) +
            " rows labelled neither benign nor malignant\n";
  }
  text += "skipped      " + std::to_string(evaluation.skipped.size());
  constexpr std::size_t kShown = 10;
  for (std::size_t i = 0; i < evaluation.skipped.size() && i < kShown; ++i) {
    text += "\n  " + evaluation.skipped[i].id + ": " + evaluation.skipped[i].reason;
  }
  if (evaluation.skipped.size() > kShown) {
    text += "\n  and " + std::to_string(evaluation.skipped.size() - kShown) + " more";
  }
  return text;
}

}  // namespace lesion
