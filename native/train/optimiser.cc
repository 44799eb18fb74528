#include "native/train/optimiser.h"

#include <algorithm>
#include <cmath>

namespace lesion {
namespace {

struct Factors {
  float beta1, beta2, size, root, epsilon, keep, average;
};

void sweep(const Factors& f, std::span<const float* const> gradients, AdamState& state,
           std::size_t begin, std::size_t end) {
  const float* first_gradient = gradients[0];
  const float* second_gradient = gradients.size() > 1 ? gradients[1] : nullptr;
  float* weight = state.weights.data();
  float* m = state.first.data();
  float* v = state.second.data();
  float* average = f.average > 0 ? state.average.data() : nullptr;
  for (std::size_t i = begin; i < end; ++i) {
    float g = first_gradient[i];
    if (second_gradient != nullptr) g += second_gradient[i];
    for (std::size_t k = 2; k < gradients.size(); ++k) g += gradients[k][i];
    m[i] = f.beta1 * m[i] + (1 - f.beta1) * g;
    v[i] = f.beta2 * v[i] + (1 - f.beta2) * g * g;
    weight[i] = weight[i] * f.keep - f.size * m[i] / (std::sqrt(v[i]) * f.root + f.epsilon);
    if (average != nullptr) average[i] += (1 - f.average) * (weight[i] - average[i]);
  }
}

}  // namespace

void adam_step(const Plan& plan, const AdamOptions& options, long step,
               std::span<const float* const> gradients, AdamState& state, std::size_t begin,
               std::size_t end) {
  const double t = static_cast<double>(step);
  Factors factors{};
  factors.beta1 = static_cast<float>(options.beta1);
  factors.beta2 = static_cast<float>(options.beta2);
  factors.size = static_cast<float>(options.rate / (1 - std::pow(options.beta1, t)));
  factors.root = static_cast<float>(1 / std::sqrt(1 - std::pow(options.beta2, t)));
  factors.epsilon = static_cast<float>(options.epsilon);
  // A young average follows the weights closely, so that the random start is soon forgotten.
  factors.average =
      static_cast<float>(options.average > 0 ? std::min(options.average, (1 + t) / (10 + t)) : 0);
  for (const TensorPlan& tensor : plan.parameters) {
    const std::size_t from = std::max(begin, tensor.offset);
    const std::size_t to = std::min(end, tensor.offset + tensor.size);
    if (from >= to) continue;
    factors.keep = tensor.decay ? static_cast<float>(1 - options.rate * options.decay) : 1.0f;
    sweep(factors, gradients, state, from, to);
  }
}

}  // namespace lesion
