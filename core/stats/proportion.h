// Parts of a count, and how surely they are known.
#pragma once

#include <cstddef>

namespace lesion {

// A part of a count with its 95% interval (Wilson, "Probable inference, the law of succession, and
// statistical inference", JASA 22, 1927); 0..1 where `total` is 0.
struct Proportion {
  std::size_t count = 0;
  std::size_t total = 0;
  double value = 0;
  double low = 0;
  double high = 1;
};

Proportion proportion(std::size_t count, std::size_t total);

// The least count for which neither end of Wilson's 95% interval is farther than `half_width`
// (above 0) from the part, where that is `value` (0..1); 0 for what makes no sense.
std::size_t count_for_half_width(double value, double half_width);

// Where the true part lies with 95% when a threshold is put at the `place`th highest (from 1) of
// `count` scores: the 2.5 and 97.5 percentiles and the mean of the beta distribution of `place` and
// `count` + 1 - `place`, whatever the scores' distribution is, as long as it is continuous (Wilks,
// "Determination of sample sizes for setting tolerance limits", Annals of Mathematical Statistics
// 12, 1941; Guenther, "Tolerance intervals for univariate distributions", 1972). Where some scores
// are equal the true part is no lower than that.
struct OrderBound {
  double mean = 0;
  double low = 0;
  double high = 1;
};
OrderBound order_bound(std::size_t place, std::size_t count);

// I_x(a, b), the regularised incomplete beta function; a, b > 0, x held within 0..1. To about 1e-14
// (continued fraction by Lentz's method: Press et al., "Numerical Recipes", 1992, section 6.4).
double incomplete_beta(double a, double b, double x);

}  // namespace lesion
