// What was found on the image beside the network's answer (state/masks.h), as it is drawn.
#pragma once

#include "wasm/viewer/ui.h"

namespace lesion::viewer {

// The layer's number under which the painter keeps the covers that outlines are drawn from.
inline constexpr int kCovers = -1;

// The chosen outline over the image, whose place on the canvas `image` is, device pixels.
void paint_outline(Ui& ui, const DeviceRect& image, const DeviceRect& clip);
// The axes, the hull and the greatest diameter of the lesion, while its measures are unfolded.
void draw_abcd(const Ui& ui, ImDrawList* list, const Rect& image);
// Steps through the outlines, at the lower right of the pane; nothing where there are none.
void draw_outline_button(Ui& ui);
// Its left edge, CSS px; of the pane's free part where there is none.
double outline_button_left(const Ui& ui);
// The same in a column.
void flow_outline(Ui& ui);
// In the flow: what a person is told of the image; the lesion's measures, folded.
void flow_warnings(Ui& ui);
// What makes the whole estimate doubtful, for screens that are about something else: no lesion was
// found, or the image is unlike those that the network learned from.
void flow_doubts(Ui& ui);
// That the image is unlike those that the network learned from, where it is.
void flow_unlike(Ui& ui);
void flow_abcd(Ui& ui);

}  // namespace lesion::viewer
