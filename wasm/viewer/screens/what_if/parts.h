// What the What if screen is drawn from.
#pragma once

#include "wasm/viewer/ui.h"

namespace lesion::viewer {

// In the flow: the filters, each with what switching it off alone does, to be switched off.
void flow_effects(Ui& ui);

}  // namespace lesion::viewer
