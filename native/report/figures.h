// The figures of a report, computed by core/stats from the scores.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/stats/calibration.h"
#include "core/stats/operating_point.h"
#include "core/stats/roc.h"
#include "native/report/report_input.h"

namespace lesion {

// A part of a count with its 95% interval (Wilson, "Probable inference, the law of succession, and
// statistical inference", JASA 22, 1927); 0..1 where `total` is 0.
struct Proportion {
  std::size_t count = 0;
  std::size_t total = 0;
  double value = 0;
  double low = 0;
  double high = 1;
};

Proportion proportion(std::size_t count, std::size_t total);

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

// One value of a grouping.
struct GroupFigures {
  std::string name;
  std::size_t count = 0;
  std::size_t positives = 0;
  // Of the group's own images; where it has one class only, against all images of the other
  // class in the set (`against_all`): melanoma against everything benign. None below 2 of a class.
  std::optional<Auc> auc;
  bool against_all = false;
  std::optional<Proportion> sensitivity;  // where the group has malignant images
  std::optional<Proportion> specificity;  // where it has benign ones
};

// Rows of `grouping`, largest first (or by name), images of unknown value last as "not known".
std::vector<GroupFigures> group_figures(const ReportSet& set, const ReportGrouping& grouping,
                                        const std::vector<double>& probabilities, double threshold);

// Places of the images of `label` that are on the wrong side of the threshold, worst first, at
// most `most`.
std::vector<std::size_t> worst_mistakes(const ReportSet& set,
                                        const std::vector<double>& probabilities, double threshold,
                                        std::uint8_t label, std::size_t most);

}  // namespace lesion
