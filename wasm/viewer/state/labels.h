// Labels of images, and what a person has found on labelled images and uses since.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "wasm/viewer/state/viewer_state.h"

namespace lesion::viewer {

// The record of the table that an image's name belongs to; null where there is none. Folders in
// front of the name do not count.
const LabelRecord* record_of(const Labels& labels, std::string_view name);
// How early image_names() of the record has the name; kNoRank where it has not.
inline constexpr std::size_t kNoRank = 1000;
std::size_t name_rank(const LabelRecord& record, std::string_view name);

// kBenign or kMalignant: what a person has marked, else the folder that the image lay in, else the
// table's; nothing where none of them says anything.
std::optional<int> label_of(const ViewerState& state, const SessionImage& image);

// The model's own threshold, whatever holds now.
double model_threshold(const ViewerState& state);
// The threshold that holds now is the one found on a person's images.
bool own_threshold_holds(const ViewerState& state);
// The estimate as recalibrated on a person's images; nothing where there is no recalibration.
std::optional<double> recalibrated_estimate(const ViewerState& state, double probability);

}  // namespace lesion::viewer
