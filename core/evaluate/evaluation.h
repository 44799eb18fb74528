// What a network's answers on a set of labelled images are worth.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/model/card.h"
#include "core/model/region.h"
#include "core/model/spread.h"
#include "core/stats/proportion.h"
#include "core/stats/roc.h"

namespace lesion {

// What a network saw of an image.
struct SeenSquare {
  Rect region;  // continuous coordinates of the image
  RegionKind kind = RegionKind::kCentral;

  bool operator==(const SeenSquare&) const = default;
};

// One image's answer.
struct ImageScore {
  std::string id;
  int label = 0;           // 1 where the image is of the card's positive class
  double probability = 0;  // calibrated, of the positive class: the number that the page shows
  std::vector<float> logits;
  std::optional<SeenSquare> square = {};  // where the card's squares are fitted to the lesion
  std::optional<Novelty> novelty = {};    // where the card has detectors
  std::optional<Spread> spread = {};      // over nearby squares and turns, where it was asked for
};

// An image without an answer, and why, in words.
struct SkippedImage {
  std::string id;
  std::string reason;
};

// The same images before another network: those that both gave an answer to.
struct ModelComparison {
  std::string model;  // the other one
  std::size_t n = 0;
  Auc first;             // AUC of the one that is evaluated, on these images
  Auc second;            // of the other
  AucComparison paired;  // first minus second, DeLong's test for correlated curves
};

struct Evaluation {
  std::string model;
  std::size_t positives = 0;
  // Nothing where the images are all of one class; then `auc_missing` says so.
  std::optional<Auc> auc;
  std::string auc_missing;
  double threshold = 0.5;                   // where the file calls: calling_threshold()
  std::optional<double> sensitivity;        // at the threshold; nothing without positives
  std::optional<double> specificity;        // nothing without negatives
  Proportion found;                         // the same of positives, with its interval
  Proportion left_alone;                    // of negatives
  std::optional<double> calibration_error;  // expected, 15 bins; nothing without images
  std::optional<double> average_precision;  // nothing where there is no AUC
  std::vector<ImageScore> images;
  std::vector<SkippedImage> skipped;
  std::optional<ModelComparison> against;
  // Of the card: where the threshold comes from, and how estimates are put right.
  std::optional<OwnPoint> own;
  std::optional<double> recalibrated_error;  // as calibration_error, of the estimates put right
  int unlabelled = 0;  // rows of the table without a benign or malignant label
};

// Computes every figure from `images`; of each only the probability and the label count.
Evaluation summarise(const ModelCard& card, std::vector<ImageScore> images,
                     std::vector<SkippedImage> skipped);

// Pairs the images by id. Fails with kInvalidArgument where none or one class only is common.
Result<ModelComparison> compare(const Evaluation& first, const Evaluation& second);

// Where a point was found: "312 images of the user's own (48 malignant), 2026-11-28".
std::string source_of(const OwnPoint& own);

// Where the card has an own point that recalibrates: the estimate put right.
std::optional<double> recalibrated_of(const std::optional<OwnPoint>& own, double probability);

// {model, n, positives, auc, auc_low, auc_high, auc_ci, average_precision,
// threshold, sensitivity, specificity, sensitivity_ci, specificity_ci: [low, high] by Wilson, ece,
// spread: {n, median_width, widest, crossing: how many images' spread holds the threshold} where it
// was asked for, own_point: as the card has it, and ece_recalibrated where it recalibrates (then
// images have p_recalibrated too), squares: {fitted, central: without a lesion} where squares are
// fitted to the lesion, against: {model, n, auc, auc_other, difference, low, high, z, p_value}
// where there is another model, images: [{isic_id, label, p_malignant, logits, and lowest, highest,
// variations where the spread was asked for, and square: [x, y, width, height] in pixels of the
// image, square_kind where squares are fitted, and novelty: {responses, light, unlike}, parts of
// the thresholds, where the card has them}], skipped: [{isic_id, reason}], ...}; what could not be
// computed is null. Probabilities and logits with all their digits.
std::string to_json(const Evaluation& evaluation);
// The same with `subgroups` as one more member, unless it is null.
std::string to_json(const Evaluation& evaluation, const nlohmann::ordered_json& subgroups);

// A few lines for a person, the last without a line end.
std::string to_text(const Evaluation& evaluation);

}  // namespace lesion
