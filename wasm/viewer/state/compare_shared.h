// Actions of all screens as the Compare screen takes them.
#pragma once

#include "wasm/viewer/state/action.h"

namespace lesion::viewer {

// Called before the others: true where the action was meant for the panes and is done with. Steps
// of layer and filter are the active pane's, zoom and movement are all panes', and a picture that
// is new to the session goes to the active pane.
bool reduce_in_compare(ViewerState& state, const Action& action);

}  // namespace lesion::viewer
