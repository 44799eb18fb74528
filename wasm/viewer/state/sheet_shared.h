// Actions of all screens as the Sheet screen takes them.
#pragma once

#include "wasm/viewer/state/action.h"

namespace lesion::viewer {

// Called before the others: true where the action was meant for the sheet and is done with. Zoom
// changes the size of the cells.
bool reduce_in_sheet(ViewerState& state, const Action& action);

}  // namespace lesion::viewer
