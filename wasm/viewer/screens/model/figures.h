// The figures of the model's screen, in the flow of a panel.
#pragma once

#include "wasm/viewer/ui.h"

namespace lesion::viewer {

// A strong line with room above it.
void flow_heading(Ui& ui, const std::string& words);
// One row for each set of images that the model was judged on, wherever it comes from. In a
// narrow panel a row takes two lines.
void flow_metrics(Ui& ui, const ModelCard& card);
// What the card says goes wrong; nothing where it says nothing.
void flow_faults(Ui& ui, const ModelCard& card);
void flow_novelty(Ui& ui, const ModelCard& card);
// Groups of patients and images of every set that has them.
void flow_groups(Ui& ui, const ModelCard& card);

}  // namespace lesion::viewer
