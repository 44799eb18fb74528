#include "core/evaluate/evaluation.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "core/model/operating.h"
#include "core/stats/average_precision.h"
#include "core/stats/calibration.h"
#include "core/stats/operating_point.h"
#include "core/stats/recalibration.h"

namespace lesion {
namespace {

using nlohmann::ordered_json;

ordered_json or_null(const std::optional<double>& value) {
  return value ? ordered_json(*value) : ordered_json(nullptr);
}

// [low, high]; of nothing null.
ordered_json interval_json(const Proportion& part) {
  if (part.total == 0) return nullptr;
  return ordered_json::array({part.low, part.high});
}

std::string shown_interval(const Proportion& part) {
  char text[60];
  std::snprintf(text, sizeof text, "  95%% interval %.4f to %.4f (Wilson)", part.low, part.high);
  return part.total == 0 ? "" : text;
}

std::string shown(const std::optional<double>& value) {
  if (!value) return "-";
  char text[32];
  std::snprintf(text, sizeof(text), "%.4f", *value);
  return text;
}

ordered_json to_json(const ModelComparison& against) {
  return {{"model", against.model},
          {"n", against.n},
          {"auc", against.first.value},
          {"auc_other", against.second.value},
          {"difference", against.paired.difference},
          {"low", against.paired.low},
          {"high", against.paired.high},
          {"z", against.paired.z},
          {"p_value", against.paired.p_value}};
}

std::string to_text(const ModelComparison& against) {
  char text[300];
  std::snprintf(text, sizeof text,
                ": AUC %.4f on the same %zu images\n"
                "difference   %+.4f  95%% interval %+.4f to %+.4f, p = %.2g (paired DeLong test)\n",
                against.second.value, against.n, against.paired.difference, against.paired.low,
                against.paired.high, against.paired.p_value);
  return "against      " + against.model + text;
}

}  // namespace

namespace {

// What the spreads of the images come to.
struct SpreadSummary {
  std::size_t n = 0;
  std::size_t crossing = 0;  // spreads that hold the threshold: lowest below, highest not
  double median_width = 0;
  double widest = 0;
};

std::optional<SpreadSummary> summarise_spread(const Evaluation& evaluation) {
  std::vector<double> widths;
  SpreadSummary summary;
  for (const ImageScore& image : evaluation.images) {
    if (!image.spread) continue;
    widths.push_back(image.spread->highest - image.spread->lowest);
    const bool crosses = image.spread->lowest < evaluation.threshold &&
                         image.spread->highest >= evaluation.threshold;
    summary.crossing += crosses ? 1 : 0;
  }
  if (widths.empty()) return std::nullopt;
  std::sort(widths.begin(), widths.end());
  const std::size_t half = widths.size() / 2;
  summary.n = widths.size();
  summary.median_width =
      widths.size() % 2 == 1 ? widths[half] : (widths[half - 1] + widths[half]) / 2;
  summary.widest = widths.back();
  return summary;
}

struct SquareCounts {
  std::size_t all = 0;  // images whose square is known
  std::size_t fitted = 0;
};

SquareCounts count_squares(const Evaluation& evaluation) {
  SquareCounts counts;
  for (const ImageScore& image : evaluation.images) {
    if (!image.square) continue;
    ++counts.all;
    if (image.square->kind == RegionKind::kLesion) ++counts.fitted;
  }
  return counts;
}

}  // namespace

std::string source_of(const OwnPoint& own) {
  return std::to_string(own.n) + " images of the user's own (" + std::to_string(own.positives) +
         " malignant)" + (own.date.empty() ? "" : ", " + own.date);
}

Result<ModelComparison> compare(const Evaluation& first, const Evaluation& second) {
  std::unordered_map<std::string, double> others;
  for (const auto& image : second.images) others[image.id] = image.probability;
  std::vector<double> one;
  std::vector<double> other;
  std::vector<std::uint8_t> labels;
  for (const auto& image : first.images) {
    const auto found = others.find(image.id);
    if (found == others.end()) continue;
    one.push_back(image.probability);
    other.push_back(found->second);
    labels.push_back(image.label != 0 ? 1 : 0);
  }
  const auto paired = compare_auc({one, labels}, other);
  if (!paired) return tl::unexpected(paired.error());
  return ModelComparison{.model = second.model,
                         .n = labels.size(),
                         .first = *auc({one, labels}),
                         .second = *auc({other, labels}),
                         .paired = *paired};
}

Evaluation summarise(const ModelCard& card, std::vector<ImageScore> images,
                     std::vector<SkippedImage> skipped) {
  Evaluation result;
  result.model = card.name;
  result.images = std::move(images);
  result.skipped = std::move(skipped);
  result.threshold = calling_threshold(card);
  result.own = card.own_point;
  std::vector<double> scores;
  std::vector<std::uint8_t> labels;
  for (const auto& image : result.images) {
    scores.push_back(image.probability);
    labels.push_back(image.label != 0 ? 1 : 0);
  }
  const LabelledScores data{scores, labels};
  result.positives = data.positives();
  if (auto area = auc(data)) {
    result.auc = *area;
  } else {
    result.auc_missing = "no AUC: " + area.error().message;
  }
  if (const auto precision = average_precision(data)) result.average_precision = *precision;
  const auto counts = confusion_at(data, result.threshold);
  result.found = proportion(counts.true_positives, data.positives());
  result.left_alone = proportion(counts.true_negatives, data.negatives());
  if (data.positives() > 0) result.sensitivity = counts.sensitivity();
  if (data.negatives() > 0) result.specificity = counts.specificity();
  if (const auto calibrated = calibration(data)) {
    result.calibration_error = calibrated->expected_error;
  }
  if (result.own && result.own->recalibration) {
    for (double& score : scores) score = *recalibrated_of(result.own, score);
    if (const auto calibrated = calibration(data)) {
      result.recalibrated_error = calibrated->expected_error;
    }
  }
  return result;
}

std::optional<double> recalibrated_of(const std::optional<OwnPoint>& own, double probability) {
  if (!own || !own->recalibration) return std::nullopt;
  return recalibrated(probability, own->recalibration->by);
}

std::string to_json(const Evaluation& evaluation) { return to_json(evaluation, ordered_json()); }

std::string to_json(const Evaluation& evaluation, const ordered_json& subgroups) {
  ordered_json images = ordered_json::array();
  for (const auto& image : evaluation.images) {
    images.push_back({{"isic_id", image.id},
                      {"label", image.label},
                      {"p_malignant", image.probability},
                      {"logits", image.logits}});
    if (const auto right = recalibrated_of(evaluation.own, image.probability)) {
      images.back()["p_recalibrated"] = *right;
    }
    if (image.square) {
      const Rect& square = image.square->region;
      images.back()["square"] = {square.x, square.y, square.width, square.height};
      images.back()["square_kind"] = kRegionKindNames[static_cast<std::size_t>(image.square->kind)];
    }
    if (image.novelty) {
      images.back()["novelty"] = {{"responses", image.novelty->responses},
                                  {"light", image.novelty->light},
                                  {"unlike", image.novelty->unlike()}};
    }
    if (!image.spread) continue;
    images.back()["lowest"] = image.spread->lowest;
    images.back()["highest"] = image.spread->highest;
    images.back()["variations"] = image.spread->n;
  }
  ordered_json skipped = ordered_json::array();
  for (const auto& image : evaluation.skipped) {
    skipped.push_back({{"isic_id", image.id}, {"reason", image.reason}});
  }
  const auto& auc = evaluation.auc;
  const auto low = auc ? ordered_json(auc->low) : ordered_json(nullptr);
  const auto high = auc ? ordered_json(auc->high) : ordered_json(nullptr);
  ordered_json json{{"model", evaluation.model},
                    {"n", evaluation.images.size()},
                    {"positives", evaluation.positives},
                    {"auc", auc ? ordered_json(auc->value) : ordered_json(nullptr)},
                    {"auc_low", low},
                    {"auc_high", high},
                    {"auc_ci", ordered_json::array({low, high})},
                    {"average_precision", or_null(evaluation.average_precision)},
                    {"threshold", evaluation.threshold},
                    {"sensitivity", or_null(evaluation.sensitivity)},
                    {"specificity", or_null(evaluation.specificity)},
                    {"sensitivity_ci", interval_json(evaluation.found)},
                    {"specificity_ci", interval_json(evaluation.left_alone)},
                    {"ece", or_null(evaluation.calibration_error)},
                    {"unlabelled_rows", evaluation.unlabelled}};
  if (evaluation.own) json["own_point"] = to_object(*evaluation.own);
  if (evaluation.recalibrated_error) json["ece_recalibrated"] = *evaluation.recalibrated_error;
  if (const auto spread = summarise_spread(evaluation)) {
    json["spread"] = {{"n", spread->n},
                      {"median_width", spread->median_width},
                      {"widest", spread->widest},
                      {"crossing", spread->crossing}};
  }
  if (const auto squares = count_squares(evaluation); squares.all > 0) {
    json["squares"] = {{"fitted", squares.fitted}, {"central", squares.all - squares.fitted}};
  }
  if (!subgroups.is_null()) json["subgroups"] = subgroups;
  json["images"] = std::move(images);
  json["skipped"] = std::move(skipped);
  if (evaluation.against) json["against"] = to_json(*evaluation.against);
  if (!auc) json["auc_missing"] = evaluation.auc_missing;
  return json.dump(1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

std::string to_text(const Evaluation& evaluation) {
  std::string text = "model        " + evaluation.model + "\n";
  text += "images     " + std::to_string(evaluation.images.size()) + " (" +
          std::to_string(evaluation.positives) + " malignant)\n";
  if (evaluation.auc) {
    text += "AUC          " + shown(evaluation.auc->value) + "  95% interval " +
            shown(evaluation.auc->low) + " to " + shown(evaluation.auc->high) +
            (evaluation.auc->value > 0 && evaluation.auc->value < 1 ? " (DeLong, logit)\n"
                                                                    : " (exact)\n");
  } else {
    text += "AUC          -  " + evaluation.auc_missing + "\n";
  }
  text += "avg. prec.   " + shown(evaluation.average_precision) + "\n";
  text +=
      "threshold    " + shown(evaluation.threshold) +
      (evaluation.own && evaluation.own->threshold ? "  from " + source_of(*evaluation.own) : "") +
      "\n";
  text += "sensitivity  " + shown(evaluation.sensitivity) + shown_interval(evaluation.found) + "\n";
  text += "specificity  " + shown(evaluation.specificity) + shown_interval(evaluation.left_alone) +
          "\n";
  text += "ECE          " + shown(evaluation.calibration_error) + "\n";
  if (evaluation.recalibrated_error) {
    text += "  put right  " + shown(evaluation.recalibrated_error) + "  by " +
            source_of(*evaluation.own) + "\n";
  }
  if (const auto spread = summarise_spread(evaluation)) {
    text += "spread       median " + shown(spread->median_width) + ", widest " +
            shown(spread->widest) + "; " + std::to_string(spread->crossing) + " of " +
            std::to_string(spread->n) + " images lie on both sides of the threshold\n";
  }
  if (const auto squares = count_squares(evaluation); squares.all > 0) {
    text += "squares      " + std::to_string(squares.fitted) + " fitted to the lesion, " +
            std::to_string(squares.all - squares.fitted) +
            " central, as no lesion was found there\n";
  }
  if (evaluation.against) text += to_text(*evaluation.against);
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
