#include "core/stats/operating_point.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

namespace lesion {
namespace {

double part(std::size_t of, std::size_t rest) {
  return of + rest == 0 ? 0 : static_cast<double>(of) / static_cast<double>(of + rest);
}

}  // namespace

double Confusion::sensitivity() const { return part(true_positives, false_negatives); }
double Confusion::specificity() const { return part(true_negatives, false_positives); }

Confusion confusion_at(const LabelledScores& data, double threshold) {
  Confusion counts;
  for (std::size_t i = 0; i < std::min(data.scores.size(), data.labels.size()); ++i) {
    const bool said = data.scores[i] >= threshold;
    if (data.labels[i] != 0) {
      ++(said ? counts.true_positives : counts.false_negatives);
    } else {
      ++(said ? counts.false_positives : counts.true_negatives);
    }
  }
  return counts;
}

Result<double> threshold_for_sensitivity(const LabelledScores& data, double sensitivity) {
  if (auto error = why_unusable(data)) return tl::unexpected<Error>(*error);
  if (!(sensitivity > 0 && sensitivity <= 1)) {
    return fail(ErrorKind::kInvalidArgument, "the wanted sensitivity is not above 0 and at most 1");
  }
  std::vector<double> positives;
  for (std::size_t i = 0; i < data.scores.size(); ++i) {
    if (data.labels[i] != 0) positives.push_back(data.scores[i]);
  }
  std::sort(positives.begin(), positives.end(), std::greater<>());
  // 0.8 of 5 is 4, also where the product comes out a rounding error above it.
  const double wanted = std::ceil(sensitivity * static_cast<double>(positives.size()) - 1e-9);
  return positives[static_cast<std::size_t>(std::max(1.0, wanted)) - 1];
}

}  // namespace lesion
