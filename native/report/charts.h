// The charts of a report; each function returns one <svg> element (see Chart).
#pragma once

#include <string>
#include <vector>

#include "native/report/figures.h"
#include "native/report/report_input.h"
#include "native/report/roc_band.h"

namespace lesion {

// Training and validation loss over the epochs; changes of image size and the best epoch marked.
std::string loss_chart(const std::vector<ReportEpoch>& epochs, int best_epoch);

// Validation AUC over the epochs.
std::string auc_chart(const std::vector<ReportEpoch>& epochs, int best_epoch);

// Learning rate over the epochs.
std::string rate_chart(const std::vector<ReportEpoch>& epochs);

// ROC with its 95% band (may be empty) and the operating point.
std::string roc_chart(const SetFigures& figures, const std::vector<RocBandPoint>& band);

// Reliability diagram before and after temperature: part that is malignant against mean
// probability of each bin, the dots' area by the bin's images.
std::string reliability_chart(const SetFigures& figures);

// Calibrated probabilities of the two classes in twenty bins, each class as a part of its own
// images, and the threshold.
std::string score_chart(const ReportSet& set, const SetFigures& figures, double threshold);

// AUC with interval as a small bar on low..1, for a table's cell.
std::string interval_bar(const Auc& auc, double low = 0.5);

}  // namespace lesion
