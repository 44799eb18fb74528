// A set's figures as a model card keeps them.
#pragma once

#include "core/error.h"
#include "core/model/metric.h"
#include "native/report/report_input.h"

namespace lesion {

inline constexpr std::size_t kMostRocPoints = 64;

// Every figure of `set` at this temperature and threshold: AUC, calibration, what the threshold
// finds, the groups. Parts of one are rounded to four places, the AUC and the thresholds are whole.
// Of a ROC curve of more than kMostRocPoints points the two ends are kept, the point that holds at
// `threshold`, and the last of each of 61 even stretches of the way from (1, 1) to (0, 0): read by
// roc_at, sensitivity and specificity are then off by at most 2/61 together. Fails as figures_of
// does.
Result<Metric> card_metric(const ReportSet& set, double temperature, double threshold);

}  // namespace lesion
