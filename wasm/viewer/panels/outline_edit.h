// Correcting the lesion's outline with a brush (state/outline_edit.h).
#pragma once

#include "wasm/viewer/ui.h"

namespace lesion::viewer {

// What is being painted, and the brush; `image`: where the image lies on the canvas.
void draw_outline_tool(Ui& ui, ImDrawList* list, const Rect& image);
// The tool's buttons in the pane's corner, in place of the zoom's. Returns the x behind them.
float draw_outline_tool_buttons(Ui& ui);
// Brings the brush: at the lower right of the pane, above what is there; nothing where the outline
// cannot be corrected.
void draw_outline_edit_button(Ui& ui, float above);
// In the flow: the same; that the outline was corrected, and back to what was found.
void flow_outline_edit(Ui& ui);
void flow_corrected(Ui& ui);

}  // namespace lesion::viewer
