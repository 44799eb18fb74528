// The bars of the Compare screen above and below its panes.
#pragma once

#include "wasm/viewer/screens/compare/layout.h"
#include "wasm/viewer/ui.h"

namespace lesion::viewer {

// How many panes, in what they differ, and the active pane's image, filter and model.
void draw_compare_tools(Ui& ui, const CompareLayout& layout);
// Both, in the panes' place, where the layout folds them away.
void draw_compare_open_tools(Ui& ui, const CompareLayout& layout);
// The legend where one serves all panes, zoom and overlay.
void draw_compare_foot(Ui& ui, const CompareLayout& layout);

// "A" .. "D".
std::string pane_letter(int pane);

}  // namespace lesion::viewer
