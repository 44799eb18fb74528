#include "core/explain/first_order.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace lesion {

std::vector<float> log_odds_gradient(const ModelCard& card, std::span<const float> output,
                                     bool in_front) {
  const double p = probability(card, output);
  if (!std::isfinite(p)) return {};
  const auto positive = static_cast<std::size_t>(card.positive_class);
  const double scale = 1 / card.temperature;
  const double sign = positive == 1 ? 1 : -1;  // of a single number
  std::vector<float> gradient(output.size(), 0.0f);
  const auto of_probability = [&](double value) {
    const double held = std::clamp(value, kLeastProbability, 1 - kLeastProbability);
    return 1 / (held * (1 - held));
  };
  // The others are joined by their log-sum-exp, whose gradient is their softmax.
  const auto against = [&](const std::vector<double>& weights) {
    double sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) sum += i == positive ? 0 : weights[i];
    for (std::size_t i = 0; i < weights.size(); ++i) {
      gradient[i] = static_cast<float>(i == positive ? scale
                                       : sum > 0     ? -scale * weights[i] / sum
                                                     : 0);
    }
  };
  switch (card.output) {
    case OutputKind::kLogits: {
      double greatest = -std::numeric_limits<double>::infinity();
      for (std::size_t i = 0; i < output.size(); ++i) {
        if (i != positive) greatest = std::max<double>(greatest, output[i]);
      }
      std::vector<double> weights;
      for (const float value : output) weights.push_back(std::exp((value - greatest) * scale));
      against(weights);
      break;
    }
    case OutputKind::kProbabilities:
      if (in_front) {
        against({output.begin(), output.end()});
      } else {
        gradient[positive] = static_cast<float>(scale * of_probability(output[positive]));
      }
      break;
    case OutputKind::kSigmoid:
      gradient[0] = static_cast<float>(sign * scale * (in_front ? 1.0 : of_probability(output[0])));
      break;
    case OutputKind::kLogit:
      gradient[0] = static_cast<float>(sign * scale);
      break;
  }
  return gradient;
}

std::vector<float> first_order_effects(std::span<const float> maps,
                                       std::span<const float> gradients, std::size_t filters,
                                       std::span<const float> replacement, double keep) {
  if (filters == 0 || maps.size() != gradients.size() || maps.size() % filters != 0) return {};
  const std::size_t cells = maps.size() / filters;
  const bool by_cell = replacement.size() == maps.size();
  if (!by_cell && replacement.size() != filters) return {};
  std::vector<float> effects;
  effects.reserve(filters);
  for (std::size_t f = 0; f < filters; ++f) {
    double sum = 0;
    for (std::size_t i = f * cells; i < (f + 1) * cells; ++i) {
      const auto instead = static_cast<double>(replacement[by_cell ? i : f]);
      sum += static_cast<double>(gradients[i]) * (instead - maps[i]);
    }
    effects.push_back(static_cast<float>((1 - keep) * sum));
  }
  return effects;
}

std::vector<float> mean_with(std::span<const float> mean, std::span<const float> maps,
                             std::size_t images) {
  if (images == 0) return {maps.begin(), maps.end()};
  if (mean.size() != maps.size()) return {};
  const double share = 1.0 / (static_cast<double>(images) + 1);
  std::vector<float> with(maps.size());
  for (std::size_t i = 0; i < maps.size(); ++i) {
    const auto before = static_cast<double>(mean[i]);
    with[i] = static_cast<float>(before + (static_cast<double>(maps[i]) - before) * share);
  }
  return with;
}

std::vector<std::size_t> strongest_effects(std::span<const float> effects, std::size_t count) {
  std::vector<std::size_t> places(effects.size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  const auto amount = [&](std::size_t i) {
    return std::isfinite(effects[i]) ? std::fabs(effects[i]) : -1.0f;
  };
  const auto kept = static_cast<std::ptrdiff_t>(std::min(count, places.size()));
  std::partial_sort(places.begin(), places.begin() + kept, places.end(),
                    [&](std::size_t a, std::size_t b) {
                      return amount(a) != amount(b) ? amount(a) > amount(b) : a < b;
                    });
  places.resize(static_cast<std::size_t>(kept));
  std::sort(places.begin(), places.end());
  return places;
}

}  // namespace lesion
