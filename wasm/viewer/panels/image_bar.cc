// Where there is no room around the image: what lies over it, under it in one row. Everywhere else
// the legend and the button lie on the pane (legend.cc).
#include <algorithm>

#include "wasm/viewer/panels/filter_number.h"
#include "wasm/viewer/panels/panels.h"
#include "wasm/viewer/state/crop.h"

namespace lesion::viewer {
namespace {

constexpr double kPad = 8;

// Legend of the filter that is shown, or, over the bare image, what the dashed line means.
void middle(Ui& ui, ImVec2 at, float width, float height) {
  if (width < ui.px(44)) return;
  ImDrawList* list = ImGui::GetWindowDrawList();
  if (!overlay_wanted(ui.state)) {
    // In as many lines as the bar has room for: a part of it could be read as the whole.
    const float tall = line_height(ui.fonts.small);
    for (const char* key :
         {seen_beyond(ui.state) ? "view.dashed_beyond" : "view.dashed", "view.dashed.short"}) {
      const std::vector<std::string> lines = wrap_lines(ui.fonts.small, ui.words[key], width);
      const float high = tall * static_cast<float>(lines.size());
      if (high > height) continue;
      draw_lines(list, ui.fonts.small, ImVec2(at.x, at.y + (height - high) / 2), colour::kMuted,
                 lines);
      return;
    }
    return;
  }
  draw_legend_of(ui, ui.state, list, at, width);
  put_filter_number(ui, at, width);
  ImGui::SetCursorScreenPos(at);
  if (pressable(ui, "legend", ImVec2(width, height), {ui.words["display.scale"]})) {
    ui.act(NextScaleMode{});
  }
  hint(ui, ui.words["legend.hint"]);
}

// Between the two signs: what they step through. Elsewhere the legend, which says it, is there.
void stepped(Ui& ui, ImVec2 at, float width) {
  const std::vector<std::string> lines = wrap_lines(
      ui.fonts.small,
      ui.words.fill("compare.filter.is", {{"filter", std::to_string(ui.state.filter)}}), width);
  const float tall = line_height(ui.fonts.small);
  float y = at.y + (button_height(ui) - tall * static_cast<float>(lines.size())) / 2;
  for (const std::string& one : lines) {
    const float left = at.x + (width - text_size(ui.fonts.small, one).x) / 2;
    draw_text(ImGui::GetWindowDrawList(), ui.fonts.small, ImVec2(left, y), colour::kText, one);
    y += tall;
  }
}

}  // namespace

void draw_image_bar(Ui& ui) {
  const Rect& bar = ui.layout.bar;
  if (!(bar.height > 0) || !ui.state.verdict || !layer_of(ui.state, ui.state.layer)) return;
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  if (begin_panel(ui, "image-bar", bar, colour::kPanel)) {
    const double row = std::min(bar.height, kImageBarRow);
    const bool own_row = bar.height > kImageBarRow;
    const float y = ui.px(bar.y + row / 2) - button_height(ui) / 2;
    const bool laid = overlay_wanted(ui.state);
    float left = ui.px(bar.x + kPad);
    float right = ui.px(bar.x + bar.width - kPad);

    const std::string& words = ui.words["overlay.short"];
    right -= button_width(ui, words);
    ImGui::SetCursorScreenPos(ImVec2(right, y));
    if (button(ui, "overlay", words, "", laid)) ui.act(ToggleOverlay{});
    hint(ui, ui.words["overlay.hint"]);
    right -= ui.px(kPad);

    if (laid) {
      const float step = ui.px(40);
      ImGui::SetCursorScreenPos(ImVec2(left, y));
      if (button(ui, "filter-back", "\xE2\x80\xB9", "", false, step,
                 ui.words["bar.filter_back.hint"])) {
        ui.act(StepFilter{-1});
      }
      hint(ui, ui.words["bar.filter_back.hint"]);
      left += step + ui.px(kPad);
      right -= step;
      ImGui::SetCursorScreenPos(ImVec2(right, y));
      if (button(ui, "filter-on", "\xE2\x80\xBA", "", false, step,
                 ui.words["bar.filter_on.hint"])) {
        ui.act(StepFilter{1});
      }
      hint(ui, ui.words["bar.filter_on.hint"]);
      right -= ui.px(kPad);
      if (own_row) stepped(ui, ImVec2(left, y), right - left);
    }
    if (own_row) {
      middle(ui, ImVec2(ui.px(bar.x + kPad), ui.px(bar.y + row)), ui.px(bar.width - 2 * kPad),
             ui.px(bar.height - row - 3));
    } else {
      middle(ui, ImVec2(left, ui.px(bar.y + 3)), right - left, ui.px(row - 6));
    }
    line(ui, {bar.x, bar.y + bar.height - 1, bar.width, 0});
  }
  end_panel(ui);
  ImGui::PopStyleVar();
}

}  // namespace lesion::viewer
