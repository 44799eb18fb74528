// Figures of groups of images, and the worst mistakes.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/stats/proportion.h"
#include "core/stats/roc.h"

namespace lesion {

// One value of a grouping.
struct GroupFigures {
  std::string name;
  std::size_t count = 0;
  std::size_t positives = 0;
  // Of the group's own images; where it has one class only, against all images of the other
  // class in the set (`against_all`): melanoma against everything benign. None below 2 of a class.
  std::optional<Auc> auc;
  bool against_all = false;
  std::optional<Proportion> sensitivity;  // where the group has malignant images
  std::optional<Proportion> specificity;  // where it has benign ones
};

// What groups are computed from, one entry an image: `ranks` for the AUC (margins, which do not
// coincide where probabilities are rounded to 0 or 1), `probabilities` for the threshold.
struct ScoredImages {
  std::span<const double> ranks;
  std::span<const double> probabilities;
  std::span<const std::uint8_t> labels;
};

// A row for each of `values` (one an image; empty: not known), largest first (or by name), images
// of unknown value last as "not known". Lists of other lengths than `values` are cut to the
// shortest.
std::vector<GroupFigures> group_figures(const ScoredImages& images,
                                        std::span<const std::string> values, bool by_name,
                                        double threshold);

// Places of the images of `label` that are on the wrong side of the threshold, worst first, at
// most `most`.
std::vector<std::size_t> worst_mistakes(const ScoredImages& images, double threshold,
                                        std::uint8_t label, std::size_t most);

}  // namespace lesion
