#include "core/synth/exact.h"

#include <cmath>

#include "core/random.h"

namespace lesion::synth {

std::uint64_t sub_seed(std::uint64_t seed, std::string_view purpose) {
  std::uint64_t hash = mix64(seed + 0x9E3779B97F4A7C15ull);
  for (const char c : purpose)
    hash = mix64(hash ^ static_cast<unsigned char>(c)) + 0x632BE59BD9B4E019ull;
  return mix64(hash);
}

std::uint64_t Random::next() { return splitmix64(state_); }

double Random::unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

int Random::below(int count) { return static_cast<int>(unit() * count); }

double exact_exp(double x) {
  const double k = std::floor(x * 1.4426950408889634 + 0.5);
  // ln 2 in two parts: the first has so few bits that its product with k is exact.
  const double r = (x - k * 0x1.62e42fee00000p-1) - k * 0x1.a39ef35793c76p-33;
  double sum = 1.0;
  for (int i = 13; i >= 1; --i) sum = 1.0 + sum * r / i;
  return std::ldexp(sum, static_cast<int>(k));
}

SinCos exact_sin_cos(double radians) {
  const double turns = std::floor(radians * (2.0 / kPi) + 0.5);
  const double r = radians - turns * (kPi / 2.0);
  const double q = r * r;
  double s = 1.0;
  double c = 1.0;
  for (int i = 8; i >= 1; --i) {
    s = 1.0 - s * q / ((2.0 * i) * (2.0 * i + 1.0));
    c = 1.0 - c * q / ((2.0 * i - 1.0) * (2.0 * i));
  }
  s *= r;
  switch (static_cast<long long>(turns) & 3) {
    case 0:
      return {s, c};
    case 1:
      return {c, -s};
    case 2:
      return {-s, -c};
    default:
      return {-c, s};
  }
}

double clamp01(double x) { return x < 0.0 ? 0.0 : (x > 1.0 ? 1.0 : x); }

double smooth_step(double low, double high, double x) {
  const double t = clamp01((x - low) / (high - low));
  return t * t * (3.0 - 2.0 * t);
}

}  // namespace lesion::synth
