#include "native/report/card_metric.h"

#include <algorithm>
#include <cmath>

#include "native/report/figures.h"

namespace lesion {
namespace {

double rounded(double part) { return std::round(part * 1e4) / 1e4; }

// The whole curve, thresholds rising and on the calibrated probability. The point where nothing is
// called positive has no threshold within 0..1 and goes without saying.
std::vector<RocPoint> whole_curve(const SetFigures& figures, double temperature) {
  std::vector<RocPoint> out;
  for (auto point = figures.roc.rbegin(); point != figures.roc.rend(); ++point) {
    if (std::isinf(point->threshold)) continue;
    out.push_back({1 / (1 + std::exp(-point->threshold / temperature)),
                   rounded(point->true_positive_rate), rounded(1 - point->false_positive_rate)});
  }
  return out;
}

std::vector<RocPoint> thinned(const std::vector<RocPoint>& curve, double threshold) {
  if (curve.size() <= kMostRocPoints) return curve;
  // Both ends and the chosen point take their places beside the stretches.
  const auto stretches = static_cast<double>(kMostRocPoints - 3);
  const auto stretch = [&](const RocPoint& point) {
    const double length = (1 - point.sensitivity + point.specificity) / 2;
    return static_cast<int>(std::min(stretches - 1, std::floor(length * stretches)));
  };
  const auto chosen = static_cast<std::size_t>(
      std::find_if(curve.begin(), curve.end(),
                   [&](const RocPoint& point) { return point.threshold >= threshold; }) -
      curve.begin());
  std::vector<RocPoint> out;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    const bool end = i == 0 || i + 1 == curve.size();
    if (end || i == chosen || stretch(curve[i]) != stretch(curve[i + 1])) out.push_back(curve[i]);
  }
  return out;
}

std::vector<CalibrationBin> filled_bins(const Calibration& calibration) {
  std::vector<CalibrationBin> out;
  for (const ReliabilityBin& bin : calibration.bins) {
    if (bin.count == 0) continue;
    out.push_back({rounded(bin.mean_probability), rounded(bin.positive_fraction),
                   static_cast<int>(bin.count)});
  }
  return out;
}

GroupRow card_row(const GroupFigures& figures) {
  GroupRow row{.value = figures.name,
               .n = static_cast<int>(figures.count),
               .positives = static_cast<int>(figures.positives)};
  if (figures.auc) {
    row.auc = rounded(figures.auc->value);
    row.auc_low = rounded(figures.auc->low);
    row.auc_high = rounded(figures.auc->high);
    row.against_all = figures.against_all;
  }
  if (figures.sensitivity) row.sensitivity = rounded(figures.sensitivity->value);
  if (figures.specificity) row.specificity = rounded(figures.specificity->value);
  return row;
}

}  // namespace

Result<Metric> card_metric(const ReportSet& set, double temperature, double threshold) {
  const auto figures = figures_of(set, temperature, threshold);
  if (!figures) return tl::unexpected(figures.error());
  Metric metric{.data = set.name,
                .n = static_cast<int>(set.ids.size()),
                .positives = static_cast<int>(figures->auc.positives),
                .auc = figures->auc.value,
                .auc_low = figures->auc.low,
                .auc_high = figures->auc.high,
                .roc = thinned(whole_curve(*figures, temperature), threshold),
                .calibration = filled_bins(figures->after),
                .calibration_error = rounded(figures->after.expected_error),
                .sensitivity = rounded(figures->sensitivity.value),
                .specificity = rounded(figures->specificity.value)};
  for (const ReportGrouping& grouping : set.groupings) {
    MetricGroup group{grouping.title, {}};
    for (const GroupFigures& row :
         group_figures(set, grouping, figures->probabilities, threshold)) {
      group.rows.push_back(card_row(row));
    }
    metric.groups.push_back(std::move(group));
  }
  return metric;
}

}  // namespace lesion
