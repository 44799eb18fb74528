#include <algorithm>
#include <array>
#include <cmath>

#include "wasm/viewer/panels/found.h"
#include "wasm/viewer/panels/panels.h"
#include "wasm/viewer/state/names.h"
#include "wasm/viewer/terms.h"

namespace lesion::viewer {
namespace {

std::string layer_words(const Ui& ui) {
  const Layer* layer = layer_of(ui.state, ui.state.layer);
  const LayerCard* card = layer_card(ui.state, ui.state.layer);
  if (!layer) return "";
  int inactive = 0;
  for (const MapStatistics& statistics : layer->statistics) inactive += statistics.inactive();
  std::string words = ui.words.fill("explore.layer", {{"filters", std::to_string(layer->channels)},
                                                      {"width", std::to_string(layer->width)},
                                                      {"height", std::to_string(layer->height)}});
  if (card && ui.state.model) {
    words +=
        " " + ui.words.fill("explore.field", {{"field", std::to_string(card->receptive_field)},
                                              {"input", size_text(ui.state.model->card.input)}});
  }
  if (inactive > 0) {
    words += " " + ui.words.fill("explore.inactive", {{"count", std::to_string(inactive)}});
  }
  return words;
}

// One switch a level, and one for the colour beneath.
void contour_buttons(Ui& ui, float width) {
  const float space = ui.px(4);
  const auto count = static_cast<float>(kContourLevels.size() + 1);
  const std::string& fill = ui.words["contours.fill"];
  const float fill_width = std::max(button_width(ui, fill), (width - 4 * space) / count);
  const float each = std::floor((width - fill_width - 4 * space) / (count - 1));
  for (std::size_t i = 0; i < kContourLevels.size(); ++i) {
    ImGui::PushID(static_cast<int>(i));
    const std::string label = std::to_string(std::lround(kContourLevels[i] * 100)) + "%";
    if (button_within(ui, "level", label, ui.state.display.contours.levels[i], each)) {
      ui.act(ToggleContour{static_cast<int>(i)});
    }
    hint(ui, ui.words["contours.hint"]);
    ImGui::PopID();
    ImGui::SameLine(0, space);
  }
  if (button_within(ui, "fill", fill, ui.state.display.contours.fill, fill_width)) {
    ui.act(ShowFill{!ui.state.display.contours.fill});
  }
  hint(ui, ui.words["contours.fill.hint"]);
}

}  // namespace

void section(Ui& ui, const char* key) {
  gap(ui, 10);
  text(ui, ui.fonts.strong, colour::kText, ui.words[key]);
  gap(ui, 2);
}

void section(Ui& ui, const char* key, const char* term) {
  gap(ui, 10);
  explained(ui, ui.fonts.strong, colour::kText, ui.words[key], std::span(&term, 1));
  gap(ui, 2);
}

void flow_layer_words(Ui& ui) { wrapped(ui, ui.fonts.small, colour::kMuted, layer_words(ui)); }

double grid_cell(const Ui& ui) {
  const int count = filter_count(ui.state, ui.state.layer);
  const double side = count <= 8 ? 92 : (count <= 16 ? 76 : (count <= 32 ? 58 : 45));
  return ui.touch ? std::max(side, 60.0) : side;
}

void flow_display_controls(Ui& ui) {
  const float width = ImGui::GetContentRegionAvail().x;
  const auto row = [&](const char* key) {
    text(ui, ui.fonts.small, colour::kMuted, ui.words[key]);
  };
  row("display.scale");
  int pressed = segments(ui, "scale", labels_of(ui, "scale.", kScaleModeNames),
                         static_cast<int>(ui.state.display.scale_mode), width);
  if (pressed >= 0) ui.act(SetScaleMode{static_cast<ScaleMode>(pressed)});
  row("display.cells");
  pressed = segments(ui, "cells", labels_of(ui, "smoothing.", kSmoothingNames),
                     static_cast<int>(ui.state.display.smoothing), width);
  if (pressed >= 0) ui.act(SetSmoothing{static_cast<Smoothing>(pressed)});
  row("display.palette");
  pressed = segments(ui, "palette", labels_of(ui, "palette.", kPaletteNames),
                     static_cast<int>(ui.state.display.palette), width);
  if (pressed >= 0) ui.act(SetPalette{static_cast<Palette>(pressed)});
  row("display.contours");
  contour_buttons(ui, width);
  flow_outline(ui);
  row("display.opacity");
  const std::string opacity = ui.words.percent(static_cast<double>(ui.state.display.opacity));
  if (button(ui, "fainter", "\xE2\x88\x92", "", false, ui.px(44),
             ui.words["overlay.fainter.hint"])) {
    ui.act(StepOpacity{-1});
  }
  hint(ui, ui.words["overlay.fainter.hint"]);
  ImGui::SameLine(0, ui.px(10));
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float slot = text_size(ui.fonts.body, "100%").x;
  draw_text(ImGui::GetWindowDrawList(), ui.fonts.body,
            ImVec2(at.x + (slot - text_size(ui.fonts.body, opacity).x) / 2,
                   at.y + (button_height(ui) - text_size(ui.fonts.body, opacity).y) / 2),
            colour::kText, opacity);
  ImGui::Dummy(ImVec2(slot, button_height(ui)));
  ImGui::SameLine(0, ui.px(10));
  if (button(ui, "stronger", "+", "", false, ui.px(44), ui.words["overlay.stronger.hint"])) {
    ui.act(StepOpacity{1});
  }
  hint(ui, ui.words["overlay.stronger.hint"]);
  ImGui::SameLine(0, ui.px(16));
  if (button(ui, "overlay", ui.words[overlay_wanted(ui.state) ? "overlay.hide" : "overlay.show"])) {
    ui.act(ToggleOverlay{});
  }
}

void draw_side_panel(Ui& ui, void (*content)(Ui&)) {
  const Rect& rect = ui.layout.side;
  if (!(rect.width > 0) || !(rect.height > 0)) return;
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ui.size(18, 16));
  // Each screen keeps its own place.
  const std::string id = std::string("side-") + name_of(ui.state.screen);
  if (begin_panel(ui, id.c_str(), rect, colour::kPanel, true)) {
    if (!ui.state.keys_shown) scroll_by_keys(ui);
    content(ui);
    if (!(ui.layout.strip.width > 0)) {
      section(ui, "kind.images");
      flow_filmstrip(ui, false);
    }
    gap(ui, 6);
    line(ui,
         {rect.x, rect.y, ui.layout.stacked ? rect.width : 0, ui.layout.stacked ? 0 : rect.height});
  }
  end_panel(ui);
  ImGui::PopStyleVar();
}

}  // namespace lesion::viewer
