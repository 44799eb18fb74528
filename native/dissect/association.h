// How a filter's response to whole images goes with what is known of the images.
#pragma once

#include <span>
#include <vector>

#include "core/concepts/concept_image.h"
#include "core/error.h"
#include "native/data/metadata.h"
#include "native/dissect/dissect.h"

namespace lesion {

// Individual typology angle of a colour (Chardon et al. 1991), degrees: atan((L* - 50) / b*) of
// CIELAB under D65. Above 55 very light skin, below -30 dark.
double individual_typology_angle(const MeanColour& skin);

// Spearman's rank correlation; nothing where one side is constant.
std::optional<double> rank_correlation(std::span<const double> a, std::span<const double> b);

// Fills in malignant, tone and attributes of every filter of `result`. `responses`: of every image,
// [filter]. Fails as table_cells() does.
Result<void> associate(const Dataset& dataset, std::span<const Record> records,
                       std::span<const double> tones, std::span<const std::vector<float>> responses,
                       Dissection& result);

}  // namespace lesion
