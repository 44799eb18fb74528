// What filters respond to, beside their maps.
#pragma once

#include "wasm/viewer/ui.h"

namespace lesion::viewer {

// In the flow: the names that the layer's filters bear, each a switch that shows its filters alone;
// nothing where the card has none.
void flow_names(Ui& ui);
// What the filter that is shown responds to, and how surely; nothing where the card has no names.
void flow_filter_name(Ui& ui);

}  // namespace lesion::viewer
