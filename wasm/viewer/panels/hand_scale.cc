#include "wasm/viewer/panels/hand_scale.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "wasm/viewer/panels/panels.h"
#include "wasm/viewer/state/scale_bar.h"

namespace lesion::viewer {
namespace {

std::string length_words(const Ui& ui) {
  const HandScale* scale = hand_scale(ui.state);
  return scale ? ui.words.fill("view.scale_bar", {{"length", ui.words.figure(scale->millimetres)}})
               : ui.words["scale.draw"];
}

}  // namespace

void draw_hand_scale(const Ui& ui, ImDrawList* list, const Rect& image) {
  const HandScale* scale = hand_scale(ui.state);
  if (!scale || !(ui.state.scale_tool.shown || ui.state.abcd_shown)) return;
  const auto on_screen = [&](const Point& point) {
    const Point at = to_canvas(point, image, ui.state.image->size());
    return ImVec2(static_cast<float>(at.x) * ui.unit, static_cast<float>(at.y) * ui.unit);
  };
  const ImVec2 from = on_screen(scale->from);
  const ImVec2 to = on_screen(scale->to);
  const float length = std::max(std::hypot(to.x - from.x, to.y - from.y), 1.0f);
  // Across the line, at both ends.
  const ImVec2 end((from.y - to.y) / length * ui.px(6), (to.x - from.x) / length * ui.px(6));
  for (const auto& [colour, thickness] :
       {std::pair{colour::kEdge, ui.px(4)}, std::pair{colour::kField, std::max(1.0f, ui.px(2))}}) {
    list->AddLine(from, to, colour, thickness);
    for (const ImVec2& at : {from, to}) {
      list->AddLine(ImVec2(at.x - end.x, at.y - end.y), ImVec2(at.x + end.x, at.y + end.y), colour,
                    thickness);
    }
  }
}

void draw_scale_tool_buttons(Ui& ui) {
  const Rect& pane = ui.layout.pane;
  const float left = ui.px(pane.x + 10);
  ImVec2 at(left, ui.px(pane.y + 7));
  const float height = ui.px(ui.touch ? 40 : 28);
  // A row more where the pane is narrow.
  const auto make_room = [&](const std::string& label) {
    const float wide = text_size(ui.fonts.small, label).x + ui.px(16);
    if (at.x > left && at.x + wide > ui.px(pane.x + pane.width - 6)) {
      at = ImVec2(left, at.y + height + ui.px(4));
    }
    return wide;
  };
  const auto put = [&](const char* id, const std::string& label, const std::string& said) {
    make_room(label);
    const bool pressed = small_button(ui, id, label, false, at, label.size() < 4 ? said : "");
    if (!said.empty()) hint(ui, said);
    return pressed;
  };
  if (put("scale-done", ui.words["crop.done"], "")) ui.act(ScaleAction(ShowScaleTool{false}));
  const bool drawn = hand_scale(ui.state) != nullptr;
  if (drawn && put("scale-less", "\xE2\x88\x92", ui.words["scale.shorter"])) {
    ui.act(ScaleAction(StepScaleLength{-1}));
  }
  const std::string said = length_words(ui);
  const float wide = make_room(said);
  ImDrawList* list = ImGui::GetWindowDrawList();
  list->AddRectFilled(at, ImVec2(at.x + wide, at.y + height), colour::kShade, ui.px(5));
  draw_text(list, ui.fonts.small,
            ImVec2(at.x + ui.px(8), at.y + (height - text_size(ui.fonts.small, said).y) / 2),
            colour::kText, said);
  at.x += wide + ui.px(4);
  if (drawn && put("scale-more", "+", ui.words["scale.longer"])) {
    ui.act(ScaleAction(StepScaleLength{1}));
  }
  if (drawn && put("scale-remove", ui.words["scale.remove"], "")) {
    ui.act(ScaleAction(RemoveScale{}));
  }
}

void flow_hand_scale(Ui& ui) {
  if (!scale_settable(ui.state)) return;
  const bool shown = ui.state.scale_tool.shown;
  if (button_within(ui, "scale-tool", ui.words["scale.open"], shown,
                    ImGui::GetContentRegionAvail().x)) {
    ui.act(ScaleAction(ShowScaleTool{!shown}));
  }
  hint(ui, ui.words["scale.open.hint"]);
}

}  // namespace lesion::viewer
