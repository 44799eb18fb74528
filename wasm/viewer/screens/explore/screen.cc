#include <algorithm>
#include <array>

#include "wasm/viewer/concept_words.h"
#include "wasm/viewer/panels/panels.h"
#include "wasm/viewer/screens/explore/atlas.h"
#include "wasm/viewer/screens/explore/names.h"
#include "wasm/viewer/screens/explore/weights.h"
#include "wasm/viewer/screens/read/parts.h"
#include "wasm/viewer/state/concepts.h"
#include "wasm/viewer/state/effects.h"
#include "wasm/viewer/state/names.h"
#include "wasm/viewer/terms.h"
#include "wasm/viewer/views.h"

namespace lesion::viewer {
namespace {

void sort_row(Ui& ui) {
  std::vector<SortBy> ways;
  std::vector<std::string> labels;
  int chosen = 0;
  for (std::size_t i = 0; i < kSortNames.size(); ++i) {
    const auto by = static_cast<SortBy>(i);
    if (!can_sort(ui.state, by)) continue;
    if (by == ui.state.sort) chosen = static_cast<int>(ways.size());
    ways.push_back(by);
    labels.push_back(ui.words[std::string("sort.") + kSortNames[i]]);
  }
  const int pressed = segments(ui, "sort", labels, chosen, ImGui::GetContentRegionAvail().x);
  if (pressed >= 0) ui.act(SetSort{ways[static_cast<std::size_t>(pressed)]});
}

// The chosen filter in numbers.
void flow_filter_numbers(Ui& ui) {
  const MapStatistics* statistics = statistics_of(ui.state, ui.state.layer, ui.state.filter);
  if (!statistics) return;
  gap(ui, 10);
  text(ui, ui.fonts.strong, colour::kText,
       ui.words.fill("legend.title", {{"layer", std::to_string(ui.state.layer)},
                                      {"filter", std::to_string(ui.state.filter)}}));
  flow_filter_name(ui);
  const NotableFilter entry = notable(ui.state, ui.state.layer, ui.state.filter);
  const FilterCard* card = filter_card(ui.state, ui.state.layer, ui.state.filter);
  if (statistics->inactive()) {
    wrapped(ui, ui.fonts.small, colour::kMuted,
            ui.words[card && card->dead ? "numbers.dead" : "numbers.inactive"]);
    return;
  }
  const std::string words =
      ui.words.fill("numbers.map", {{"min", ui.words.figure(statistics->min)},
                                    {"max", ui.words.figure(statistics->max)},
                                    {"mean", ui.words.figure(statistics->mean)},
                                    {"active", ui.words.percent(statistics->active_fraction)},
                                    {"place", place_words(ui, entry.place)}});
  wrapped(ui, ui.fonts.small, colour::kMuted, words);
  if (entry.measured) {
    wrapped(ui, ui.fonts.small, colour::kMuted,
            ui.words.fill("numbers.training", {{"usual", ui.words.figure(card->median)},
                                               {"greatest", ui.words.figure(card->max)}}));
  }
  const std::string effect = effect_words(ui.words, ui.state, ui.state.layer, ui.state.filter);
  if (!effect.empty()) wrapped(ui, ui.fonts.small, colour::kMuted, effect);
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

void flow_explore(Ui& ui) {
  flow_estimate_line(ui);
  constexpr std::array kLayer = {"layer"};
  explained(ui, ui.fonts.strong, colour::kText, ui.words["layer.label"], kLayer);
  gap(ui, 2);
  flow_network(ui);
  gap(ui, 2);
  flow_layer_words(ui);
  section(ui, "kind.filters", "filter");
  sort_row(ui);
  flow_names(ui);
  gap(ui, 4);
  const float width = ImGui::GetContentRegionAvail().x;
  const bool named = has_names(ui.state);
  // Names want wider squares.
  flow_filter_grid(ui, width, 0, named ? std::max(grid_cell(ui), 58.0) : grid_cell(ui), named);
  flow_filter_numbers(ui);
  blink(ui);
  flow_atlas(ui);
  flow_weights(ui);
  section(ui, "display.title");
  flow_display_controls(ui);
}

// Until the estimate has come, what Read says of it.
void draw(Ui& ui) {
  paint_image_view(ui);
  draw_image_view(ui);
  draw_filmstrip(ui);
  draw_side_panel(ui, ui.state.verdict ? flow_explore : flow_read);
}

}  // namespace

constinit const ScreenView explore_view = {.draw = draw};

}  // namespace lesion::viewer
