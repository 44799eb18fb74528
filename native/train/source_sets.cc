#include "native/train/source_sets.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/stats/operating_point.h"
#include "native/data/sources.h"

namespace lesion {

ReportSet together(std::span<const ReportSet> sets) {
  ReportSet all = sets.front();
  for (const ReportSet& set : sets.subspan(1)) {
    all.name += kBetweenSources + set.name;
    all.margins.insert(all.margins.end(), set.margins.begin(), set.margins.end());
    all.labels.insert(all.labels.end(), set.labels.begin(), set.labels.end());
  }
  return all;
}

Result<double> threshold_for_each(std::span<const ReportSet> sets, double temperature,
                                  double sensitivity) {
  double lowest = 1;
  for (const ReportSet& set : sets) {
    std::vector<double> chances;
    for (const double margin : set.margins) {
      chances.push_back(1 / (1 + std::exp(-margin / temperature)));
    }
    const auto threshold =
        threshold_for_sensitivity({.scores = chances, .labels = set.labels}, sensitivity);
    if (!threshold) return threshold;
    lowest = std::min(lowest, *threshold);
  }
  return lowest;
}

}  // namespace lesion
