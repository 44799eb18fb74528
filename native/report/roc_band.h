// How far the ROC curve itself may be off.
#pragma once

#include <cstdint>
#include <vector>

#include "core/error.h"
#include "core/stats/labelled_scores.h"

namespace lesion {

// At one false positive rate, the range that holds the true positive rate in 95% of the resamples.
struct RocBandPoint {
  double false_positive_rate = 0;
  double low = 0;
  double high = 1;
};

// Pointwise 95% band of the ROC curve at false positive rates 0, 0.01 .. 1, by the bootstrap:
// positives and negatives are drawn with replacement separately, `resamples` times, in an order
// that follows from `seed`; percentiles 2.5 and 97.5 (Efron, Tibshirani, "An introduction to the
// bootstrap", 1993, chapter 13). Fails with kInvalidArgument as why_unusable() says.
Result<std::vector<RocBandPoint>> roc_band(const LabelledScores& data, int resamples = 1000,
                                           std::uint64_t seed = 1);

}  // namespace lesion
