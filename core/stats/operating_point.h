// Where to draw the line, and what follows from it.
#pragma once

#include <cstddef>

#include "core/error.h"
#include "core/stats/labelled_scores.h"

namespace lesion {

// Positive is said at a score >= threshold.
struct Confusion {
  std::size_t true_positives = 0;
  std::size_t false_positives = 0;
  std::size_t true_negatives = 0;
  std::size_t false_negatives = 0;

  double sensitivity() const;  // part of the positives found; 0 where there is none
  double specificity() const;  // part of the negatives left alone; 0 where there is none
};

Confusion confusion_at(const LabelledScores& data, double threshold);

// The highest threshold (one of the scores) at which at least `sensitivity` of the positives is
// found. Choose it on other images than those it is then judged on. Fails with kInvalidArgument
// as why_unusable() says and for a sensitivity outside (0, 1].
Result<double> threshold_for_sensitivity(const LabelledScores& data, double sensitivity);

}  // namespace lesion
