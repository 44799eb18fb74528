// What a model's filters respond to, on its card.
#pragma once

#include "wasm/viewer/ui.h"

namespace lesion::viewer {

// In the flow: how many filters bear which name, by layer; nothing where the card has no names.
void flow_concepts(Ui& ui, const ModelCard& card);

}  // namespace lesion::viewer
