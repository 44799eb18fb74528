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

void size_before_signs(Ui& ui, ImVec2& at, float right) {
  const std::string& name = ui.words["crop.size"];
  const ImVec2 words = text_size(ui.fonts.small, name);
  const float height = ui.px(ui.touch ? 40 : 28);
  const float signs = 2 * (height + ui.px(4));
  if (at.x + words.x + ui.px(20) + signs > right) return;
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled(at, ImVec2(at.x + words.x + ui.px(16), at.y + height), colour::kShade,
                      ui.px(5));
  draw_text(list, ui.fonts.small, ImVec2(at.x + ui.px(8), at.y + (height - words.y) / 2),
            colour::kText, name);
  at.x += words.x + ui.px(20);
}

}  // namespace lesion::viewer
