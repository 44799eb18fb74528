#include "wasm/viewer/panels/brush.h"

#include <algorithm>

namespace lesion::viewer {
namespace {

ImVec2 on_screen(const Ui& ui, const Point& at, const Rect& image) {
  const Point on = to_canvas(at, image, ui.state.image->size());
  return {static_cast<float>(on.x) * ui.unit, static_cast<float>(on.y) * ui.unit};
}

}  // namespace

void draw_brush(const Ui& ui, ImDrawList* list, ImVec2 at, double radius) {
  const auto wide = static_cast<float>(radius * ui.state.view.zoom) * ui.unit;
  const float thin = std::max(1.0f, ui.px(1));
  list->AddCircle(at, wide + thin, colour::kEdge, 0, thin);
  list->AddCircle(at, wide, colour::kMark, 0, thin);
}

void draw_brushes(const Ui& ui, ImDrawList* list, const Rect& image,
                  const std::optional<Point>& aim, double radius) {
  if (ui.state.pointer && !ui.touch) {
    const ImVec2 at(static_cast<float>(ui.state.pointer->x) * ui.unit,
                    static_cast<float>(ui.state.pointer->y) * ui.unit);
    draw_brush(ui, list, at, radius);
  }
  if (aim) draw_brush(ui, list, on_screen(ui, *aim, image), radius);
}

void draw_stroke(const Ui& ui, ImDrawList* list, const Rect& image, const Stroke& stroke,
                 ImU32 colour) {
  const auto radius = static_cast<float>(stroke.radius * ui.state.view.zoom) * ui.unit;
  for (std::size_t i = 0; i < stroke.points.size(); ++i) {
    const ImVec2 at = on_screen(ui, stroke.points[i], image);
    if (i > 0) list->AddLine(on_screen(ui, stroke.points[i - 1], image), at, colour, 2 * radius);
    list->AddCircleFilled(at, radius, colour);
  }
}

}  // namespace lesion::viewer
