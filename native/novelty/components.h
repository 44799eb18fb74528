// Principal components of a set of features.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/error.h"
#include "core/model/novelty.h"

namespace lesion {

// Mean, deviation and the first `count` principal components of `rows` (all of one length), found
// by Jacobi's method on their correlations; rounded to what a card holds: four places of a
// direction, six digits of everything else. Features that never vary get the deviation
// kLeastDeviation, so that any other value of them is far away. `threshold` is left at 0. Fails
// with kInvalidArgument where there are fewer than two rows, or fewer features than components.
inline constexpr double kLeastDeviation = 1e-3;
Result<NoveltyDetector> principal_components(std::span<const std::vector<float>> rows,
                                             std::size_t count);

// The value that `share` (0..1) of `values` lie at or below: linear between the sorted values.
double quantile(std::vector<double> values, double share);

}  // namespace lesion
