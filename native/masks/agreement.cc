#include "native/masks/agreement.h"

#include <algorithm>
#include <vector>

#include "native/data/random.h"

namespace lesion {
namespace {

constexpr int kDraws = 2000;
constexpr double kFailure = 0.65;

}  // namespace

Agreement agreement(std::span<const double> jaccards) {
  Agreement result;
  result.images = static_cast<int>(jaccards.size());
  if (jaccards.empty()) return result;
  const auto count = static_cast<double>(jaccards.size());
  for (const double value : jaccards) {
    result.mean += value / count;
    if (value < kFailure) result.failed += 1 / count;
  }
  Random random({0xB007u});
  std::vector<double> means(kDraws, 0.0);
  for (double& mean : means) {
    for (std::size_t i = 0; i < jaccards.size(); ++i) {
      mean += jaccards[random.below(jaccards.size())] / count;
    }
  }
  std::sort(means.begin(), means.end());
  result.low = means[static_cast<std::size_t>(kDraws * 0.025)];
  result.high = means[static_cast<std::size_t>(kDraws * 0.975) - 1];
  return result;
}

}  // namespace lesion
