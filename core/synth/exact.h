// Randomness and elementary functions that give the same bits on every platform: only integer
// arithmetic and IEEE operations that are exactly rounded (+ - * / sqrt floor). The standard
// library's distributions and libm's exp and sin differ between systems.
#pragma once

#include <cstdint>
#include <string_view>

namespace lesion::synth {

inline constexpr double kPi = 3.14159265358979323846;

// A seed of its own for each purpose: what is drawn for one purpose never shifts what is drawn for
// another, so an image with hair equals the image without it everywhere else.
std::uint64_t sub_seed(std::uint64_t seed, std::string_view purpose);

// SplitMix64.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next();
  // In [0, 1), 53 bits.
  double unit();
  // In [low, high).
  double between(double low, double high) { return low + (high - low) * unit(); }
  // In 0..count-1; count at least 1.
  int below(int count);
  bool chance(double probability) { return unit() < probability; }

 private:
  std::uint64_t state_;
};

// e^x for |x| up to 700, relative error below 1e-14.
double exact_exp(double x);

struct SinCos {
  double sin;
  double cos;
};

// For |radians| up to 1e6, absolute error below 1e-10.
SinCos exact_sin_cos(double radians);

double clamp01(double x);
// 0 below low, 1 above high, 3t^2 - 2t^3 between.
double smooth_step(double low, double high, double x);
inline double blend(double from, double to, double share) { return from + (to - from) * share; }

}  // namespace lesion::synth
