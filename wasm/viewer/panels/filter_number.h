// Where the number of the filter that is shown stands, in the legend: there the wheel steps
// filters.
#pragma once

#include <optional>

#include "wasm/viewer/ui.h"

namespace lesion::viewer {

// In the frame that was drawn last, the viewer's CSS pixels; nothing where it stood nowhere.
const std::optional<Rect>& filter_number_place();
// At `at` over `width` device pixels, in the line of the legend's title.
void put_filter_number(const Ui& ui, ImVec2 at, float width);
// Before the image and what lies over it are drawn.
void forget_filter_number();

}  // namespace lesion::viewer
