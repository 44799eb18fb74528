#include <algorithm>
#include <cmath>

#include "wasm/viewer/panels/panels.h"
#include "wasm/viewer/panels/picture_parts.h"
#include "wasm/viewer/screens/sheet/layout.h"
#include "wasm/viewer/screens/sheet/painter.h"
#include "wasm/viewer/screens/sheet/rows.h"
#include "wasm/viewer/state/names.h"
#include "wasm/viewer/state/screens.h"
#include "wasm/viewer/views.h"

namespace lesion::viewer {
namespace {

constexpr double kPad = 12;

// What all parts of the screen are drawn from.
struct Table {
  SheetLayout layout;
  std::vector<SessionPicture> rows;
  std::vector<FilterPlace> columns;
  int first = 0;  // row that is seen
  int end = 0;    // after the last one
  // Where cells may be drawn: beside the names.
  DeviceRect cells;
};

Table table_of(const Ui& ui) {
  Table table{sheet_layout(ui.state), sheet_rows(ui.state), sheet_columns(ui.state), 0, 0, {}};
  std::tie(table.first, table.end) =
      sheet_rows_seen(table.layout, static_cast<int>(table.rows.size()));
  const Rect& body = table.layout.body;
  const double left = table.layout.label > 0 ? kPad + table.layout.label : 0;
  table.cells = to_device(ui, {body.x + left, body.y, body.width - left, body.height});
  return table;
}

std::string numbers(const FilterPlace& place) {
  return std::to_string(place.layer) + "/" + std::to_string(place.filter);
}

ImVec2 corner(const DeviceRect& rect) { return {rect.x, rect.y}; }
ImVec2 end_of(const DeviceRect& rect) { return {rect.x + rect.width, rect.y + rect.height}; }

// --- Above the rows ----------------------------------------------------------------------------

void tools(Ui& ui, const Table& table) {
  const Rect& rect = table.layout.tools;
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  if (begin_panel(ui, "sheet-tools", rect, colour::kPanel)) {
    const double row = (rect.height - 6) / table.layout.tool_rows;
    const double side = ui.touch ? 40 : 32;
    double y = rect.y + 3 + (row - side) / 2;
    const double width = std::min(380.0, rect.width - 2 * kPad);
    ImGui::SetCursorScreenPos(ImVec2(ui.px(rect.x + kPad), ui.px(y)));
    const bool by_hand = !ui.state.sheet.chosen.empty();
    const int chosen =
        segments(ui, "which", {ui.words["sheet.strongest"], ui.words["sheet.by_hand"]},
                 by_hand ? 1 : 0, ui.px(width));
    if (chosen == 0) ui.act(SheetAction(SetSheetColumns{}));
    if (chosen == 1 && !by_hand) ui.act(SheetAction(KeepSheetColumns{}));
    hint(ui, ui.words["sheet.which.hint"]);

    double x = rect.x + kPad + width + 12;
    if (table.layout.tool_rows > 1) {
      x = rect.x + kPad;
      y += row;
    }
    const FilterPlace shown{ui.state.layer, ui.state.filter};
    const auto& columns = table.columns;
    const bool there = std::find(columns.begin(), columns.end(), shown) != columns.end();
    if (!there && columns.size() < kMostSheetColumns) {
      const std::string label = ui.words.fill("sheet.add", {{"place", numbers(shown)}});
      ImGui::SetCursorScreenPos(ImVec2(ui.px(x), ui.px(y)));
      if (button(ui, "add", label, "T")) {
        // Beside those that are shown.
        if (!by_hand) ui.act(SheetAction(KeepSheetColumns{}));
        ui.act(SheetAction(AddSheetColumn{}));
      }
      hint(ui, ui.words["sheet.add.hint"]);
      x += button_width(ui, label, "T") / ui.unit + 12;
    }
    const std::string words = ui.words.fill(
        "sheet.count",
        {{"rows", std::to_string(table.rows.size())}, {"columns", std::to_string(columns.size())}});
    const ImVec2 size = text_size(ui.fonts.small, words);
    const float room = ui.px(rect.x + rect.width - kPad) - ui.px(x);
    if (room > ui.px(60)) {
      draw_text(ImGui::GetWindowDrawList(), ui.fonts.small,
                ImVec2(ui.px(rect.x + rect.width - kPad) - std::min(room, size.x),
                       ui.px(y) + (button_height(ui) - size.y) / 2),
                colour::kMuted, words, room);
    }
    line(ui, {rect.x, rect.y + rect.height - 1, rect.width, 0});
  }
  end_panel(ui);
  ImGui::PopStyleVar();
}

void head(Ui& ui, ImDrawList* list, const Table& table, int index) {
  const FilterPlace& place = table.columns[static_cast<std::size_t>(index)];
  const Rect cell = sheet_cell_rect(table.layout, 0, index);
  const Rect& heads = table.layout.heads;
  const float left = ui.px(cell.x);
  const float width = ui.px(cell.width);
  const float top = ui.px(heads.y + 6);
  const float tall = text_size(ui.fonts.strong, "X").y;
  ImGui::PushID(index);
  // Behind the words: the whole head asks what it is, the cross takes the column away.
  const float cross = ui.px(ui.touch ? 34 : 24);
  ImGui::SetCursorScreenPos(ImVec2(left, ui.px(heads.y)));
  ImGui::InvisibleButton("head", ImVec2(std::max(1.0f, width - cross), ui.px(heads.height)));
  hint(ui, ui.words.fill("legend.title", {{"layer", std::to_string(place.layer)},
                                          {"filter", std::to_string(place.filter)}}) +
               "\n" + ui.words[std::string("legend.") + name_of(ui.state.scale_mode)]);
  const bool at = ui.state.sheet.cursor.shown && ui.state.sheet.cursor.column == index;
  draw_text(list, ui.fonts.strong, ImVec2(left, top), at ? colour::kAccent : colour::kText,
            numbers(place), width - cross);
  ImGui::SetCursorScreenPos(ImVec2(left + width - cross, ui.px(heads.y + 2)));
  if (ImGui::InvisibleButton("remove", ImVec2(cross, std::max(cross, tall + ui.px(8))))) {
    ui.act(SheetAction(RemoveSheetColumn{index}));
  }
  const bool hovered = ImGui::IsItemHovered();
  hint(ui, ui.words.fill("sheet.remove.hint", {{"place", numbers(place)}}));
  const std::string sign = "\xC3\x97";
  const ImVec2 size = text_size(ui.fonts.body, sign);
  draw_text(list, ui.fonts.body, ImVec2(left + width - size.x - ui.px(2), top),
            hovered ? colour::kText : colour::kMuted, sign);
  ImGui::PopID();

  // Scales that differ from row to row stand in the cells.
  ViewerState seen = sheet_cell(ui.state, 0, place);
  const float bar_y = top + tall + ui.px(5);
  draw_ramp(ui, seen, list, ImVec2(left, bar_y), ImVec2(width, ui.px(8)));
  const ChosenScale scale = scale_of(seen, place.layer, place.filter);
  const float y = bar_y + ui.px(10);
  if (ui.state.scale_mode != ScaleMode::kTraining || scale.mode != ScaleMode::kTraining) return;
  const std::string high = figure(scale.scale.high);
  draw_text(list, ui.fonts.tiny, ImVec2(left, y), colour::kText, figure(scale.scale.low));
  draw_text(list, ui.fonts.tiny, ImVec2(left + width - text_size(ui.fonts.tiny, high).x, y),
            colour::kText, high);
}

void heads(Ui& ui, const Table& table) {
  const Rect& rect = table.layout.heads;
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  if (begin_panel(ui, "sheet-heads", rect, colour::kBar)) {
    ImDrawList* list = ImGui::GetWindowDrawList();
    const DeviceRect area = to_device(ui, rect);
    const ImVec2 from(table.cells.x, area.y);
    ImGui::PushClipRect(from, end_of(area), true);
    const Rect cell = sheet_cell_rect(table.layout, 0, -1);
    const float top = ui.px(rect.y + 6);
    draw_text(list, ui.fonts.strong, ImVec2(ui.px(cell.x), top), colour::kText,
              ui.words["sheet.image"], ui.px(cell.width));
    std::vector<std::string> lines =
        wrap_lines(ui.fonts.tiny, ui.words["sheet.seen"], ui.px(cell.width));
    lines.resize(std::min<std::size_t>(lines.size(), 2));
    draw_lines(list, ui.fonts.tiny,
               ImVec2(ui.px(cell.x), top + text_size(ui.fonts.strong, "X").y + ui.px(3)),
               colour::kMuted, lines);
    for (int i = 0; i < static_cast<int>(table.columns.size()); ++i) head(ui, list, table, i);
    ImGui::PopClipRect();
    line(ui, {rect.x, rect.y + rect.height - 1, rect.width, 0});
  }
  end_panel(ui);
  ImGui::PopStyleVar();
}

// --- The rows ----------------------------------------------------------------------------------

struct Cell {
  const SessionPicture* picture = nullptr;
  int row = 0;
  int column = -1;
  Rect rect;
  std::optional<FilterPlace> place;  // nothing: the picture itself
  ViewerState seen;                  // with a picture where its map has come
};

// A map over its picture.
struct Overlay {
  SheetMap map;
  OverlayUniforms uniforms;
  DeviceRect region;
  DeviceRect clip;
};

Cell cell_of(const Ui& ui, const Table& table, int row, int column) {
  Cell cell;
  cell.picture = &table.rows[static_cast<std::size_t>(row)];
  cell.row = row;
  cell.column = column;
  cell.rect = sheet_cell_rect(table.layout, row, column);
  const int id = cell.picture->id;
  const SheetAnswer* answer = sheet_answer(ui.state, id);
  if (column >= 0) {
    cell.place = table.columns[static_cast<std::size_t>(column)];
    if (answer && holds_map(*answer, *cell.place))
      cell.seen = sheet_cell(ui.state, id, *cell.place);
  } else if (answer) {
    cell.seen = sheet_cell(ui.state, id, {});
  }
  return cell;
}

Rect picture_of(const Cell& cell, const SessionThumbnail* thumbnail) {
  if (cell.seen.picture) return sheet_picture_rect(cell.rect, cell.seen.picture->size());
  if (!thumbnail) return cell.rect;
  return sheet_picture_rect(
      cell.rect, {static_cast<double>(thumbnail->width), static_cast<double>(thumbnail->height)});
}

void picture(Ui& ui, ImDrawList* list, const Table& table, const Cell& cell,
             std::vector<Overlay>& overlays) {
  const DeviceRect frame = to_device(ui, cell.rect);
  list->AddRectFilled(corner(frame), end_of(frame), colour::kRaised, ui.px(3));
  const SessionThumbnail* thumbnail = ui.thumbnails.get(cell.picture->id);
  if (!thumbnail) return;
  const Rect place = picture_of(cell, thumbnail);
  const DeviceRect rect = to_device(ui, place);
  list->AddImage(reinterpret_cast<ImTextureID>(static_cast<std::uintptr_t>(thumbnail->texture)),
                 corner(rect), end_of(rect));
  if (!cell.place || !cell.seen.picture || !ui.state.overlay_visible()) return;
  const DeviceRect region =
      on_canvas(ui, cell.seen.verdict->region, place, cell.seen.picture->size());
  overlays.push_back({{cell.picture->id, *cell.place},
                      overlay_of(cell.seen, ui.unit),
                      region,
                      overlap(rect, table.cells)});
}

void small_words(Ui& ui, ImDrawList* list, const DeviceRect& cell, const std::string& words,
                 ImU32 colour) {
  const ImVec2 size = text_size(ui.fonts.tiny, words);
  const float pad = ui.px(3);
  const float room = cell.width - 2 * pad;
  const ImVec2 from(cell.x, cell.y + cell.height - size.y - ui.px(1));
  list->AddRectFilled(from, ImVec2(from.x + std::min(size.x, room) + 2 * pad, cell.y + cell.height),
                      colour::kNumberGround, ui.px(3), ImDrawFlags_RoundCornersTopRight);
  draw_text(list, ui.fonts.tiny, ImVec2(from.x + pad, from.y), colour, words, room);
}

std::string cell_hint(const Ui& ui, const Cell& cell) {
  if (!cell.place) return cell.picture->name + "\n" + ui.words["sheet.open.picture"];
  const std::string title =
      ui.words.fill("legend.title", {{"layer", std::to_string(cell.place->layer)},
                                     {"filter", std::to_string(cell.place->filter)}});
  if (!cell.seen.picture) return title;
  const NotableFilter entry = notable(cell.seen, cell.place->layer, cell.place->filter);
  if (!(entry.peak > 0)) return title + ", " + ui.words["filter.inactive"];
  return title + "\n" +
         ui.words.fill(entry.measured ? "sheet.cell.hint" : "sheet.cell.hint_unmeasured",
                       {{"peak", figure(entry.peak)},
                        {"usual", figure(entry.usual)},
                        {"place", place_words(ui, entry.place)}}) +
         "\n" + ui.words["sheet.open.filter"];
}

void open(Ui& ui, const Cell& cell) {
  Doing doing = open_sheet_cell(ui.state, cell.picture->id, cell.column);
  for (std::string& wish : doing.commands) ui.commands.push_back(std::move(wish));
  for (Action& action : doing.actions) ui.act(std::move(action));
}

void over_picture(Ui& ui, ImDrawList* list, const Cell& cell) {
  const DeviceRect frame = to_device(ui, cell.rect);
  ImGui::SetCursorScreenPos(corner(frame));
  ImGui::PushID(cell.picture->id);
  ImGui::PushID(cell.column);
  if (ImGui::InvisibleButton("cell", ImVec2(frame.width, frame.height))) open(ui, cell);
  const bool hovered = ImGui::IsItemHovered();
  if (hovered) {
    ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    hint(ui, cell_hint(ui, cell));
  }
  ImGui::PopID();
  ImGui::PopID();
  if (!cell.place && cell.seen.picture) {
    const Rect place = picture_of(cell, nullptr);
    const DeviceRect seen =
        on_canvas(ui, cell.seen.verdict->region, place, cell.seen.picture->size());
    dashed_outline(list, overlap(seen, to_device(ui, place)), ui.px(4), std::max(1.0f, ui.px(1)));
  }
  if (cell.place) {
    const MapStatistics* statistics =
        statistics_of(cell.seen, cell.place->layer, cell.place->filter);
    if (!cell.seen.picture) {
      const bool refused = sheet_refused(ui.state, cell.picture->id);
      small_words(ui, list, frame, ui.words[refused ? "sheet.refused" : "sheet.reading"],
                  colour::kMuted);
    } else if (statistics && statistics->inactive()) {
      small_words(ui, list, frame, ui.words["filter.inactive"], colour::kMuted);
    } else {
      const ChosenScale scale = scale_of(cell.seen, cell.place->layer, cell.place->filter);
      if (scale.mode != ScaleMode::kTraining) {
        small_words(ui, list, frame,
                    figure(scale.scale.low) + "\xE2\x80\x93" + figure(scale.scale.high),
                    colour::kText);
      }
    }
  }
  const SheetCursor& cursor = ui.state.sheet.cursor;
  const bool at =
      cursor.shown && cursor.picture == cell.picture->id && cursor.column == cell.column;
  if (at || hovered) {
    list->AddRect(corner(frame), end_of(frame), at ? colour::kAccent : colour::kMuted, ui.px(3), 0,
                  std::max(1.0f, ui.px(at ? 2 : 1)));
  }
}

// Name and estimate: beside the row, or on one line above it.
void label(Ui& ui, ImDrawList* list, const Table& table, int row) {
  const SessionPicture& picture = table.rows[static_cast<std::size_t>(row)];
  const Rect cell = sheet_cell_rect(table.layout, row, -1);
  const std::string estimate = percent(*picture.probability);
  const ImU32 colour =
      *picture.probability >= threshold_of(ui.state) ? colour::kWarm : colour::kCool;
  const SheetLayout& layout = table.layout;
  const float left = ui.px(layout.body.x + kPad);
  if (layout.label <= 0) {
    const float y = ui.px(cell.y - layout.name + 4);
    const float right = ui.px(layout.body.x + layout.body.width - kPad);
    const ImVec2 size = text_size(ui.fonts.strong, estimate);
    draw_text(list, ui.fonts.strong, ImVec2(left, y), colour, estimate);
    draw_text(list, ui.fonts.small, ImVec2(left + size.x + ui.px(8), y + ui.px(1)), colour::kText,
              picture.name, right - left - size.x - ui.px(8));
    return;
  }
  const float width = ui.px(layout.label - 12);
  float y = ui.px(cell.y);
  draw_text(list, ui.fonts.strong, ImVec2(left, y), colour, estimate);
  y += line_height(ui.fonts.strong) + ui.px(2);
  draw_text(list, ui.fonts.small, ImVec2(left, y), colour::kText, picture.name, width);
  ImGui::SetCursorScreenPos(ImVec2(left, ui.px(cell.y)));
  ImGui::PushID(picture.id);
  ImGui::InvisibleButton("label", ImVec2(width, ui.px(cell.height)));
  hint(ui, picture.name);
  ImGui::PopID();
}

// How far down the table is; dragging it moves the rows.
void scroll_bar(Ui& ui, ImDrawList* list, const Table& table) {
  const Rect& body = table.layout.body;
  if (table.layout.content_height <= body.height) return;
  const double part = body.height / table.layout.content_height;
  const double tall = std::max(24.0, body.height * part);
  const double most = table.layout.content_height - body.height;
  const double y = body.y + (body.height - tall) * table.layout.scroll_y / most;
  const DeviceRect thumb = to_device(ui, {body.x + body.width - 6, y, 4, tall});
  ImGui::SetCursorScreenPos(ImVec2(thumb.x - ui.px(6), thumb.y));
  ImGui::InvisibleButton("scroll", ImVec2(ui.px(12), thumb.height));
  const bool active = ImGui::IsItemActive();
  if (active && ImGui::GetIO().MouseDelta.y != 0) {
    const double moved = static_cast<double>(ImGui::GetIO().MouseDelta.y / ui.unit);
    ui.act(SheetAction(ScrollSheet{0, moved * most / std::max(1.0, body.height - tall)}));
  }
  list->AddRectFilled(corner(thumb), end_of(thumb),
                      active || ImGui::IsItemHovered() ? colour::kMuted : colour::kFrame, ui.px(2));
}

// What is said where there is nothing to show yet.
void nothing_yet(Ui& ui, ImDrawList* list, const Table& table) {
  const DeviceRect body = to_device(ui, table.layout.body);
  const std::string& words = ui.words["sheet.nothing"];
  const ImVec2 size = text_size(ui.fonts.body, words);
  draw_text(list, ui.fonts.body,
            ImVec2(body.x + (body.width - size.x) / 2, body.y + body.height / 2 - size.y),
            colour::kMuted, words);
}

void body(Ui& ui, const Table& table) {
  const SheetLayout& layout = table.layout;
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  if (begin_panel(ui, "sheet", layout.body, colour::kGround)) {
    ImDrawList* list = ImGui::GetWindowDrawList();
    if (table.rows.empty()) nothing_yet(ui, list, table);
    std::vector<Cell> cells;
    for (int row = table.first; row < table.end; ++row) {
      for (int column = -1; column < static_cast<int>(table.columns.size()); ++column) {
        Cell cell = cell_of(ui, table, row, column);
        const DeviceRect seen = overlap(to_device(ui, cell.rect), table.cells);
        if (seen.width > 0 && seen.height > 0) cells.push_back(std::move(cell));
      }
    }
    for (int row = table.first; row < table.end; ++row) label(ui, list, table, row);
    std::vector<Overlay> overlays;
    ImGui::PushClipRect(corner(table.cells), end_of(table.cells), true);
    for (const Cell& cell : cells) picture(ui, list, table, cell, overlays);
    draw_later(ui, [overlays = std::move(overlays)](const DeviceRect&) {
      for (const Overlay& one : overlays) {
        sheet_painter().draw(one.map, one.uniforms, one.region, one.clip);
      }
    });
    for (const Cell& cell : cells) over_picture(ui, list, cell);
    ImGui::PopClipRect();
    scroll_bar(ui, list, table);
  }
  end_panel(ui);
  ImGui::PopStyleVar();
}

// --- Below the rows ----------------------------------------------------------------------------

void foot(Ui& ui, const Table& table) {
  const Rect& rect = table.layout.foot;
  if (!(rect.height > 0)) return;
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  if (begin_panel(ui, "sheet-foot", rect, colour::kPanel)) {
    const double side = ui.touch ? 40 : 32;
    const float y = ui.px(rect.y + (rect.height - side) / 2);
    float right = ui.px(rect.x + rect.width - kPad);
    const auto tool = [&](const char* id, const std::string& label, float width) {
      right -= width;
      ImGui::SetCursorScreenPos(ImVec2(right, y));
      const bool pressed = button_within(ui, id, label, false, width);
      right -= ui.px(4);
      return pressed;
    };
    const auto wide = [&](const char* key) {
      return text_size(ui.fonts.small, ui.words[key]).x + ui.px(20);
    };
    const std::string& label = ui.words[ui.state.overlay_on ? "overlay.hide" : "overlay.show"];
    if (tool("overlay", label, std::max(wide("overlay.hide"), wide("overlay.show")))) {
      ui.act(ShowOverlay{!ui.state.overlay_on});
    }
    if (table.layout.label > 0) {
      if (tool("stronger", "+", ui.px(side))) ui.act(StepOpacity{1});
      hint(ui, ui.words["overlay.stronger.hint"]);
      if (tool("fainter", "\xE2\x88\x92", ui.px(side))) ui.act(StepOpacity{-1});
      hint(ui, ui.words["overlay.fainter.hint"]);
      right -= ui.px(12);
      if (tool("larger", ui.words["sheet.larger"], wide("sheet.larger"))) {
        ui.act(ZoomAt{1.25, std::nullopt});
      }
      if (tool("smaller", ui.words["sheet.smaller"], wide("sheet.smaller"))) {
        ui.act(ZoomAt{1 / 1.25, std::nullopt});
      }
    }
    const float left = ui.px(rect.x + kPad);
    const float room = right - left - ui.px(8);
    ImGui::SetCursorScreenPos(ImVec2(left, y));
    // A model that was never measured has no scale from training.
    const bool fallback = ui.state.scale_mode == ScaleMode::kTraining && !table.columns.empty() &&
                          scale_of(sheet_cell(ui.state, 0, table.columns[0]),
                                   table.columns[0].layer, table.columns[0].filter)
                                  .mode != ScaleMode::kTraining;
    const std::string words =
        ui.words[fallback ? "legend.fallback"
                          : std::string("sheet.scale.") + name_of(ui.state.scale_mode)];
    const float width = std::min(room, text_size(ui.fonts.small, words).x + ui.px(20));
    if (width > ui.px(40)) {
      if (button_within(ui, "scale", words, false, width)) ui.act(NextScaleMode{});
      hint(ui, ui.words["legend.hint"]);
    }
    line(ui, {rect.x, rect.y, rect.width, 0});
  }
  end_panel(ui);
  ImGui::PopStyleVar();
}

void draw(Ui& ui) {
  const Table table = table_of(ui);
  tools(ui, table);
  heads(ui, table);
  body(ui, table);
  foot(ui, table);
}

void keep(const ViewerState& state) {
  if (sheet_painter().count() == 0) return;
  std::vector<SheetMap> needed;
  for (const auto& answer : state.sheet.answers) {
    for (const FilterPlace& place : answer->columns) {
      needed.push_back({answer->picture.id, place});
    }
  }
  if (static_cast<int>(needed.size()) != sheet_painter().count()) sheet_painter().keep(needed);
}

}  // namespace

constinit const ScreenView sheet_view = {
    .draw = draw,
    .painters = [] { return std::vector<Painter*>{&sheet_painter().painter()}; },
    .keep = keep,
    .held = [] { return sheet_painter().count(); },
    .held_name = "sheetMaps",
};

}  // namespace lesion::viewer
