#include "core/model/colour_constancy.h"

#include <algorithm>
#include <cmath>

namespace lesion {

bool is_constancy_power(int power) { return power == 1 || power == 2 || power == 4 || power == 8; }

std::array<float, 3> constancy_factors(std::span<const float> values, const ColourLayout& layout,
                                       int power) {
  constexpr double kLeast = kConstantColour / 8.0;
  constexpr double kMost = kConstantColour * 8.0;
  std::array<float, 3> factors{1, 1, 1};
  if (layout.pixels == 0) return factors;
  for (std::size_t c = 0; c < 3; ++c) {
    const float* value = values.data() + c * layout.channel_step;
    double sum = 0;
    for (std::size_t i = 0; i < layout.pixels; ++i, value += layout.pixel_step) {
      double raised = static_cast<double>(*value);
      for (int p = 1; p < power; p *= 2) raised *= raised;
      sum += raised;
    }
    double norm = sum / static_cast<double>(layout.pixels);
    for (int p = 1; p < power; p *= 2) norm = std::sqrt(norm);
    factors[c] = static_cast<float>(kConstantColour / std::clamp(norm, kLeast, kMost));
  }
  return factors;
}

void make_constant(std::span<float> values, const ColourLayout& layout, int power) {
  const auto factors = constancy_factors(values, layout, power);
  for (std::size_t c = 0; c < 3; ++c) {
    float* value = values.data() + c * layout.channel_step;
    for (std::size_t i = 0; i < layout.pixels; ++i, value += layout.pixel_step) {
      *value = std::min(1.0f, factors[c] * *value);
    }
  }
}

}  // namespace lesion
