#include "wasm/viewer/panels/fold_button.h"

#include <algorithm>

namespace lesion::viewer {

bool fold_button(Ui& ui, const Rect& rect, bool open) {
  constexpr double kPad = 6;
  bool pressed = false;
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  if (begin_panel(ui, "fold", rect, colour::kPanel)) {
    const std::string& label = ui.words[open ? "crop.done" : "fold.open"];
    const float side = button_height(ui);
    const bool row = rect.width > rect.height;
    const float y = row ? ui.px(rect.y) + (ui.px(rect.height) - side) / 2 : ui.px(rect.y + kPad);
    ImGui::SetCursorScreenPos(ImVec2(ui.px(rect.x + kPad), y));
    pressed = button_within(ui, "fold", label, open, ui.px(std::min(rect.width - 2 * kPad, 160.0)));
    hint(ui, ui.words["fold.hint"]);
    line(ui, row ? Rect{rect.x, rect.y + rect.height - 1, rect.width, 0}
                 : Rect{rect.x + rect.width - 1, rect.y, 0, rect.height});
  }
  end_panel(ui);
  ImGui::PopStyleVar();
  return pressed;
}

}  // namespace lesion::viewer
