// Where an estimate begins to count as positive, and what was measured there: the model's own
// point, or one that a person has moved.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/model/card.h"

namespace lesion {

// The figures of the data that neither training nor the choice of the threshold has seen, where the
// card says so; else its last; nothing where it has none.
const Metric* held_out(const ModelCard& card);

// The card's operating point; or, moved to the threshold `moved` (held within 0..1), the point that
// the curve of held_out() has there, with that data. Nothing where the card has neither.
std::optional<OperatingPoint> operating_point(const ModelCard& card, std::optional<double> moved);

// Where positive is said by the file itself: from the threshold on that was found on a user's
// images, where the card has one; else the card's operating point; else 0.5.
double calling_threshold(const ModelCard& card);

// What a threshold finds on one data set of the card.
struct PointFigures {
  std::string data;
  int n = 0;               // images; 0: the card doesn't say
  bool elsewhere = false;  // images of other clinics than those of the training
  double sensitivity = 0;
  double specificity = 0;

  bool operator==(const PointFigures&) const = default;
};

// What the card's operating point, or the threshold `moved` (as in operating_point()), finds: on
// the data sets from elsewhere first, that with the least sensitivity before the others, then on
// the one that the point was measured on. For the card's own point the figures that it states, else
// those of the curve; for a moved one those of the curves (roc_at()), so that data without a curve
// are left out. Empty where nothing is known.
std::vector<PointFigures> figures_at(const ModelCard& card, std::optional<double> moved);

}  // namespace lesion
