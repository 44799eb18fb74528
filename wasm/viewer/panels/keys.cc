#include <algorithm>
#include <array>

#include "wasm/viewer/panels/panels.h"

namespace lesion::viewer {
namespace {

// What is printed on the key, and the key of the words for what it does.
struct KeyLine {
  const char* keys;
  const char* words;
};

constexpr std::array<KeyLine, 32> kLines = {{
    {"keys.page", "keys.page.does"},
    {"keys.arrows", "keys.arrows.does"},
    {"keys.g", "keys.g.does"},
    {"keys.space", "keys.space.does"},
    {"keys.brackets", "keys.brackets.does"},
    {"keys.s", "keys.s.does"},
    {"keys.x", "keys.x.does"},
    {"keys.c", "keys.c.does"},
    {"keys.l", "keys.l.does"},
    {"keys.ab", "keys.ab.does"},
    {"keys.v", "keys.v.does"},
    {"keys.f", "keys.f.does"},
    {"keys.1", "keys.1.does"},
    {"keys.plus", "keys.plus.does"},
    {"keys.r", "keys.r.does"},
    {"keys.w", "keys.w.does"},
    {"keys.i", "keys.i.does"},
    {"keys.scroll", "keys.scroll.does"},
    {"keys.e", "keys.e.does"},
    {"keys.u", "keys.u.does"},
    {"keys.sheet", "keys.sheet.does"},
    {"keys.h", "keys.h.does"},
    {"keys.panes", "keys.panes.does"},
    {"keys.m", "keys.m.does"},
    {"keys.point", "keys.point.does"},
    {"keys.o", "keys.o.does"},
    {"keys.d", "keys.d.does"},
    {"keys.t", "keys.t.does"},
    {"keys.k", "keys.k.does"},
    {"keys.np", "keys.np.does"},
    {"keys.q", "keys.q.does"},
    {"keys.esc", "keys.esc.does"},
}};

// A key and what it does, over as many lines as they take in their columns.
void key_line(Ui& ui, const KeyLine& line, float keys_width) {
  const float room = ImGui::GetContentRegionAvail().x - keys_width;
  const auto keys = wrap_lines(ui.fonts.strong, ui.words[line.keys], keys_width - ui.px(10));
  const auto does = wrap_lines(ui.fonts.body, ui.words[line.words], room);
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
  const double canvas_width = ui.state.canvas.width;
  const double canvas_height = ui.state.canvas.height;
  // Two columns where there is room for both.
  const bool two = canvas_width >= 1000;
  const double width = std::min(two ? 980.0 : 520.0, canvas_width - 24);
  const double wanted = 110 + 33.0 * static_cast<double>(kLines.size()) / (two ? 2 : 1);
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
    const std::size_t half = two ? (kLines.size() + 1) / 2 : kLines.size();
    if (ImGui::BeginTable("columns", two ? 2 : 1)) {
      for (std::size_t i = 0; i < kLines.size(); ++i) {
        if (i % half == 0) ImGui::TableNextColumn();
        key_line(ui, kLines[i], keys_width);
      }
      ImGui::EndTable();
    }
    gap(ui, 4);
  }
  end_panel(ui);
  ImGui::PopStyleVar(2);
}

}  // namespace lesion::viewer
