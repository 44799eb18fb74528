// How well one filter's map tells the places of a concept from all others, and when that is enough
// to name the filter. Plain arithmetic, no files.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "core/concepts/concepts.h"

namespace lesion {

// Places of a map or mask are compared on a grid of this many cells a side over the square that
// the network sees.
inline constexpr int kDissectionSide = 24;
inline constexpr std::size_t kDissectionCells = std::size_t{kDissectionSide} * kDissectionSide;

// ranks[i]: how many values are less than values[i], plus half of those equal to it, itself
// included. `order` is scratch. Not a number counts as the least.
void midranks(std::span<const float> values, std::span<float> ranks, std::vector<int>& order);

// Area under the ROC curve over places, by midranks: the probability that a place drawn by `cover`
// has a greater value than one drawn by 1 - cover, equal values counting half. `rank_sum`: the sum
// of cover x rank; `covered`: the sum of the cover; of `places` places. Nothing where either side
// weighs nothing.
std::optional<double> area_by_ranks(double rank_sum, double covered, double places);

// What was measured of one filter and one concept over a set of images.
struct FilterEvidence {
  int images = 0;         // on which the concept was there
  double auc = 0.5;       // mean over them of the area over places
  double shuffled = 0.5;  // the same with masks of other images, mean over the shuffles
  double p_value = 1;     // of auc - shuffled, from the shuffles
  double untrained = 1;   // greatest auc of any filter of this layer of networks never trained
  double mixed = 1;       // 95th percentile of auc over random orthogonal mixes of this layer
  // Intersection over union, pooled over the images, of the concept and the places above the
  // threshold that the filter passes on as large a part of all places as the concept covers; the
  // same with the masks of other images. 0 both where there were too few images for a threshold.
  double iou = 0;
  double iou_shuffled = 0;
};

// The rule by which a filter gets a concept's name: all of these.
struct LabelRule {
  int least_images = 20;
  double least_auc = 0.70;
  double above_shuffled = 0.05;   // auc - shuffled
  double above_untrained = 0.02;  // auc - untrained
  double above_mixed = 0;         // auc - mixed
  double above_shuffled_iou = 0;  // iou - iou_shuffled
  double false_discoveries =
      0.05;  // of p_value, over all filters and concepts (Benjamini-Hochberg)
  // A second name's auc is at most this much below the first's.
  double second_below = 0.05;
};

// Greatest p value that is a discovery at `level`, by Benjamini and Hochberg (1995): of the sorted
// p values the last with p <= level x place / count. -1: none is.
double discovery_limit(std::span<const double> p_values, double level);

// At most two concepts, the one with the greater auc first. `evidence` in Concept's order; `limit`
// of discovery_limit() over all filters and concepts.
std::vector<Concept> labels_of(std::span<const FilterEvidence> evidence, double limit,
                               const LabelRule& rule = {});

// Part of `nulls` (sorted, ascending) that is at least `value`, as (count + 1) / (n + 1).
double permutation_p(double value, std::span<const double> nulls);

}  // namespace lesion
