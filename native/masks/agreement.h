// How well masks agree with the truth over many images.
#pragma once

#include <span>

namespace lesion {

struct Agreement {
  int images = 0;
  double mean = 0;  // of the Jaccard indices
  double low = 0;   // 95% interval by bootstrap over the images (percentiles of 2,000 draws)
  double high = 0;
  double failed = 0;  // part below 0.65, which ISIC 2018's first task counted as 0
};

// All 0 without values. The same values in the same order give the same interval.
Agreement agreement(std::span<const double> jaccards);

}  // namespace lesion
