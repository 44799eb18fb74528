#include "native/dissect/bootstrap.h"

#include <algorithm>
#include <vector>

namespace lesion {

EffectCard mean_with_interval(std::span<const double> values, Random& random) {
  constexpr std::size_t kDraws = 1000;
  const auto mean = [](std::span<const double> some) {
    double sum = 0;
    for (const double value : some) sum += value;
    return sum / static_cast<double>(some.size());
  };
  std::vector<double> drawn(values.size());
  std::vector<double> means;
  for (std::size_t draw = 0; draw < kDraws; ++draw) {
    for (double& one : drawn) one = values[random.below(values.size())];
    means.push_back(mean(drawn));
  }
  std::sort(means.begin(), means.end());
  EffectCard found;
  found.mean = static_cast<float>(mean(values));
  // A mean of few unlike values may lie beside what the draws show.
  found.low = std::min(found.mean, static_cast<float>(means[kDraws / 40]));
  found.high = std::max(found.mean, static_cast<float>(means[kDraws - 1 - kDraws / 40]));
  return found;
}

}  // namespace lesion
