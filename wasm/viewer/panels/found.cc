#include "wasm/viewer/panels/found.h"

#include <algorithm>
#include <cmath>

#include "wasm/viewer/mask_words.h"
#include "wasm/viewer/panels/hand_scale.h"
#include "wasm/viewer/panels/outline_edit.h"
#include "wasm/viewer/panels/panels.h"
#include "wasm/viewer/state/crop.h"
#include "wasm/viewer/state/geometry.h"

namespace lesion::viewer {
namespace {

void two_toned(const Ui& ui, ImDrawList* list, const std::vector<ImVec2>& points, ImU32 colour,
               bool closed) {
  const int count = static_cast<int>(points.size());
  const ImDrawFlags flags = closed ? ImDrawFlags_Closed : ImDrawFlags_None;
  list->AddPolyline(points.data(), count, colour::kEdge, flags, std::max(3.0f, ui.px(3)));
  list->AddPolyline(points.data(), count, colour, flags, std::max(1.0f, ui.px(1.25)));
}

bool square_is_off(const ViewerState& state) {
  return std::any_of(state.warnings.begin(), state.warnings.end(), [](const Warning& one) {
    return one.kind == WarningKind::kLesionCut || one.kind == WarningKind::kLesionSmall ||
           one.kind == WarningKind::kLesionLarge;
  });
}

// A line down the left side of what `draw` draws.
template <typename Draw>
void beside_line(Ui& ui, ImU32 colour, const Draw& draw) {
  const ImVec2 from = ImGui::GetCursorScreenPos();
  ImGui::Indent(ui.px(10));
  draw();
  ImGui::Unindent(ui.px(10));
  const float to = ImGui::GetCursorScreenPos().y - ImGui::GetStyle().ItemSpacing.y;
  ImGui::GetWindowDrawList()->AddRectFilled(from, ImVec2(from.x + ui.px(2.5), to), colour);
}

}  // namespace

void paint_outline(Ui& ui, const DeviceRect& image, const DeviceRect& clip) {
  const SeenConcept* shown = shown_outline(ui.state);
  if (!shown) return;
  OverlayUniforms uniforms;
  uniforms.filter = shown->cover;
  uniforms.scale = {0, 1};
  uniforms.fill = false;
  uniforms.contours[0] = 0.5f;
  uniforms.contour_width = std::max(1.0f, std::round(1.25f * ui.unit));
  ui.painter.draw_overlay(kCovers, uniforms, image, clip);
}

void draw_abcd(const Ui& ui, ImDrawList* list, const Rect& image) {
  if (!ui.state.abcd_shown || !ui.state.masks || !ui.state.masks->abcd) return;
  const Abcd& abcd = *ui.state.masks->abcd;
  const auto on_screen = [&](const PlanePoint& point) {
    const Point at = to_canvas({point.x, point.y}, image, ui.state.image->size());
    return ImVec2(static_cast<float>(at.x) * ui.unit, static_cast<float>(at.y) * ui.unit);
  };
  std::vector<ImVec2> hull;
  for (const PlanePoint& point : abcd.hull) hull.push_back(on_screen(point));
  two_toned(ui, list, hull, colour::kField, true);
  for (const AbcdAxis& axis : abcd.axes) {
    two_toned(ui, list, {on_screen(axis.from), on_screen(axis.to)}, colour::kMark, false);
  }
  two_toned(ui, list, {on_screen(abcd.across[0]), on_screen(abcd.across[1])}, colour::kCool, false);
}

double outline_button_left(const Ui& ui) {
  const Rect& pane = ui.layout.pane;
  const double right = pane.x + pane.width - 10;
  if (outlines_of(ui.state).empty()) return right;
  const std::string label = outline_words(ui.words, ui.state);
  return right - static_cast<double>((text_size(ui.fonts.small, label).x + ui.px(16)) / ui.unit);
}

void draw_outline_button(Ui& ui) {
  if (outlines_of(ui.state).empty()) {
    // There may be a lesion all the same.
    const Rect& pane = ui.layout.pane;
    draw_outline_edit_button(ui, ui.px(pane.y + pane.height - 16) - button_height(ui));
    return;
  }
  const std::string label = outline_words(ui.words, ui.state);
  const Rect& pane = ui.layout.pane;
  const float width = text_size(ui.fonts.small, label).x + ui.px(16);
  const float height = ui.px(ui.touch ? 40 : 28);
  // Above the button that shows responses.
  ImVec2 at(ui.px(pane.x + pane.width - 10) - width,
            ui.px(pane.y + pane.height - 10) - button_height(ui) - height);
  const float top = at.y;
  if (small_button(ui, "outline", label, shown_outline(ui.state) != nullptr, at)) {
    ui.act(NextOutline{});
  }
  hint(ui, ui.words["outline.hint"]);
  draw_outline_edit_button(ui, top - ui.px(6));
}

void flow_outline(Ui& ui) {
  flow_outline_edit(ui);
  if (outlines_of(ui.state).empty()) return;
  const std::string label = outline_words(ui.words, ui.state);
  if (button_within(ui, "outline", label, shown_outline(ui.state) != nullptr,
                    ImGui::GetContentRegionAvail().x)) {
    ui.act(NextOutline{});
  }
  hint(ui, ui.words["outline.hint"]);
}

void flow_unlike(Ui& ui) {
  for (const std::string& one : unlike_words(ui.words, ui.state)) {
    wrapped(ui, ui.fonts.body, colour::kWarm, one);
  }
}

void flow_doubts(Ui& ui) {
  if (lesion_missed(ui.state)) {
    wrapped(ui, ui.fonts.small, colour::kWarm, ui.words["crop.no_lesion"]);
  }
  flow_unlike(ui);
}

void flow_warnings(Ui& ui) {
  if (!ui.state.verdict || ui.state.warnings.empty()) return;
  gap(ui, 8);
  for (const Warning& one : ui.state.warnings) {
    if (is_unlike(one)) continue;  // said below the figure
    const bool off = set_off(ui.state, one);
    beside_line(ui, off ? colour::kWarm : colour::kLine, [&] {
      wrapped(ui, ui.fonts.small, off ? colour::kText : colour::kMuted,
              warning_words(ui.words, ui.state, one));
    });
  }
  // Of models whose square is fitted to it that is said beside the square.
  if (fits_lesion(ui.state) || !square_is_off(ui.state) || !square_on_lesion(ui.state)) return;
  gap(ui, 2);
  if (button(ui, "fit-square", ui.words["warning.fit"])) ui.act(FitSquare{});
  hint(ui, ui.words["warning.fit.hint"]);
}

void flow_abcd(Ui& ui) {
  flow_corrected(ui);
  if (!ui.state.verdict || !ui.state.masks || !ui.state.masks->abcd) return;
  gap(ui, 10);
  const bool shown = ui.state.abcd_shown;
  const std::string label = std::string(shown ? "\xE2\x88\x92  " : "+  ") + ui.words["abcd.title"];
  if (button(ui, "abcd", label, "", false, 0, ui.words["abcd.title"])) ui.act(ShowAbcd{!shown});
  hint(ui, ui.words["abcd.hint"]);
  if (!shown) return;
  gap(ui, 2);
  text(ui, ui.fonts.small, colour::kMuted, ui.words["abcd.note"]);
  for (const std::string& line : measured_words(ui.words, ui.state)) {
    wrapped(ui, ui.fonts.small, colour::kText, line);
  }
  wrapped(ui, ui.fonts.small, colour::kMuted, ui.words["abcd.drawn"]);
  flow_hand_scale(ui);
}

}  // namespace lesion::viewer
