// What a network is worth on one set of images, as its model card says it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace lesion {

// One point of a ROC curve: at `threshold` and above, malignant is said.
struct RocPoint {
  double threshold = 0;
  double sensitivity = 0;
  double specificity = 0;

  bool operator==(const RocPoint&) const = default;
};

// One bar of a calibration plot: `n` images whose calibrated probabilities have this mean, and
// the part of them that is positive.
struct CalibrationBin {
  double predicted = 0;
  double observed = 0;
  int n = 0;

  bool operator==(const CalibrationBin&) const = default;
};

// Images that share a value of a column: an age band, a site, an artefact. What could not be
// computed is left out.
struct GroupRow {
  std::string value;  // "present", "60-74", "not known"
  int n = 0;
  int positives = 0;
  // Of the group's own images; where it has one class only, against all images of the other
  // class in the set (`against_all`): melanoma against everything benign.
  std::optional<double> auc = {};
  std::optional<double> auc_low = {};  // 95% interval
  std::optional<double> auc_high = {};
  bool against_all = false;
  std::optional<double> sensitivity = {};  // at the card's operating point
  std::optional<double> specificity = {};

  bool operator==(const GroupRow&) const = default;
};

struct MetricGroup {
  std::string title;  // "Age", "Hair"
  std::vector<GroupRow> rows;

  bool operator==(const MetricGroup&) const = default;
};

struct Metric {
  std::string data;  // "ham10000 test"
  int n = 0;
  int positives = 0;
  double auc = 0;
  double auc_low = 0;  // 95% interval
  double auc_high = 0;
  // Thresholds rising; of a long curve some points only. Empty: not in the card.
  std::vector<RocPoint> roc = {};
  std::vector<CalibrationBin> calibration = {};  // predicted rising; empty: not in the card
  bool elsewhere = false;                        // a data set other than that of the training
  // Expected calibration error in 15 bins, and what the card's operating point finds; nothing: not
  // in the card.
  std::optional<double> calibration_error = {};
  std::optional<double> sensitivity = {};
  std::optional<double> specificity = {};
  std::vector<MetricGroup> groups = {};
};

// The figures at `threshold`: those of the point with the least threshold at or above it. On a
// whole curve they are exact, as no score lies between; on a thinned one the sensitivity is never
// overstated. Above the last point nothing is called positive (sensitivity 0, specificity 1). `roc`
// as in Metric, not empty.
RocPoint roc_at(std::span<const RocPoint> roc, double threshold);

}  // namespace lesion
