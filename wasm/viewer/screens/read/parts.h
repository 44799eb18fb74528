// What Read says beside the image; Explore says it too until the estimate has come.
#pragma once

#include "wasm/viewer/panels/panels.h"

namespace lesion::viewer {

// The estimate and what speaks for it: the content of the side panel.
void flow_read(Ui& ui);
// Parts of it: the estimate in words, the strongest filters, and about the model.
void flow_result(Ui& ui);
// The estimate in one line, with the network that says so, for where it is not the matter.
void flow_estimate_line(Ui& ui);
void flow_strongest(Ui& ui);
void flow_about_model(Ui& ui);

}  // namespace lesion::viewer
