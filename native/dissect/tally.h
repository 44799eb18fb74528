// The sums behind a dissection.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/concepts/dissection.h"
#include "native/dissect/dissect.h"
#include "native/dissect/subject.h"

namespace lesion {

// Over all images' covers: how many show each concept (at least kLeastCover of the places), and the
// part of all places that it covers.
inline constexpr double kLeastCover = 0.004;
inline constexpr double kMostCover = 0.98;
struct MaskTotals {
  std::vector<int> present;
  std::vector<double> share;
};
MaskTotals totals_of(std::span<const std::vector<std::uint8_t>> covers);

// The covers that one image's maps are held against: its own (set 0) and those of the images
// `shifts` behind it (set p from 1), side by side for a quick product.
class CoverTable {
 public:
  CoverTable(std::span<const std::vector<std::uint8_t>> covers, std::size_t image,
             std::span<const std::size_t> shifts);

  std::size_t sets() const { return sets_; }
  std::size_t columns() const { return sets_ * kConceptCount; }  // set by set, in Concept's order
  // Cover of every column at a cell, 0..1.
  const float* at(std::size_t cell) const { return values_.data() + cell * columns(); }
  double covered(std::size_t column) const { return covered_[column]; }
  bool present(std::size_t column) const;

 private:
  std::size_t sets_ = 0;
  std::vector<float> values_;
  std::vector<double> covered_;
};

// One image's figures. Areas not a number where the concept is not there.
struct ImageTally {
  std::size_t filters = 0;
  std::size_t sets = 0;
  std::vector<float> areas;      // [filter][set][concept]
  std::vector<float> overlaps;   // [filter][concept][4], see overlaps_of(); may be empty
  std::vector<float> responses;  // [filter]; may be empty
};
ImageTally tally_image(const GridMaps& maps, const CoverTable& table);

// Thresholds by filter and concept, [filter][concept].
using Thresholds = std::vector<float>;
// A filter's threshold for a concept: what it passes on the part `share` of the samples' places.
Thresholds thresholds_of(std::span<const GridMaps> samples, std::span<const double> share);
// Places above the threshold that are covered, and that are above or covered: with the image's own
// covers and with another's.
std::vector<float> overlaps_of(const GridMaps& maps, const Thresholds& thresholds,
                               std::span<const std::uint8_t> own,
                               std::span<const std::uint8_t> other);
// The greatest value of each map on the grid.
std::vector<float> greatest_of(const GridMaps& maps);

// Sums over images.
struct Tally {
  std::size_t filters = 0;
  std::size_t sets = 0;
  std::vector<double> sums;  // of areas, [filter][set][concept]
  std::vector<int> counts;   // [set][concept]
  bool keep_images = false;
  std::vector<std::vector<float>> areas;  // of set 0 by image, [filter][concept], where kept
  std::vector<double> overlaps;
  std::vector<std::vector<float>> responses;  // by image

  void add(ImageTally image);
  double mean(std::size_t filter, std::size_t set, std::size_t what) const;  // 0.5 of none
  int images(std::size_t what) const { return counts.empty() ? 0 : counts[what]; }
};

// Of each layer and concept the greatest mean area of any untrained filter, [layer][concept].
using Ceilings = std::vector<std::vector<double>>;
Ceilings ceilings_of(std::span<const Tally> untrained, std::span<const LayerSpan> spans);

struct Verdict {
  double limit = -1;
  std::vector<std::vector<FilterEvidence>> evidence;  // by filter
  std::vector<std::vector<Concept>> labels;
};
// p values: how far a filter's mean area is above the mean of the shuffles, among how far each
// shuffle of any filter of the network is above the shuffles' mean for that filter and concept,
// widened by sqrt((1 + 1/n) / (1 - 1/n)) as a shuffle is part of its own mean of n.
Verdict verdict_of(const Tally& tally, const Tally& mixed, const Ceilings& ceilings,
                   std::span<const LayerSpan> spans);

// Intervals, intersections over union and labels of the model's filters.
std::vector<FilterDissection> filters_of(const Tally& tally, const Verdict& verdict,
                                         std::uint64_t seed);

// Fills in Dissection::constant, among the concepts that enough images show.
void find_constant(Dissection& result);

}  // namespace lesion
