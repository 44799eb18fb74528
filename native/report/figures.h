// The figures of a report, computed by core/stats from the scores.
#pragma once

#include <vector>

#include "core/error.h"
#include "core/stats/calibration.h"
#include "core/stats/groups.h"
#include "core/stats/operating_point.h"
#include "core/stats/roc.h"
#include "native/report/report_input.h"

namespace lesion {

struct SetFigures {
  std::vector<double> probabilities;  // calibrated, one per image
  std::vector<double> raw;            // the same at temperature 1
  Auc auc;
  std::vector<RocCurvePoint> roc;
  Calibration before;            // of raw
  Calibration after;             // of probabilities
  double likelihood_before = 0;  // negative log-likelihood, nats per image
  double likelihood_after = 0;
  Confusion confusion;
  Proportion sensitivity;
  Proportion specificity;
  Proportion predictive_positive;  // malignant among those called malignant, on this mix
  Proportion predictive_negative;
};

// Fails with kInvalidArgument where a list has another length than ids, the temperature is not
// positive, or core/stats cannot tell (one class only, a score that is not a number).
Result<SetFigures> figures_of(const ReportSet& set, double temperature, double threshold);

// See core/stats/groups.h.
std::vector<GroupFigures> group_figures(const ReportSet& set, const ReportGrouping& grouping,
                                        const std::vector<double>& probabilities, double threshold);
std::vector<std::size_t> worst_mistakes(const ReportSet& set,
                                        const std::vector<double>& probabilities, double threshold,
                                        std::uint8_t label, std::size_t most);

}  // namespace lesion
