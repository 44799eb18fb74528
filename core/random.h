// SplitMix64 (Steele, Lea, Flood 2014): the one generator of numbers drawn at random, here and
// natively.
#pragma once

#include <cstdint>

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

}  // namespace lesion
