// The plots of the model's screen, in the flow of a panel.
#pragma once

#include "wasm/viewer/ui.h"

namespace lesion::viewer {

// ROC curve with the operating point, `side` CSS pixels a side. Nothing where the metric has none.
void flow_roc(Ui& ui, const Metric& metric, double side);
// Observed against predicted, the diagonal is perfect. Nothing where the metric has none.
void flow_calibration(Ui& ui, const Metric& metric, double side);
// A slider for the operating point; only for a metric with a curve.
void flow_threshold_slider(Ui& ui, float width);

}  // namespace lesion::viewer
