// The models that come with the page, in the flow of a panel.
#pragma once

#include "wasm/viewer/ui.h"

namespace lesion::viewer {

// One entry each: name, size to be loaded, a sentence; the one that is open is marked, the others
// have a button. Nothing where there is nothing to choose.
void flow_shipped_models(Ui& ui);

}  // namespace lesion::viewer
