#include "core/model/operating.h"

#include <algorithm>
#include <cmath>

namespace lesion {
namespace {

// Not elsewhere: what the point was measured on, else the last.
const Metric* home(const ModelCard& card) {
  const Metric* last = nullptr;
  for (const Metric& metric : card.metrics) {
    if (metric.elsewhere) continue;
    if (card.operating_point && metric.data == card.operating_point->measured_on) return &metric;
    last = &metric;
  }
  return last;
}

// `moved`: `threshold` is not the card's own.
std::optional<PointFigures> figures_on(const ModelCard& card, const Metric& metric, bool moved,
                                       double threshold) {
  PointFigures figures{metric.data, metric.n, metric.elsewhere, 0, 0};
  const auto& own = card.operating_point;
  if (!moved && metric.sensitivity && metric.specificity) {
    figures.sensitivity = *metric.sensitivity;
    figures.specificity = *metric.specificity;
  } else if (!moved && own && own->measured_on == metric.data) {
    figures.sensitivity = own->sensitivity;
    figures.specificity = own->specificity;
  } else if (!metric.roc.empty()) {
    const RocPoint at = roc_at(metric.roc, threshold);
    figures.sensitivity = at.sensitivity;
    figures.specificity = at.specificity;
  } else {
    return std::nullopt;
  }
  return figures;
}

}  // namespace

const Metric* held_out(const ModelCard& card) {
  if (card.operating_point) {
    for (const Metric& metric : card.metrics) {
      if (metric.data == card.operating_point->measured_on) return &metric;
    }
  }
  return card.metrics.empty() ? nullptr : &card.metrics.back();
}

double calling_threshold(const ModelCard& card) {
  if (card.own_point && card.own_point->threshold) return card.own_point->threshold->value;
  return card.operating_point ? card.operating_point->threshold : 0.5;
}

std::optional<OperatingPoint> operating_point(const ModelCard& card, std::optional<double> moved) {
  if (!moved || !std::isfinite(*moved)) return card.operating_point;
  const Metric* metric = held_out(card);
  if (!metric || metric->roc.empty()) return std::nullopt;
  const double threshold = std::clamp(*moved, 0.0, 1.0);
  const RocPoint at = roc_at(metric->roc, threshold);
  return OperatingPoint{threshold, at.sensitivity, at.specificity, {}, metric->data};
}

std::vector<PointFigures> figures_at(const ModelCard& card, std::optional<double> moved) {
  std::vector<PointFigures> all;
  const bool by_hand = moved && std::isfinite(*moved);
  if (!by_hand && !card.operating_point) return all;
  const double threshold = by_hand ? std::clamp(*moved, 0.0, 1.0) : card.operating_point->threshold;
  for (const Metric& metric : card.metrics) {
    if (!metric.elsewhere) continue;
    if (auto figures = figures_on(card, metric, by_hand, threshold))
      all.push_back(std::move(*figures));
  }
  std::stable_sort(all.begin(), all.end(), [](const PointFigures& a, const PointFigures& b) {
    return a.sensitivity < b.sensitivity;
  });
  const Metric* metric = home(card);
  const auto at_home = metric ? figures_on(card, *metric, by_hand, threshold) : std::nullopt;
  if (at_home) all.push_back(*at_home);
  if (by_hand || at_home) return all;
  // The point's own figures, on data of which the card says no more.
  const OperatingPoint& own = *card.operating_point;
  const bool said = std::any_of(all.begin(), all.end(), [&](const PointFigures& figures) {
    return figures.data == own.measured_on;
  });
  if (!said && !own.measured_on.empty()) {
    all.push_back({own.measured_on, 0, false, own.sensitivity, own.specificity});
  }
  return all;
}

}  // namespace lesion
