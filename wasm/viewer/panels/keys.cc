#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "wasm/viewer/panels/panels.h"
#include "wasm/viewer/state/names.h"
#include "wasm/viewer/state/screens.h"

namespace lesion::viewer {
namespace {

// What is printed on the key, and what it does.
struct KeyLine {
  std::string keys;
  std::string does;
};

// By what the words table calls them.
constexpr std::array kFirst = {"page", "arrows", "g", "z",       "space", "brackets", "s",
                               "x",    "c",      "l", "ab",      "v",     "f",        "1",
                               "plus", "r",      "w", "outline", "i",     "scroll"};
constexpr std::array kLast = {"tab", "o", "d", "y", "del", "t", "k", "np", "q", "esc"};

KeyLine line_of(const Ui& ui, const std::string& name) {
  return {ui.words["keys." + name], ui.words["keys." + name + ".does"]};
}

std::vector<KeyLine> lines_of(const Ui& ui) {
  std::vector<KeyLine> lines;
  for (const char* name : kFirst) lines.push_back(line_of(ui, name));
  for (const Screen screen : all_screens()) {
    const ScreenRules& rules = rules_of(screen);
    const std::string tab = std::string("screen.") + name_of(screen);
    if (rules.key) {
      lines.push_back({std::string(1, static_cast<char>(rules.key[0] & ~0x20)),
                       ui.words[rules.key_words ? rules.key_words : tab]});
    }
    if (rules.own_keys) lines.push_back(line_of(ui, rules.own_keys));
  }
  for (const char* name : kLast) lines.push_back(line_of(ui, name));
  return lines;
}

// A key and what it does, over as many lines as they take in their columns.
void key_line(Ui& ui, const KeyLine& line, float keys_width) {
  const float room = ImGui::GetContentRegionAvail().x - keys_width;
  const auto keys = wrap_lines(ui.fonts.strong, line.keys, keys_width - ui.px(10));
  const auto does = wrap_lines(ui.fonts.body, line.does, room);
  const ImVec2 at = ImGui::GetCursorScreenPos();
  ImDrawList* list = ImGui::GetWindowDrawList();
  draw_lines(list, ui.fonts.strong, at, colour::kText, keys);
  draw_lines(list, ui.fonts.body, ImVec2(at.x + keys_width, at.y), colour::kMuted, does);
  const auto rows = static_cast<float>(std::max(keys.size(), does.size()));
  ImGui::Dummy(ImVec2(1, rows * line_height(ui.fonts.body) + ui.px(2)));
}

}  // namespace

void draw_keys(Ui& ui) {
  if (!ui.state.keys_shown) return;
  const std::vector<KeyLine> lines = lines_of(ui);
  const double canvas_width = ui.state.canvas.width;
  const double canvas_height = ui.state.canvas.height;
  // Two columns where there is room for both.
  const bool two = canvas_width >= 1000;
  const double width = std::min(two ? 980.0 : 520.0, canvas_width - 24);
  const double wanted = 110 + 33.0 * static_cast<double>(lines.size()) / (two ? 2 : 1);
  const double height = std::min(wanted, canvas_height - 24);
  const Rect rect{(canvas_width - width) / 2, (canvas_height - height) / 2, width, height};
  const Rect all{0, 0, canvas_width, canvas_height};
  if (begin_front_panel(ui, "keys-shade", all, colour::kBehind)) {
    ImGui::SetCursorScreenPos(ImVec2(0, 0));
    if (ImGui::InvisibleButton("shade", ui.size(canvas_width, canvas_height))) {
      ui.act(ShowKeys{false});
    }
  }
  end_panel(ui);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, ui.px(8));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ui.size(two ? 28 : 20, 20));
  if (begin_front_panel(ui, "keys", rect, colour::kDialog, true)) {
    scroll_by_keys(ui);
    const float right = ImGui::GetCursorPosX() + ImGui::GetContentRegionAvail().x;
    text(ui, ui.fonts.heading, colour::kText, ui.words["keys.title"]);
    const std::string& close = ui.words["error.close"];
    ImGui::SameLine();
    ImGui::SetCursorPosX(right - button_width(ui, close, "Esc"));
    if (button(ui, "close", close, "Esc")) ui.act(ShowKeys{false});
    gap(ui, 6);
    const float keys_width = ui.px(width < 440 ? 112 : 176);
    const std::size_t half = two ? (lines.size() + 1) / 2 : lines.size();
    if (ImGui::BeginTable("columns", two ? 2 : 1)) {
      for (std::size_t i = 0; i < lines.size(); ++i) {
        if (i % half == 0) ImGui::TableNextColumn();
        key_line(ui, lines[i], keys_width);
      }
      ImGui::EndTable();
    }
    gap(ui, 4);
  }
  end_panel(ui);
  ImGui::PopStyleVar(2);
}

}  // namespace lesion::viewer
