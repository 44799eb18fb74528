#include "core/stats/proportion.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lesion {
namespace {

constexpr double kNormal975 = 1.959963984540054;

// Half of the width of Wilson's interval.
double half_width_at(double value, double n) {
  const double z2 = kNormal975 * kNormal975;
  return kNormal975 / (1 + z2 / n) * std::sqrt(value * (1 - value) / n + z2 / (4 * n * n));
}

// The middle of Wilson's interval, and how far its farther end is from the part.
double centre_at(double value, double n) {
  const double z2 = kNormal975 * kNormal975;
  return (value + z2 / (2 * n)) / (1 + z2 / n);
}
double reach_at(double value, double n) {
  return std::fabs(centre_at(value, n) - value) + half_width_at(value, n);
}

// The continued fraction of I_x(a, b).
double beta_fraction(double a, double b, double x) {
  constexpr double kTiny = 1e-300;
  const auto away = [](double value) { return std::fabs(value) < kTiny ? kTiny : value; };
  double c = 1;
  double d = 1 / away(1 - (a + b) * x / (a + 1));
  double h = d;
  for (int m = 1; m <= 10'000; ++m) {
    const double even = m * (b - m) * x / ((a - 1 + 2 * m) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    h *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 1 + 2 * m));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    h *= d * c;
    if (std::fabs(d * c - 1) < 1e-15) break;
  }
  return h;
}

double beta_quantile(double a, double b, double part) {
  double low = 0;
  double high = 1;
  for (int step = 0; step < 100; ++step) {
    const double middle = (low + high) / 2;
    (incomplete_beta(a, b, middle) < part ? low : high) = middle;
  }
  return (low + high) / 2;
}

}  // namespace

Proportion proportion(std::size_t count, std::size_t total) {
  Proportion p{.count = count, .total = total};
  if (total == 0) return p;
  const auto n = static_cast<double>(total);
  p.value = static_cast<double>(count) / n;
  const double centre = centre_at(p.value, n);
  const double half = half_width_at(p.value, n);
  // Of nothing and of all the interval begins and ends there: to the last digit, or 100% would be
  // followed by ">99%".
  p.low = count == 0 ? 0 : std::max(0.0, centre - half);
  p.high = count >= total ? 1 : std::min(1.0, centre + half);
  return p;
}

std::size_t count_for_half_width(double value, double half_width) {
  if (!(value >= 0 && value <= 1) || !(half_width > 0)) return 0;
  std::size_t low = 0;
  std::size_t high = 1;
  while (reach_at(value, static_cast<double>(high)) > half_width) {
    low = high;
    if (high > std::numeric_limits<std::size_t>::max() / 4) return high;
    high *= 2;
  }
  while (high - low > 1) {
    const std::size_t middle = low + (high - low) / 2;
    (reach_at(value, static_cast<double>(middle)) > half_width ? low : high) = middle;
  }
  return high;
}

double incomplete_beta(double a, double b, double x) {
  if (!(x > 0)) return 0;
  if (!(x < 1)) return 1;
  const double front = std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) +
                                a * std::log(x) + b * std::log1p(-x));
  if (x < (a + 1) / (a + b + 2)) return front * beta_fraction(a, b, x) / a;
  return 1 - front * beta_fraction(b, a, 1 - x) / b;
}

OrderBound order_bound(std::size_t place, std::size_t count) {
  if (place < 1 || place > count) return {};
  const auto a = static_cast<double>(place);
  const auto b = static_cast<double>(count + 1 - place);
  return {a / (a + b), beta_quantile(a, b, 0.025), beta_quantile(a, b, 0.975)};
}

}  // namespace lesion
