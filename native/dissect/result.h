// A dissection as JSON, as lines for a terminal, as a page and in a model's card.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/model/card.h"
#include "native/dissect/dissect.h"

namespace lesion {

// {model, data, images, left_out, discovery_limit, concepts: [{concept, images, share}], layers:
// [{tensor, filters: [{labels, malignant, tone, attributes, effect, effect_of_mean (each {mean,
// low, high}), mean, evidence: {CONCEPT: {n, auc, low, high, shuffled, p, untrained, mixed, iou,
// iou_shuffled}}}]}], constant: {concept, auc}, untrained_named, effects: [{concept, way, group,
// images, mean, low, high}], filter_effects: {images, means_from, means_images}}. Concepts that no
// image shows are left out of the evidence; effects where none were measured.
nlohmann::ordered_json to_json(const Dissection& dissection);

// Filters per concept and layer.
std::string to_text(const Dissection& dissection);

// The same and every named filter with its controls, as one self-contained page.
std::string dissection_html(const Dissection& dissection);

// Puts the names into `card`: strength is the mean area under the ROC curve over places. Filters
// without a name lose those they had; effects that were not asked for stay, those of filters are
// rounded to four decimals. Fails with
// kInvalidArgument where the card has other layers.
Result<void> put_into(ModelCard& card, const Dissection& dissection);

}  // namespace lesion
