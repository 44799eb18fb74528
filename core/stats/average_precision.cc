#include "core/stats/average_precision.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace lesion {

Result<double> average_precision(const LabelledScores& data) {
  if (auto error = why_unusable(data)) return tl::unexpected(*error);
  std::vector<std::size_t> order(data.scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return data.scores[a] > data.scores[b]; });
  const auto positives = static_cast<double>(data.positives());
  double sum = 0;
  double found = 0;
  for (std::size_t i = 0; i < order.size();) {
    const double score = data.scores[order[i]];
    const double before = found;
    for (; i < order.size() && data.scores[order[i]] == score; ++i) found += data.labels[order[i]];
    sum += (found - before) / positives * (found / static_cast<double>(i));
  }
  return sum;
}

}  // namespace lesion
