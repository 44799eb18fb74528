#include "core/model/operating.h"

#include <algorithm>
#include <cmath>

namespace lesion {

const Metric* held_out(const ModelCard& card) {
  if (card.operating_point) {
    for (const Metric& metric : card.metrics) {
      if (metric.data == card.operating_point->measured_on) return &metric;
    }
  }
  return card.metrics.empty() ? nullptr : &card.metrics.back();
}

std::optional<OperatingPoint> operating_point(const ModelCard& card, std::optional<double> moved) {
  if (!moved || !std::isfinite(*moved)) return card.operating_point;
  const Metric* metric = held_out(card);
  if (!metric || metric->roc.empty()) return std::nullopt;
  const double threshold = std::clamp(*moved, 0.0, 1.0);
  const RocPoint at = roc_at(metric->roc, threshold);
  return OperatingPoint{threshold, at.sensitivity, at.specificity, {}, metric->data};
}

}  // namespace lesion
