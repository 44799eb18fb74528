#include "wasm/viewer/panels/fold_button.h"

#include <algorithm>

namespace lesion::viewer {

namespace {

constexpr double kPad = 6;

// In `rect`; in its middle where that is a row.
void say(const Ui& ui, const Rect& rect, const std::vector<std::string>& said, bool row) {
  if (rect.width < 40) return;
  for (const std::string& words : said) {
    const std::vector<std::string> lines = wrap_lines(ui.fonts.tiny, words, ui.px(rect.width));
    const float tall = line_height(ui.fonts.tiny) * static_cast<float>(lines.size());
    const float room = ui.px(rect.height);
    if (tall > room && &words != &said.back()) continue;  // a part could be read as the whole
    const float down = row ? std::max(0.0f, (room - tall) / 2) : 0;
    draw_lines(ImGui::GetWindowDrawList(), ui.fonts.tiny,
               ImVec2(ui.px(rect.x), ui.px(rect.y) + down), colour::kMuted, lines);
    return;
  }
}

}  // namespace

bool fold_button(Ui& ui, const Rect& rect, bool open, const std::vector<std::string>& said) {
  bool pressed = false;
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  if (begin_panel(ui, "fold", rect, colour::kPanel)) {
    const std::string& label = ui.words[open ? "crop.done" : "fold.open"];
    const float side = button_height(ui);
    const bool row = rect.width > rect.height;
    const float y = row ? ui.px(rect.y) + (ui.px(rect.height) - side) / 2 : ui.px(rect.y + kPad);
    ImGui::SetCursorScreenPos(ImVec2(ui.px(rect.x + kPad), y));
    // In a row it leaves most of the room to what is said beside it.
    const double most = row && !said.empty()
                            ? static_cast<double>(text_size(ui.fonts.small, label).x / ui.unit) + 24
                            : 160.0;
    const double wide = std::min(rect.width - 2 * kPad, most);
    pressed = button_within(ui, "fold", label, open, ui.px(wide));
    hint(ui, ui.words["fold.hint"]);
    const double under = kPad + static_cast<double>(side / ui.unit) + 8;
    if (row) {
      say(ui, {rect.x + wide + 16, rect.y + 1, rect.width - wide - 20, rect.height - 2}, said, row);
    } else {
      say(ui, {rect.x + kPad, rect.y + under, rect.width - 2 * kPad, rect.height - under}, said,
          row);
    }
    line(ui, row ? Rect{rect.x, rect.y + rect.height - 1, rect.width, 0}
                 : Rect{rect.x + rect.width - 1, rect.y, 0, rect.height});
  }
  end_panel(ui);
  ImGui::PopStyleVar();
  return pressed;
}

}  // namespace lesion::viewer
