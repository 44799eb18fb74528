#include <cmath>

#include <nlohmann/json.hpp>

#include "wasm/viewer/panels/panels.h"

namespace lesion::viewer {
namespace {

// Height of the invitation in the last frame, device pixels; 0 = none yet.
float g_content_height = 0;

void dashed_rect(ImDrawList* list, ImVec2 from, ImVec2 to, ImU32 colour, float dash,
                 float thickness) {
  const auto line = [&](ImVec2 a, ImVec2 b) {
    const float length = std::max(b.x - a.x, b.y - a.y);
    const auto count = static_cast<int>(std::ceil(length / (2 * dash)));
    for (int i = 0; i < count; ++i) {
      const float t = static_cast<float>(i) * 2 * dash;
      const float end = std::min(t + dash, length);
      const bool level = b.x > a.x;
      list->AddLine(level ? ImVec2(a.x + t, a.y) : ImVec2(a.x, a.y + t),
                    level ? ImVec2(a.x + end, a.y) : ImVec2(a.x, a.y + end), colour, thickness);
    }
  };
  line(from, ImVec2(to.x, from.y));
  line(ImVec2(from.x, to.y), to);
  line(from, ImVec2(from.x, to.y));
  line(ImVec2(to.x, from.y), to);
}

void sample_buttons(Ui& ui) {
  if (ui.state.samples.empty()) return;
  const float width = ImGui::GetContentRegionAvail().x;
  gap(ui, 22);
  wrapped(ui, ui.fonts.strong, colour::kText, ui.words["empty.samples"], true);
  wrapped(ui, ui.fonts.small, colour::kMuted, ui.words["empty.samples_note"], true);
  gap(ui, 6);
  // Rows of buttons, each row in the middle.
  const float space = ui.px(8);
  const float left = ImGui::GetCursorPosX();
  std::size_t first = 0;
  while (first < ui.state.samples.size()) {
    float row = 0;
    std::size_t last = first;
    while (last < ui.state.samples.size()) {
      const float next = button_width(ui, ui.state.samples[last].label);
      if (last > first && row + space + next > width) break;
      row += (last > first ? space : 0) + next;
      ++last;
    }
    ImGui::SetCursorPosX(left + std::max(0.0f, std::round((width - row) / 2)));
    for (std::size_t i = first; i < last; ++i) {
      ImGui::PushID(static_cast<int>(i));
      if (button(ui, "sample", ui.state.samples[i].label)) {
        ui.commands.push_back(nlohmann::json{{"type", "open-sample"}, {"index", i}}.dump());
      }
      ImGui::PopID();
      if (i + 1 < last) ImGui::SameLine(0, space);
    }
    first = last;
  }
}

}  // namespace

void draw_empty_state(Ui& ui) {
  const Rect& pane = ui.layout.pane;
  const double width = std::min(640.0, pane.width - 32);
  // As tall as what is in it was in the last frame.
  constexpr double kMargin = 36;
  const double wanted = g_content_height > 0 ? g_content_height / ui.unit + 2 * kMargin + 6 : 420;
  const double height = std::min(pane.height - 24, wanted);
  const Rect box{pane.x + (pane.width - width) / 2, std::floor(pane.y + (pane.height - height) / 2),
                 width, height};
  dashed_rect(ImGui::GetBackgroundDrawList(), ImVec2(ui.px(box.x), ui.px(box.y)),
              ImVec2(ui.px(box.x + box.width), ui.px(box.y + box.height)), colour::kFrame, ui.px(7),
              std::max(1.0f, ui.px(1.5)));
  const double margin = wanted > height ? 10 : kMargin;
  const Rect inside{box.x + 20, box.y + margin, box.width - 40, box.height - 2 * margin};
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  if (begin_panel(ui, "empty", inside, colour::kGround, true)) {
    if (!ui.state.keys_shown) scroll_by_keys(ui);
    const float room = ImGui::GetContentRegionAvail().x;
    wrapped(ui, ui.fonts.heading, colour::kText,
            ui.words[ui.touch ? "empty.title_touch" : "empty.title"], true);
    gap(ui, 4);
    wrapped(ui, ui.fonts.body, colour::kMuted, ui.words["empty.types"], true);
    wrapped(ui, ui.fonts.body, colour::kMuted, ui.words["empty.private"], true);
    gap(ui, 12);
    const std::string& label = ui.words["empty.choose"];
    const float wide = std::max(button_width(ui, label, "O"), ui.px(180));
    ImGui::SetCursorPosX(ImGui::GetCursorPosX() + std::round((room - wide) / 2));
    if (button(ui, "choose", label, "O", true, wide)) {
      ui.commands.emplace_back(R"({"type":"open-file-dialog"})");
    }
    sample_buttons(ui);
    if (ui.state.progress) {
      gap(ui, 22);
      flow_progress(ui);
    }
    const float content = ImGui::GetCursorPosY() - ImGui::GetStyle().ItemSpacing.y;
    ui.unsettled = content != g_content_height;
    g_content_height = content;
  }
  end_panel(ui);
  ImGui::PopStyleVar();
}

}  // namespace lesion::viewer
