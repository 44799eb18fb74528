// What artefacts and filters do to the estimate over a data set, as the model's card has it.
#pragma once

#include "core/model/card.h"
#include "wasm/viewer/ui.h"

namespace lesion::viewer {

// In the flow; nothing where the card has none.
void flow_effects(Ui& ui, const ModelCard& card);

}  // namespace lesion::viewer
