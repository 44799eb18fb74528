// Where a screen is too low for its tools: the button that shows them in the place of what they
// choose.
#pragma once

#include "wasm/viewer/ui.h"

namespace lesion::viewer {

// On a panel of its own over `rect`; true when pressed.
bool fold_button(Ui& ui, const Rect& rect, bool open);

}  // namespace lesion::viewer
