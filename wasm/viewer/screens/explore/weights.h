// The weights of a filter as Explore draws them.
#pragma once

#include "wasm/viewer/ui.h"

namespace lesion::viewer {

// In the flow: the chosen filter's weights as images; nothing while they have not come.
void flow_weights(Ui& ui);

}  // namespace lesion::viewer
