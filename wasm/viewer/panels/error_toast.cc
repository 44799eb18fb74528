#include <algorithm>
#include <cmath>
#include <sstream>
#include <string>
#include <vector>

#include "wasm/viewer/panels/panels.h"

namespace lesion::viewer {
namespace {

// One paragraph a line of the sentence, no more of them than the pane has room for: the rest is
// counted, and stands in the text version.
std::vector<std::string> lines_of(const Ui& ui, ImFont* font, float width) {
  const auto most = static_cast<std::size_t>(
      std::max(2.0f, ui.px(ui.layout.pane.height * 0.7) / line_height(font)));
  std::vector<std::string> lines;
  std::size_t left = 0;
  std::istringstream paragraphs(ui.state.error);
  for (std::string paragraph; std::getline(paragraphs, paragraph);) {
    const std::vector<std::string> wrapped = wrap_lines(font, paragraph, width);
    if (left > 0 || lines.size() + wrapped.size() >= most) {
      ++left;
    } else {
      lines.insert(lines.end(), wrapped.begin(), wrapped.end());
    }
  }
  if (left > 0) lines.push_back(ui.words.fill("error.more", {{"count", std::to_string(left)}}));
  return lines;
}

}  // namespace

void draw_error_toast(Ui& ui) {
  if (ui.state.error.empty()) return;
  const Rect& pane = ui.layout.pane;
  const double width = std::min(520.0, pane.width - 24);
  ImFont* font = ui.fonts.body;
  const float close = button_width(ui, ui.words["error.close"]);
  const float words_width = ui.px(width) - ui.px(44) - close;
  const std::vector<std::string> lines = lines_of(ui, font, words_width);
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
