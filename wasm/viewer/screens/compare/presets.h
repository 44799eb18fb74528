// Which images, models and filters the panes begin with.
#pragma once

#include "wasm/viewer/screens/compare/panes.h"

namespace lesion::viewer {

// The first pane as Read has it; the others with the other images of the session where there are
// several, else with the filters that are most notable after the first's.
void set_panes_from_read(ViewerState& state);

// All panes anew from the first one:
//   kImages   its filter over the images that follow it in the filmstrip; where there are fewer
//             images than panes, the same images again with the next notable filter
//   kFilters  its image with the filters that are most notable after its own
//   kModels   its image through both models, in turn; four panes: the next image too, or,
//             where there is no other, the next notable filter
void set_panes(ViewerState& state, CompareKind kind);

}  // namespace lesion::viewer
