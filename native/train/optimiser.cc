#include "native/train/optimiser.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace lesion {
namespace {

struct Factors {
  float beta1, beta2, size, root, epsilon, keep, average;
};

// Small enough to stay in the first cache while it is summed and used.
constexpr std::size_t kBlock = 1024;

// `gradient` is that of the value `begin`.
void sweep(const Factors& f, const float* gradient, AdamState& state, std::size_t begin,
           std::size_t end) {
  float* weight = state.weights.data();
  float* m = state.first.data();
  float* v = state.second.data();
  float* average = f.average > 0 ? state.average.data() : nullptr;
  for (std::size_t i = begin; i < end; ++i) {
    const float g = gradient[i - begin];
    m[i] = f.beta1 * m[i] + (1 - f.beta1) * g;
    v[i] = f.beta2 * v[i] + (1 - f.beta2) * g * g;
    weight[i] = weight[i] * f.keep - f.size * m[i] / (std::sqrt(v[i]) * f.root + f.epsilon);
    if (average != nullptr) average[i] += (1 - f.average) * (weight[i] - average[i]);
  }
}

// The values [offset, offset + out.size()) of the parts.
void sum_block(std::span<const float* const> parts, std::size_t offset, std::span<float> out) {
  if (parts.size() == 1) {
    std::copy_n(parts[0] + offset, out.size(), out.begin());
  } else if (parts.size() == 2) {
    const float* a = parts[0] + offset;
    const float* b = parts[1] + offset;
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = a[i] + b[i];
  } else {
    const std::size_t half = std::bit_ceil(parts.size()) / 2;
    std::array<float, kBlock> other;
    sum_block(parts.first(half), offset, out);
    sum_block(parts.subspan(half), offset, std::span(other).first(out.size()));
    for (std::size_t i = 0; i < out.size(); ++i) out[i] += other[i];
  }
}

}  // namespace

void sum_in_pairs(std::span<const float* const> parts, std::span<float> values) {
  for (std::size_t at = 0; at < values.size(); at += kBlock) {
    sum_block(parts, at, values.subspan(at, std::min(kBlock, values.size() - at)));
  }
}

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
    std::array<float, kBlock> sum;
    for (std::size_t at = from; at < to; at += kBlock) {
      const std::size_t n = std::min(kBlock, to - at);
      const float* gradient = gradients[0] + (at - begin);
      if (gradients.size() > 1) {
        sum_block(gradients, at - begin, std::span(sum).first(n));
        gradient = sum.data();
      }
      sweep(factors, gradient, state, at, at + n);
    }
  }
}

}  // namespace lesion
