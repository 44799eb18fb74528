#include "core/concepts/dissection.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace lesion {

void midranks(std::span<const float> values, std::span<float> ranks, std::vector<int>& order) {
  order.resize(values.size());
  std::iota(order.begin(), order.end(), 0);
  const auto value = [&](int i) {
    const float v = values[static_cast<std::size_t>(i)];
    return std::isnan(v) ? -std::numeric_limits<float>::infinity() : v;
  };
  std::sort(order.begin(), order.end(), [&](int a, int b) { return value(a) < value(b); });
  for (std::size_t i = 0; i < order.size();) {
    std::size_t j = i;
    while (j < order.size() && value(order[j]) == value(order[i])) ++j;
    const float rank = static_cast<float>(i) + 0.5f * static_cast<float>(j - i);
    for (; i < j; ++i) ranks[static_cast<std::size_t>(order[i])] = rank;
  }
}

std::optional<double> area_by_ranks(double rank_sum, double covered, double places) {
  const double rest = places - covered;
  if (!(covered > 0) || !(rest > 0)) return std::nullopt;
  return (rank_sum - 0.5 * covered * covered) / (covered * rest);
}

double discovery_limit(std::span<const double> p_values, double level) {
  std::vector<double> sorted(p_values.begin(), p_values.end());
  std::sort(sorted.begin(), sorted.end());
  double limit = -1;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (sorted[i] <= level * static_cast<double>(i + 1) / static_cast<double>(sorted.size())) {
      limit = sorted[i];
    }
  }
  return limit;
}

std::vector<Concept> labels_of(std::span<const FilterEvidence> evidence, double limit,
                               const LabelRule& rule) {
  std::vector<Concept> labels;
  const auto area = [&](Concept what) { return evidence[static_cast<std::size_t>(what)].auc; };
  for (std::size_t k = 0; k < evidence.size(); ++k) {
    const FilterEvidence& one = evidence[k];
    const bool named = one.images >= rule.least_images && one.auc >= rule.least_auc &&
                       one.auc - one.shuffled >= rule.above_shuffled &&
                       one.auc - one.untrained >= rule.above_untrained &&
                       one.auc - one.mixed >= rule.above_mixed &&
                       one.iou - one.iou_shuffled >= rule.above_shuffled_iou &&
                       one.p_value <= limit;
    if (named) labels.push_back(static_cast<Concept>(k));
  }
  std::stable_sort(labels.begin(), labels.end(),
                   [&](Concept a, Concept b) { return area(a) > area(b); });
  if (labels.size() > 2) labels.resize(2);
  if (labels.size() == 2 && area(labels[1]) < area(labels[0]) - rule.second_below)
    labels.pop_back();
  return labels;
}

double permutation_p(double value, std::span<const double> nulls) {
  const auto at = std::lower_bound(nulls.begin(), nulls.end(), value);
  const auto above = static_cast<double>(nulls.end() - at);
  return (above + 1) / (static_cast<double>(nulls.size()) + 1);
}

}  // namespace lesion
