// What a network's answers are worth on groups of the images.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <vector>

#include "core/evaluate/evaluation.h"
#include "core/model/card.h"
#include "core/table/groupings.h"

namespace lesion {

// What images are ranked by: the margin of the card's probability before its temperature (logit of
// the positive class less those of the others joined), which tells images apart whose probabilities
// are rounded to 0 or 1. Where the image's logits are not a raw score a class, the log-odds of its
// probability times the temperature.
double margin_of(const ModelCard& card, const ImageScore& image);

// [{group, rows: [{value, n, positives, auc, auc_low, auc_high, against_all, sensitivity,
// specificity}]}]; what could not be computed is null. One margin, and one value of each grouping,
// an image.
nlohmann::ordered_json subgroups_json(const Evaluation& evaluation, std::span<const double> margins,
                                      std::span<const Grouping> groupings);

}  // namespace lesion
