// What the screen Validate is made of, in the flow of a panel.
#pragma once

#include "wasm/viewer/screens/validate/say.h"
#include "wasm/viewer/ui.h"

namespace lesion::viewer {

// A strong line with room above it.
void flow_title(Ui& ui, const std::string& words);
// ROC with the card's own curve behind it, calibration, scores by class: beside one another where
// there is room.
void flow_plots(Ui& ui, const Validation& found);
// Rows of name, value and, muted, what is to be known beside it.
void flow_said_figures(Ui& ui, const std::vector<SaidFigure>& figures);
void flow_said_groups(Ui& ui, const ValidationText& said);
// Thumbnails with the estimate; pressed, one is opened on Read.
void flow_mistakes(Ui& ui, const ValidationText& said);

}  // namespace lesion::viewer
