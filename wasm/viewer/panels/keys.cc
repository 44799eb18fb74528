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

constexpr std::array<KeyLine, 25> kLines = {{
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
    {"keys.e", "keys.e.does"},
    {"keys.m", "keys.m.does"},
    {"keys.o", "keys.o.does"},
    {"keys.d", "keys.d.does"},
    {"keys.t", "keys.t.does"},
    {"keys.k", "keys.k.does"},
    {"keys.np", "keys.np.does"},
    {"keys.q", "keys.q.does"},
    {"keys.esc", "keys.esc.does"},
}};

}  // namespace

void draw_keys(Ui& ui) {
  if (!ui.state.keys_shown) return;
  const double canvas_width = ui.state.canvas.width;
  const double canvas_height = ui.state.canvas.height;
  const double width = std::min(520.0, canvas_width - 24);
  const double row = std::clamp((canvas_height - 110) / kLines.size(), 20.0, 30.0);
  const double height = std::min(66 + row * kLines.size() + 16, canvas_height - 24);
  const Rect rect{(canvas_width - width) / 2, (canvas_height - height) / 2, width, height};
  const Rect all{0, 0, canvas_width, canvas_height};
  if (begin_front_panel(ui, "keys-shade", all, IM_COL32(0, 0, 0, 150))) {
    ImGui::SetCursorScreenPos(ImVec2(0, 0));
    if (ImGui::InvisibleButton("shade", ui.size(canvas_width, canvas_height))) {
      ui.act(ShowKeys{false});
    }
  }
  end_panel(ui);
  ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, ui.px(8));
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ui.size(24, 20));
  if (begin_front_panel(ui, "keys", rect, IM_COL32(30, 31, 35, 255), true)) {
    text(ui, ui.fonts.heading, colour::kText, ui.words["keys.title"]);
    gap(ui, 6);
    ImDrawList* list = ImGui::GetWindowDrawList();
    const float keys_width = ui.px(width < 440 ? 120 : 176);
    const float room = ImGui::GetContentRegionAvail().x - keys_width;
    for (const KeyLine& line : kLines) {
      const ImVec2 at = ImGui::GetCursorScreenPos();
      const float middle = at.y + ui.px(row) / 2;
      draw_text(list, ui.fonts.strong, ImVec2(at.x, middle - text_size(ui.fonts.strong, "X").y / 2),
                colour::kText, ui.words[line.keys], keys_width);
      draw_text(list, ui.fonts.body,
                ImVec2(at.x + keys_width, middle - text_size(ui.fonts.body, "X").y / 2),
                colour::kMuted, ui.words[line.words], room);
      ImGui::Dummy(ImVec2(1, ui.px(row) - ImGui::GetStyle().ItemSpacing.y));
    }
  }
  end_panel(ui);
  ImGui::PopStyleVar(2);
}

}  // namespace lesion::viewer
