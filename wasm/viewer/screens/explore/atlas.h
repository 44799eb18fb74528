// A filter's strongest places on a person's own images, beside it on Explore.
#pragma once

#include "wasm/viewer/ui.h"

namespace lesion::viewer {

// In the flow; nothing where there is no atlas of the filter that is shown.
void flow_atlas(Ui& ui);

}  // namespace lesion::viewer
