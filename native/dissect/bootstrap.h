// A mean over images and how sure it is.
#pragma once

#include <span>

#include "core/model/card.h"
#include "native/data/random.h"

namespace lesion {

// Mean and 95% interval: percentiles of 1,000 means of as many values, drawn with replacement.
// `values` has one at least.
EffectCard mean_with_interval(std::span<const double> values, Random& random);

}  // namespace lesion
