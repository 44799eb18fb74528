// What is drawn over images, on every screen that shows one.
#pragma once

#include <string>

#include "wasm/viewer/ui.h"

namespace lesion::viewer {

DeviceRect to_device(const Ui& ui, const Rect& rect);
// `rect` of an image of `size` (image pixels) that lies at `image` on the canvas.
DeviceRect on_canvas(const Ui& ui, const Rect& rect, const Rect& image, Size size);
DeviceRect overlap(const DeviceRect& a, const DeviceRect& b);

// Dark and light dashes in turn: seen on pale skin and on dark lesions alike.
void dashed_outline(ImDrawList* list, const DeviceRect& r, float dash, float thickness);
// Strokes across the parts of `seen` that lie beyond `image`, within `clip`: there the image's edge
// was repeated, and nothing is to be seen.
void hatch_beyond(const Ui& ui, ImDrawList* list, const DeviceRect& seen, const DeviceRect& image,
                  const DeviceRect& clip);
void solid_outline(ImDrawList* list, const DeviceRect& r, ImU32 colour, float thickness);
// Words on a dark ground with `at` as their corner; `from_right` measures from the right.
void caption(Ui& ui, ImDrawList* list, ImVec2 at, const std::string& words, bool from_right);

// How the state's filter is laid over the image.
OverlayUniforms overlay_of(const ViewerState& state, float unit);

}  // namespace lesion::viewer
