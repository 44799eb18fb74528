#include <algorithm>
#include <cmath>

#include "wasm/viewer/concept_words.h"
#include "wasm/viewer/panels/panels.h"
#include "wasm/viewer/state/lesion_place.h"

namespace lesion::viewer {
namespace {

struct Cells {
  float side = 0;  // device pixels
  int columns = 1;
  int rows = 1;
};

// The largest squares, `count` of them within width x height; with height 0 (it may grow) squares
// of about `wanted`, filling the width.
Cells arrange(int count, float width, float height, float space, float wanted, float least) {
  Cells cells;
  if (height <= 0) {
    cells.columns = std::max(1, static_cast<int>(std::floor((width + space) / (wanted + space))));
    cells.side = std::floor((width + space) / static_cast<float>(cells.columns) - space);
    cells.rows = (count + cells.columns - 1) / cells.columns;
    return cells;
  }
  for (int rows = 1; rows <= count; ++rows) {
    const int columns = (count + rows - 1) / rows;
    const float side = std::min((height + space) / static_cast<float>(rows),
                                (width + space) / static_cast<float>(columns)) -
                       space;
    if (side > cells.side) cells = {std::floor(side), columns, rows};
  }
  if (cells.side >= least) return cells;
  // They do not all fit: the smallest that can still be read, and scrolling.
  cells.side = least;
  cells.columns = std::max(1, static_cast<int>(std::floor((width + space) / (cells.side + space))));
  cells.rows = (count + cells.columns - 1) / cells.columns;
  return cells;
}

std::string map_hint(const Ui& ui, int filter, const MapStatistics& statistics) {
  const FilterCard* card = filter_card(ui.state, ui.state.layer, filter);
  if (statistics.inactive()) {
    return ui.words.fill(card && card->dead ? "grid.hint_dead" : "grid.hint_inactive",
                         {{"filter", std::to_string(filter)}});
  }
  const NotableFilter entry = notable(ui.state, ui.state.layer, filter);
  return ui.words.fill(entry.measured ? "grid.hint" : "grid.hint_unmeasured",
                       {{"filter", std::to_string(filter)},
                        {"peak", ui.words.figure(entry.peak)},
                        {"usual", ui.words.figure(entry.usual)},
                        {"place", lesion_place(ui.state, entry.layer, entry.filter)
                                      ? row_place_words(ui.words, ui.state, entry)
                                      : place_words(ui, entry.place)}});
}

std::string thumbnail_hint(const Ui& ui, int filter, const MapStatistics& statistics) {
  const std::string names = strength_words(ui.words, ui.state, ui.state.layer, filter);
  const std::string map = map_hint(ui, filter, statistics);
  return names.empty() ? map : map + "\n" + names;
}

// What the filter responds to, below its square.
void name_below(Ui& ui, ImDrawList* list, ImVec2 at, float side, int filter) {
  const ConceptCard* name = surest_name(ui.state, ui.state.layer, filter);
  if (!name) return;
  draw_text(list, ui.fonts.tiny, at, is_sure(*name) ? colour::kText : colour::kMuted,
            concept_words(ui.words, name->concept_name), side);
}

void label(Ui& ui, ImDrawList* list, ImVec2 at, float side, const std::string& number,
           bool inactive) {
  std::string words = number;
  const float pad = ui.px(3);
  if (inactive) {
    const std::string longer = number + " " + ui.words["inactive"];
    if (text_size(ui.fonts.tiny, longer).x + 2 * pad < side) words = longer;
  }
  const ImVec2 size = text_size(ui.fonts.tiny, words);
  const ImVec2 from(at.x, at.y + side - size.y - ui.px(1));
  list->AddRectFilled(from, ImVec2(from.x + size.x + 2 * pad, at.y + side), colour::kNumberGround,
                      ui.px(3), ImDrawFlags_RoundCornersTopRight);
  draw_text(list, ui.fonts.tiny, ImVec2(from.x + pad, from.y),
            inactive ? colour::kMuted : colour::kText, words);
}

}  // namespace

void flow_filter_grid(Ui& ui, float width, float height, double css_cell, bool named) {
  const Layer* layer = layer_of(ui.state, ui.state.layer);
  if (!layer || layer->channels <= 0) return;
  const float space = ui.px(4);
  const std::vector<int> order =
      named ? explored_filters(ui.state, ui.state.layer) : sorted_filters(ui.state, ui.state.layer);
  Cells cells = arrange(static_cast<int>(order.size()), width, height, space, ui.px(css_cell),
                        ui.px(ui.touch ? 40 : 38));
  // Room for a name below each square.
  const float below = named ? line_height(ui.fonts.tiny) : 0;
  const ImVec2 origin = ImGui::GetCursorScreenPos();
  const float step = cells.side + space;
  const float row_step = step + below;
  ImDrawList* list = ImGui::GetWindowDrawList();

  std::vector<Thumbnail> thumbnails;
  const auto corner = [&](std::size_t place) {
    const std::size_t column = place % static_cast<std::size_t>(cells.columns);
    const std::size_t row = place / static_cast<std::size_t>(cells.columns);
    return ImVec2(origin.x + static_cast<float>(column) * step,
                  origin.y + static_cast<float>(row) * row_step);
  };
  for (std::size_t place = 0; place < order.size(); ++place) {
    const ImVec2 at = corner(place);
    // Nothing is drawn of what says nothing of the image: a stripe where padding answers.
    constexpr Scale kNothing{1e30f, 2e30f};
    const Scale scale = responds(ui.state, ui.state.layer, order[place])
                            ? scale_of(ui.state, ui.state.layer, order[place]).scale
                            : kNothing;
    thumbnails.push_back({{at.x, at.y, cells.side, cells.side},
                          static_cast<float>(order[place]),
                          scale.low,
                          scale.high});
  }
  draw_later(ui, [painter = &ui.painter, layer = ui.state.layer,
                  palette = static_cast<int>(ui.state.display.palette),
                  thumbnails = std::move(thumbnails)](const DeviceRect& clip) {
    painter->draw_thumbnails(layer, palette, thumbnails, clip);
  });

  for (std::size_t place = 0; place < order.size(); ++place) {
    const int filter = order[place];
    const ImVec2 at = corner(place);
    const ImVec2 to(at.x + cells.side, at.y + cells.side);
    const MapStatistics& statistics = layer->statistics[static_cast<std::size_t>(filter)];
    ImGui::SetCursorScreenPos(at);
    ImGui::PushID(filter);
    const bool chosen = filter == ui.state.filter;
    const std::string hinted = thumbnail_hint(ui, filter, statistics);
    if (pressable(ui, "filter", ImVec2(cells.side, cells.side), {hinted, "filters", chosen})) {
      ui.act(Select{std::nullopt, filter});
      ui.act(ShowOverlay{true});
    }
    ImGui::PopID();
    const bool hovered = ImGui::IsItemHovered();
    const bool inactive = statistics.inactive();
    if (inactive) {
      list->AddLine(ImVec2(at.x, to.y), ImVec2(to.x, at.y), colour::kFrame,
                    std::max(1.0f, ui.px(1)));
    }
    label(ui, list, at, cells.side, std::to_string(filter), inactive);
    if (named) name_below(ui, list, ImVec2(at.x, to.y), cells.side, filter);
    if (chosen || hovered) {
      list->AddRect(at, to, chosen ? colour::kAccent : colour::kMuted, ui.px(2), 0,
                    std::max(1.0f, ui.px(chosen ? 2 : 1)));
    }
    if (hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    hint(ui, hinted);
  }
  const int rows = static_cast<int>((order.size() + static_cast<std::size_t>(cells.columns) - 1) /
                                    static_cast<std::size_t>(cells.columns));
  ImGui::SetCursorScreenPos(origin);
  ImGui::Dummy(ImVec2(width, static_cast<float>(rows) * row_step - space));
}

}  // namespace lesion::viewer
