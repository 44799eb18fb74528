#include "wasm/viewer/panels/outline_edit.h"

#include <algorithm>
#include <string>

#include "wasm/viewer/panels/brush.h"
#include "wasm/viewer/panels/panels.h"
#include "wasm/viewer/state/outline_edit.h"

namespace lesion::viewer {
namespace {

bool correctable(const Ui& ui) { return outline_editable(ui.state) && ui.state.masks; }

}  // namespace

void draw_outline_tool(Ui& ui, ImDrawList* list, const Rect& image) {
  if (!ui.state.image) return;
  const OutlineTool& tool = ui.state.outline_tool;
  if (const Correction* correction = correction_of(ui.state)) {
    for (std::size_t i = tool.drawn; i < correction->strokes.size(); ++i) {
      const CorrectionStroke& one = correction->strokes[i];
      draw_stroke(ui, list, image, one.stroke, one.adds ? colour::kAdded : colour::kTaken);
    }
  }
  if (tool.shown) draw_brushes(ui, list, image, tool.aim, outline_brush_radius(ui.state));
}

float draw_outline_tool_buttons(Ui& ui) {
  const Rect& pane = ui.layout.pane;
  const float left = ui.px(pane.x + 10);
  ImVec2 at(left, ui.px(pane.y + 7));
  const OutlineTool& tool = ui.state.outline_tool;
  float furthest = at.x;
  // A row more where the pane is narrow.
  const auto put = [&](const char* id, const std::string& label, bool chosen,
                       const std::string& said) {
    const float wide = text_size(ui.fonts.small, label).x + ui.px(16);
    if (at.x > left && at.x + wide > ui.px(pane.x + pane.width - 6)) {
      at = ImVec2(left, at.y + ui.px((ui.touch ? 40 : 28) + 4));
    }
    const bool pressed = small_button(ui, id, label, chosen, at, label.size() < 4 ? said : "");
    if (!said.empty()) hint(ui, said);
    furthest = std::max(furthest, at.x);
    return pressed;
  };
  const auto act = [&](const OutlineAction& action) { ui.act(action); };
  if (put("outline-done", ui.words["crop.done"], false, "")) act(ShowOutlineTool{false});
  if (put("outline-add", ui.words["outline_edit.add"], tool.adds,
          ui.words["outline_edit.add.hint"])) {
    act(SetOutlineBrush{true});
  }
  if (put("outline-remove", ui.words["outline_edit.remove"], !tool.adds,
          ui.words["outline_edit.remove.hint"])) {
    act(SetOutlineBrush{false});
  }
  if (put("outline-smaller", "\xE2\x88\x92", false, ui.words["what_if.brush.smaller"])) {
    act(StepOutlineBrush{-1});
  }
  if (put("outline-larger", "+", false, ui.words["what_if.brush.larger"])) {
    act(StepOutlineBrush{1});
  }
  if (outline_undoable(ui.state) &&
      put("outline-undo", ui.words["undo"], false, ui.words["outline_edit.undo.hint"])) {
    act(UndoOutline{});
  }
  if (outline_corrected(ui.state) && put("outline-reset", ui.words["outline_edit.reset"], false,
                                         ui.words["outline_edit.reset.hint"])) {
    act(ResetOutline{});
  }
  return furthest;
}

void draw_outline_edit_button(Ui& ui, float above) {
  if (!correctable(ui) || ui.state.outline_tool.shown) return;
  const std::string& label = ui.words["outline_edit.open"];
  const Rect& pane = ui.layout.pane;
  const float width = text_size(ui.fonts.small, label).x + ui.px(16);
  ImVec2 at(ui.px(pane.x + pane.width - 10) - width, above - ui.px(ui.touch ? 40 : 28));
  if (small_button(ui, "outline-edit", label, false, at)) {
    ui.act(OutlineAction(ShowOutlineTool{true}));
  }
  hint(ui, ui.words["outline_edit.open.hint"]);
}

void flow_outline_edit(Ui& ui) {
  if (!correctable(ui)) return;
  const bool shown = ui.state.outline_tool.shown;
  if (button_within(ui, "outline-edit-flow", ui.words["outline_edit.open"], shown,
                    ImGui::GetContentRegionAvail().x)) {
    ui.act(OutlineAction(ShowOutlineTool{!shown}));
  }
  hint(ui, ui.words["outline_edit.open.hint"]);
}

void flow_corrected(Ui& ui) {
  if (!ui.state.verdict || !outline_corrected(ui.state)) return;
  gap(ui, 8);
  wrapped(ui, ui.fonts.small, colour::kWarm, ui.words["outline.corrected"]);
  if (button(ui, "outline-back", ui.words["outline_edit.reset"])) {
    ui.act(OutlineAction(ResetOutline{}));
  }
  hint(ui, ui.words["outline_edit.reset.hint"]);
}

}  // namespace lesion::viewer
