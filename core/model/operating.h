// Where an estimate begins to count as positive, and what was measured there: the model's own
// point, or one that a person has moved.
#pragma once

#include <optional>

#include "core/model/card.h"

namespace lesion {

// The figures of the data that neither training nor the choice of the threshold has seen, where the
// card says so; else its last; nothing where it has none.
const Metric* held_out(const ModelCard& card);

// The card's operating point; or, moved to the threshold `moved` (held within 0..1), the point that
// the curve of held_out() has there, with that data. Nothing where the card has neither.
std::optional<OperatingPoint> operating_point(const ModelCard& card, std::optional<double> moved);

}  // namespace lesion
