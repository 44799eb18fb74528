// A round brush over an image, as it is drawn on every screen that paints with one.
#pragma once

#include "wasm/viewer/state/stroke.h"
#include "wasm/viewer/ui.h"

namespace lesion::viewer {

// Where the brush would paint: a ring of `radius` image pixels about `at`, device pixels.
void draw_brush(const Ui& ui, ImDrawList* list, ImVec2 at, double radius);
// Under the pointer, and where keys aim (image pixels); `image`: where the image lies on the
// canvas.
void draw_brushes(const Ui& ui, ImDrawList* list, const Rect& image,
                  const std::optional<Point>& aim, double radius);
// A stroke whose effect is still on its way.
void draw_stroke(const Ui& ui, ImDrawList* list, const Rect& image, const Stroke& stroke,
                 ImU32 colour);

// "Size" at `at`, which it moves to behind it, for two signs of small_button() that follow; nothing
// where it and they would not fit left of `right`, device pixels.
void size_before_signs(Ui& ui, ImVec2& at, float right);

}  // namespace lesion::viewer
