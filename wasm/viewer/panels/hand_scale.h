// The scale that a person sets by a line along a ruler (state/hand_scale.h), drawn.
#pragma once

#include "wasm/viewer/ui.h"

namespace lesion::viewer {

// The line, where one was drawn and the tool or the measures are shown; `image`: where the image
// lies on the canvas.
void draw_hand_scale(const Ui& ui, ImDrawList* list, const Rect& image);
// In the image's corner while the tool is at hand.
void draw_scale_tool_buttons(Ui& ui);
// Below the lesion's measures.
void flow_hand_scale(Ui& ui);

}  // namespace lesion::viewer
