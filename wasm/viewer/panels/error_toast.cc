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
  const std::vector<std::string> lines = wrap_lines(font, ui.state.error, words_width);
  const float tall_words = line_height(font) * static_cast<float>(lines.size());
  const double height = std::max(tall_words, button_height(ui)) / ui.unit + 24;
  const Rect rect{pane.x + (pane.width - width) / 2, pane.y + 12, width, height};
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, ui.px(6));
  if (begin_front_panel(ui, "error", rect, colour::kErrorGround)) {
    ImDrawList* list = ImGui::GetWindowDrawList();
    const ImVec2 at(ui.px(rect.x), ui.px(rect.y));
    const float tall = ui.px(rect.height);
    list->AddRectFilled(at, ImVec2(at.x + ui.px(4), at.y + tall), colour::kError, ui.px(6),
                        ImDrawFlags_RoundCornersLeft);
    draw_lines(list, font, ImVec2(at.x + ui.px(18), at.y + (tall - tall_words) / 2), colour::kText,
               lines);
    ImGui::SetCursorScreenPos(ImVec2(at.x + ui.px(width) - close - ui.px(12),
                                     std::round(at.y + (tall - button_height(ui)) / 2)));
    if (button(ui, "close", ui.words["error.close"])) ui.act(DismissError{});
  }
  end_panel(ui);
  ImGui::PopStyleVar(2);
}

}  // namespace lesion::viewer
