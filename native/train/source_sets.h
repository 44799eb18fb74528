// What is fitted on the validation images of several sources at once.
#pragma once

#include <span>

#include "core/error.h"
#include "native/report/report_input.h"

namespace lesion {

// The margins and labels of all, under all their names; of at least one.
ReportSet together(std::span<const ReportSet> sets);

// The greatest threshold on the probability 1 / (1 + exp(-margin / temperature)) that finds
// `sensitivity` of the malignant images of each set. Fails as threshold_for_sensitivity() does.
Result<double> threshold_for_each(std::span<const ReportSet> sets, double temperature,
                                  double sensitivity);

}  // namespace lesion
