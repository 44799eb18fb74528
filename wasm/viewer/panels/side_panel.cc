#include <algorithm>
#include <array>
#include <cmath>

#include "wasm/viewer/panels/panels.h"
#include "wasm/viewer/state/names.h"
#include "wasm/viewer/terms.h"

namespace lesion::viewer {
namespace {

void section(Ui& ui, const char* key) {
  gap(ui, 10);
  text(ui, ui.fonts.strong, colour::kText, ui.words[key]);
  gap(ui, 2);
}

// The same, the heading explained.
void section(Ui& ui, const char* key, const char* term) {
  gap(ui, 10);
  explained(ui, ui.fonts.strong, colour::kText, ui.words[key], std::span(&term, 1));
  gap(ui, 2);
}

// One button a layer, the chosen one marked.
void layer_buttons(Ui& ui) {
  const int count = layer_count(ui.state);
  std::vector<std::string> labels;
  for (int i = 0; i < count; ++i) labels.push_back(std::to_string(i));
  if (labels.empty()) return;
  const int pressed =
      segments(ui, "layers", labels, ui.state.layer, ImGui::GetContentRegionAvail().x);
  if (pressed >= 0) ui.act(Select{pressed, std::nullopt});
}

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

template <typename Enum, std::size_t N>
std::vector<std::string> labels_of(const Ui& ui, const char* prefix,
                                   const std::array<const char*, N>& names) {
  std::vector<std::string> labels;
  for (const char* name : names) labels.push_back(ui.words[std::string(prefix) + name]);
  return labels;
}

void sort_row(Ui& ui) {
  const int pressed = segments(ui, "sort", labels_of<SortBy>(ui, "sort.", kSortNames),
                               static_cast<int>(ui.state.sort), ImGui::GetContentRegionAvail().x);
  if (pressed >= 0) ui.act(SetSort{static_cast<SortBy>(pressed)});
}

// Thumbnails of about this many CSS pixels: few filters are shown larger.
double cell_size(const Ui& ui) {
  const int count = filter_count(ui.state, ui.state.layer);
  const double side = count <= 8 ? 92 : (count <= 16 ? 76 : (count <= 32 ? 58 : 45));
  return ui.touch ? std::max(side, 60.0) : side;
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
    if (button_within(ui, "level", label, ui.state.contours.levels[i], each)) {
      ui.act(ToggleContour{static_cast<int>(i)});
    }
    hint(ui, ui.words["contours.hint"]);
    ImGui::PopID();
    ImGui::SameLine(0, space);
  }
  if (button_within(ui, "fill", fill, ui.state.contours.fill, fill_width)) {
    ui.act(ShowFill{!ui.state.contours.fill});
  }
  hint(ui, ui.words["contours.fill.hint"]);
}

std::string mark_label(const Ui& ui, const char* key, const std::optional<FilterPlace>& mark) {
  const std::string& name = ui.words[key];
  if (!mark) return name;
  return name + "  " + std::to_string(mark->layer) + "/" + std::to_string(mark->filter);
}

// Two filters to compare by flipping between them.
void blink(Ui& ui) {
  gap(ui, 4);
  const auto shown = [&](const std::optional<FilterPlace>& mark) {
    return mark && *mark == FilterPlace{ui.state.layer, ui.state.filter};
  };
  if (button(ui, "mark-a", mark_label(ui, "blink.a", ui.state.mark_a), "A",
             shown(ui.state.mark_a))) {
    ui.act(MarkFilter{false});
  }
  hint(ui, ui.words["blink.hint"]);
  ImGui::SameLine(0, ui.px(6));
  if (button(ui, "mark-b", mark_label(ui, "blink.b", ui.state.mark_b), "B",
             shown(ui.state.mark_b))) {
    ui.act(MarkFilter{true});
  }
  hint(ui, ui.words["blink.hint"]);
  if (!ui.state.mark_a || !ui.state.mark_b) return;
  ImGui::SameLine(0, ui.px(6));
  if (button(ui, "flip", ui.words["blink.flip"], "V")) ui.act(Flip{});
}

}  // namespace

void flow_explore(Ui& ui) {
  constexpr std::array kLayer = {"layer"};
  explained(ui, ui.fonts.strong, colour::kText, ui.words["layer.label"], kLayer);
  gap(ui, 2);
  layer_buttons(ui);
  gap(ui, 2);
  wrapped(ui, ui.fonts.small, colour::kMuted, layer_words(ui));
  section(ui, "explore.filters", "filter");
  sort_row(ui);
  gap(ui, 4);
  const float width = ImGui::GetContentRegionAvail().x;
  flow_filter_grid(ui, width, 0, cell_size(ui));
  flow_filter_numbers(ui);
  blink(ui);
  flow_weights(ui);
  section(ui, "display.title");
  flow_display_controls(ui);
}

