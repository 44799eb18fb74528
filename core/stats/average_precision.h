// The precision-recall curve in one figure.
#pragma once

#include "core/error.h"
#include "core/stats/labelled_scores.h"

namespace lesion {

// Sum over the thresholds, from the highest score down, of the precision there times the recall
// gained there; equal scores make one threshold, nothing is interpolated. The part of positives is
// what guessing gives. Fails with kInvalidArgument as why_unusable() says.
Result<double> average_precision(const LabelledScores& data);

}  // namespace lesion
