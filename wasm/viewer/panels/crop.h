// Moving the square that the network sees.
#pragma once

#include "wasm/viewer/ui.h"

namespace lesion::viewer {

// What lies outside of the square dimmed, and corners to hold it by; `crop` in device pixels.
void draw_crop_tool(Ui& ui, ImDrawList* list, const DeviceRect& crop);
// The tool's buttons in the pane's corner, in place of the zoom's. Returns the x behind them.
float draw_crop_buttons(Ui& ui);
// In the flow of the result: what the estimate was made from, where that is not the central square,
// and the way back.
void flow_crop(Ui& ui);
// The estimate of the model's own square, where a person's is seen and it is known.
void flow_own_square(Ui& ui);

}  // namespace lesion::viewer