namespace {

void stacked_read(Ui& ui) {
  flow_result(ui);
  flow_strongest(ui);
  if (ui.state.verdict) {
    section(ui, "explore.filters", "filter");
    layer_buttons(ui);
    gap(ui, 2);
    wrapped(ui, ui.fonts.small, colour::kMuted, layer_words(ui));
    gap(ui, 4);
    flow_filter_grid(ui, ImGui::GetContentRegionAvail().x, 0, cell_size(ui));
    section(ui, "display.title");
    flow_display_controls(ui);
  }
  flow_about_model(ui);
}

}  // namespace

void flow_filter_numbers(Ui& ui) {
  const MapStatistics* statistics = statistics_of(ui.state, ui.state.layer, ui.state.filter);
  if (!statistics) return;
  gap(ui, 10);
  text(ui, ui.fonts.strong, colour::kText,
       ui.words.fill("legend.title", {{"layer", std::to_string(ui.state.layer)},
                                      {"filter", std::to_string(ui.state.filter)}}));
  const NotableFilter entry = notable(ui.state, ui.state.layer, ui.state.filter);
  const FilterCard* card = filter_card(ui.state, ui.state.layer, ui.state.filter);
  if (statistics->inactive()) {
    wrapped(ui, ui.fonts.small, colour::kMuted,
            ui.words[card && card->dead ? "numbers.dead" : "numbers.inactive"]);
    return;
  }
  const std::string words =
      ui.words.fill("numbers.map", {{"min", figure(statistics->min)},
                                    {"max", figure(statistics->max)},
                                    {"mean", figure(statistics->mean)},
                                    {"active", percent(statistics->active_fraction)},
                                    {"place", place_words(ui, entry.place)}});
  wrapped(ui, ui.fonts.small, colour::kMuted, words);
  if (entry.measured) {
    wrapped(ui, ui.fonts.small, colour::kMuted,
            ui.words.fill("numbers.training",
                          {{"usual", figure(card->median)}, {"greatest", figure(card->max)}}));
  }
}

void flow_display_controls(Ui& ui) {
  if (ui.layout.tight) {
    flow_legend(ui);
    gap(ui, 8);
  }
  const float width = ImGui::GetContentRegionAvail().x;
  const auto row = [&](const char* key) {
    text(ui, ui.fonts.small, colour::kMuted, ui.words[key]);
  };
  row("display.scale");
  int pressed = segments(ui, "scale", labels_of<ScaleMode>(ui, "scale.", kScaleModeNames),
                         static_cast<int>(ui.state.scale_mode), width);
  if (pressed >= 0) ui.act(SetScaleMode{static_cast<ScaleMode>(pressed)});
  row("display.cells");
  pressed = segments(ui, "cells", labels_of<Smoothing>(ui, "smoothing.", kSmoothingNames),
                     static_cast<int>(ui.state.smoothing), width);
  if (pressed >= 0) ui.act(SetSmoothing{static_cast<Smoothing>(pressed)});
  row("display.palette");
  pressed = segments(ui, "palette", labels_of<Palette>(ui, "palette.", kPaletteNames),
                     static_cast<int>(ui.state.palette), width);
  if (pressed >= 0) ui.act(SetPalette{static_cast<Palette>(pressed)});
  row("display.contours");
  contour_buttons(ui, width);
  row("display.overlay");
  const std::string opacity = percent(static_cast<double>(ui.state.opacity));
  if (button(ui, "fainter", "\xE2\x88\x92", "", false, ui.px(44))) ui.act(StepOpacity{-1});
  ImGui::SameLine(0, ui.px(10));
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float slot = text_size(ui.fonts.body, "100%").x;
  draw_text(ImGui::GetWindowDrawList(), ui.fonts.body,
            ImVec2(at.x + (slot - text_size(ui.fonts.body, opacity).x) / 2,
                   at.y + (button_height(ui) - text_size(ui.fonts.body, opacity).y) / 2),
            colour::kText, opacity);
  ImGui::Dummy(ImVec2(slot, button_height(ui)));
  ImGui::SameLine(0, ui.px(10));
  if (button(ui, "stronger", "+", "", false, ui.px(44))) ui.act(StepOpacity{1});
  ImGui::SameLine(0, ui.px(16));
  if (button(ui, "overlay", ui.words[ui.state.overlay_on ? "overlay.hide" : "overlay.show"])) {
    ui.act(ShowOverlay{!ui.state.overlay_on});
  }
}

void flow_read(Ui& ui) {
  if (ui.layout.stacked) return stacked_read(ui);
  flow_result(ui);
  flow_strongest(ui);
  if (ui.layout.tight && ui.state.verdict) {
    section(ui, "display.title");
    flow_display_controls(ui);
  }
  flow_about_model(ui);
}

void draw_side_panel(Ui& ui, void (*content)(Ui&)) {
  const Rect& rect = ui.layout.side;
  if (!(rect.width > 0) || !(rect.height > 0)) return;
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ui.size(18, 16));
  if (begin_panel(ui, "side", rect, colour::kPanel, true)) {
    if (!ui.state.keys_shown) scroll_by_keys(ui);
    content(ui);
    if (!(ui.layout.strip.width > 0)) {
      section(ui, "strip.heading");
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
