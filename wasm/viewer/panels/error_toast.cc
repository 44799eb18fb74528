#include <cmath>

#include "wasm/viewer/panels/panels.h"

namespace lesion::viewer {

void draw_error_toast(Ui& ui) {
  if (ui.state.error.empty()) return;
  const Rect& pane = ui.layout.pane;
  const double width = std::min(520.0, pane.width - 24);
  ImFont* font = ui.fonts.body;
  const float close = button_width(ui, ui.words["error.close"]);
  const float words_width = ui.px(width) - ui.px(44) - close;
  const ImVec2 box =
      font->CalcTextSizeA(font->FontSize, FLT_MAX, words_width, ui.state.error.c_str());
  const double height = std::max(box.y, button_height(ui)) / ui.unit + 24;
  const Rect rect{pane.x + (pane.width - width) / 2, pane.y + 12, width, height};
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, ui.px(6));
  if (begin_front_panel(ui, "error", rect, IM_COL32(58, 36, 36, 252))) {
    ImDrawList* list = ImGui::GetWindowDrawList();
    const ImVec2 at(ui.px(rect.x), ui.px(rect.y));
    const float tall = ui.px(rect.height);
    list->AddRectFilled(at, ImVec2(at.x + ui.px(4), at.y + tall), colour::kError, ui.px(6),
                        ImDrawFlags_RoundCornersLeft);
    list->AddText(font, font->FontSize,
                  ImVec2(at.x + ui.px(18), std::round(at.y + (tall - box.y) / 2)), colour::kText,
                  ui.state.error.c_str(), nullptr, words_width);
    ImGui::SetCursorScreenPos(ImVec2(at.x + ui.px(width) - close - ui.px(12),
                                     std::round(at.y + (tall - button_height(ui)) / 2)));
    if (button(ui, "close", ui.words["error.close"])) ui.act(DismissError{});
  }
  end_panel(ui);
  ImGui::PopStyleVar(2);
}

}  // namespace lesion::viewer
