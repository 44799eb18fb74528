// SplitMix64 (Steele, Lea, Flood 2014): the one generator of numbers drawn at random, here and
// natively.
#pragma once

#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <numbers>
#include <utility>

namespace lesion {

// Mixes 64 bits so that each depends on all.
constexpr std::uint64_t mix64(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
  return z ^ (z >> 31);
}

// The next 64 bits; moves the state on. Any state is a good one to begin from.
constexpr std::uint64_t splitmix64(std::uint64_t& state) {
  state += 0x9E3779B97F4A7C15ull;
  return mix64(state);
}

// SplitMix64, started from mixed keys: equal keys, equal numbers, whatever thread asks and in
// whatever order. A run's randomness therefore is its seed and its place (epoch, image).
class Random {
 public:
  explicit Random(std::initializer_list<std::uint64_t> keys) {
    for (const std::uint64_t key : keys) {
      state_ ^= key;
      state_ = next();
    }
  }

  std::uint64_t next() { return splitmix64(state_); }

  // In [0, 1).
  double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  bool coin() { return (next() >> 63) != 0; }
  // In 0 .. n-1; n > 0. The bias (n / 2^64) is far below anything that could be measured.
  std::uint64_t below(std::uint64_t n) { return next() % n; }

  // Standard normal (Box, Muller 1958).
  double normal() {
    const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
    return radius * std::cos(2.0 * std::numbers::pi * uniform());
  }

  template <typename Container>
  void shuffle(Container& items) {
    for (std::size_t i = items.size(); i > 1; --i) {
      std::swap(items[i - 1], items[below(i)]);
    }
  }

 private:
  std::uint64_t state_ = 0x853C49E6748FEA9Bull;
};

}  // namespace lesion
