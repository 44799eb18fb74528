// Where a screen is too low for its tools: the button that shows them in the place of what they
// choose.
#pragma once

#include "wasm/viewer/ui.h"

namespace lesion::viewer {

// On a panel of its own over `rect`; true when pressed. In the rest of the panel, beside or below
// the button, the first of `said` that fits whole, else the last.
bool fold_button(Ui& ui, const Rect& rect, bool open, const std::vector<std::string>& said = {});

}  // namespace lesion::viewer
