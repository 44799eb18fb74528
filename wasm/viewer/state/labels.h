// Labels of images, and what a person has found on labelled images and uses since.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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

// An image that counts: it has an answer of the open model's own square, and a label, and is of the
// part that is chosen.
struct Labelled {
  const SessionImage* image = nullptr;
  const ImageAnswer* answer = nullptr;
  const LabelRecord* record = nullptr;  // null: its label is not the table's
  int label = 0;                        // kBenign or kMalignant
};
// One a record of the table, in the table's order (of several files that a record may mean the
// first of image_names()), then the images with a label from elsewhere, in the session's.
std::vector<Labelled> labelled_images(const ViewerState& state);
// What it is called in figures that are handed on: the record's id, else the file's name.
std::string labelled_name(const Labelled& image);

// The first of these that the second model of Compare has neither answered nor refused.
std::optional<int> second_unscored(const ViewerState& state);
// Both models on the images of labelled_images(); nothing without a second model's scores.
PairedFigures paired_figures(const ViewerState& state);

// The threshold of the model's file (calling_threshold()), whatever holds now.
double model_threshold(const ViewerState& state);
// The threshold that holds now is the one found on a person's images.
bool own_threshold_holds(const ViewerState& state);
// Found on a person's images, where its threshold is the one that holds (for say_estimate()); else
// null. As long as the state lasts.
const OwnPoint* own_in_use(const ViewerState& state);
// The estimate as recalibrated on a person's images; nothing where there is no recalibration.
std::optional<double> recalibrated_estimate(const ViewerState& state, double probability);

// What a person said of the image `from`, by a mark or by its folder, is said of `to`.
void relabel(Validate& validate, int from, int to);

}  // namespace lesion::viewer
