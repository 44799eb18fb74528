#include <algorithm>
#include <string>

#include "wasm/viewer/concept_words.h"
#include "wasm/viewer/mask_words.h"
#include "wasm/viewer/panels/estimate_parts.h"
#include "wasm/viewer/panels/panels.h"
#include "wasm/viewer/screens/sheet/painter.h"
#include "wasm/viewer/screens/sheet/table.h"
#include "wasm/viewer/state/crop.h"
#include "wasm/viewer/state/screens.h"
#include "wasm/viewer/texture_id.h"

namespace lesion::viewer {
namespace {

struct SheetCell {
  const SessionImage* image = nullptr;
  int row = 0;
  int column = -1;
  Rect rect;
  std::optional<FilterPlace> place;  // nothing: the image itself
  ViewerState seen;                  // with an image where its map has come
};

// A map over its image.
struct Overlay {
  SheetMap map;
  OverlayUniforms uniforms;
  DeviceRect region;
  DeviceRect clip;
};

SheetCell cell_of(const Ui& ui, const SheetTable& table, int row, int column) {
  SheetCell cell;
  cell.image = &table.rows[static_cast<std::size_t>(row)];
  cell.row = row;
  cell.column = column;
  cell.rect = sheet_cell_rect(table.layout, row, column);
  const int id = cell.image->id;
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

Rect image_of(const SheetCell& cell, const SessionThumbnail* thumbnail) {
  if (cell.seen.image) return sheet_image_rect(cell.rect, cell.seen.image->size());
  if (!thumbnail) return cell.rect;
  return sheet_image_rect(
      cell.rect, {static_cast<double>(thumbnail->width), static_cast<double>(thumbnail->height)});
}

void image(Ui& ui, ImDrawList* list, const SheetTable& table, const SheetCell& cell,
           std::vector<Overlay>& overlays) {
  const DeviceRect frame = to_device(ui, cell.rect);
  list->AddRectFilled(corner(frame), end_of(frame), colour::kRaised, ui.px(3));
  const SessionThumbnail* thumbnail = ui.thumbnails.get(cell.image->id);
  if (!thumbnail) return;
  const Rect place = image_of(cell, thumbnail);
  const DeviceRect rect = to_device(ui, place);
  list->AddImage(texture_id(thumbnail->texture), corner(rect), end_of(rect));
  if (!cell.place || !cell.seen.image || !overlay_visible(ui.state)) return;
  if (!responds(cell.seen, cell.place->layer, cell.place->filter)) return;
  const DeviceRect region =
      on_canvas(ui, cell.seen.verdict->region, place, cell.seen.image->size());
  overlays.push_back({{cell.image->id, *cell.place},
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

std::string cell_hint(const Ui& ui, const SheetCell& cell) {
  if (!cell.place) return cell.image->name + "\n" + ui.words["sheet.open.image"];
  const std::string title = filter_words(ui.words, ui.state, cell.place->layer, cell.place->filter);
  if (!cell.seen.image) return title;
  const NotableFilter entry = notable(cell.seen, cell.place->layer, cell.place->filter);
  if (!(entry.peak > 0)) return title + ", " + ui.words["filter.inactive"];
  return title + "\n" +
         ui.words.fill(entry.measured ? "sheet.cell.hint" : "sheet.cell.hint_unmeasured",
                       {{"peak", ui.words.figure(entry.peak)},
                        {"usual", ui.words.figure(entry.usual)},
                        {"place", place_words(ui, entry.place)}}) +
         "\n" + ui.words["sheet.open.filter"];
}

void open(Ui& ui, const SheetCell& cell) {
  Doing doing = open_sheet_cell(ui.state, cell.image->id, cell.column);
  for (std::string& wish : doing.commands) ui.commands.push_back(std::move(wish));
  for (Action& action : doing.actions) ui.act(std::move(action));
}

void over_image(Ui& ui, ImDrawList* list, const SheetCell& cell) {
  const DeviceRect frame = to_device(ui, cell.rect);
  ImGui::SetCursorScreenPos(corner(frame));
  ImGui::PushID(cell.image->id);
  ImGui::PushID(cell.column);
  if (ImGui::InvisibleButton("cell", ImVec2(frame.width, frame.height))) open(ui, cell);
  const bool hovered = ImGui::IsItemHovered();
  if (hovered) {
    ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    hint(ui, cell_hint(ui, cell));
  }
  ImGui::PopID();
  ImGui::PopID();
  if (!cell.place && cell.seen.image) {
    const Rect place = image_of(cell, nullptr);
    const DeviceRect seen =
        on_canvas(ui, cell.seen.verdict->region, place, cell.seen.image->size());
    hatch_beyond(ui, list, seen, to_device(ui, place), frame);
    list->PushClipRect(corner(frame), end_of(frame), true);
    dashed_outline(list, seen, ui.px(4), std::max(1.0f, ui.px(1)));
    list->PopClipRect();
  }
  if (cell.place) {
    const MapStatistics* statistics =
        statistics_of(cell.seen, cell.place->layer, cell.place->filter);
    if (!cell.seen.image) {
      const bool refused = sheet_refused(ui.state, cell.image->id);
      small_words(ui, list, frame, ui.words[refused ? "sheet.refused" : "sheet.reading"],
                  colour::kMuted);
    } else if (statistics && statistics->inactive()) {
      small_words(ui, list, frame, ui.words["filter.inactive"], colour::kMuted);
    } else {
      const ChosenScale scale = scale_of(cell.seen, cell.place->layer, cell.place->filter);
      if (scale.mode != ScaleMode::kTraining) {
        small_words(
            ui, list, frame,
            ui.words.figure(scale.scale.low) + "\xE2\x80\x93" + ui.words.figure(scale.scale.high),
            colour::kText);
      }
    }
  }
  const SheetCursor& cursor = ui.state.sheet.cursor;
  const bool at = cursor.shown && cursor.image == cell.image->id && cursor.column == cell.column;
  if (at || hovered) {
    list->AddRect(corner(frame), end_of(frame), at ? colour::kAccent : colour::kMuted, ui.px(3), 0,
                  std::max(1.0f, ui.px(at ? 2 : 1)));
  }
}

// Name and estimate: beside the row, or on one line above it.
void label(Ui& ui, ImDrawList* list, const SheetTable& table, int row) {
  const SessionImage& image = table.rows[static_cast<std::size_t>(row)];
  const Rect cell = sheet_cell_rect(table.layout, row, -1);
  const std::string estimate = estimate_and_own(ui, image);
  const std::optional<bool> above = called_positive(ui.state, *image.probability);
  const SheetLayout& layout = table.layout;
  const float left = ui.px(layout.body.x + kSheetPad);
  const Doubts doubts = doubts_of(ui.state, image);
  const std::string doubt = doubt_words(ui.words, doubts);
  if (layout.label <= 0) {
    const float y = ui.px(cell.y - layout.name + 4);
    const float right = ui.px(layout.body.x + layout.body.width - kSheetPad);
    const float wide = draw_estimate(ui, list, ImVec2(left, y), estimate, above) + ui.px(8);
    const std::string name = doubts.any() ? doubt + ", " + image.name : image.name;
    draw_text(list, ui.fonts.small, ImVec2(left + wide, y + ui.px(1)),
              doubts.any() ? colour::kWarm : colour::kText, name, right - left - wide);
    return;
  }
  const float width = ui.px(layout.label - 12);
  float y = ui.px(cell.y);
  draw_estimate(ui, list, ImVec2(left, y), estimate, above);
  y += line_height(ui.fonts.strong) + ui.px(2);
  draw_text(list, ui.fonts.small, ImVec2(left, y), colour::kText, image.name, width);
  if (doubts.any()) {
    y += line_height(ui.fonts.small);
    draw_lines(list, ui.fonts.small, ImVec2(left, y), colour::kWarm,
               wrap_lines(ui.fonts.small, doubt, width));
  }
  ImGui::SetCursorScreenPos(ImVec2(left, ui.px(cell.y)));
  ImGui::PushID(image.id);
  ImGui::InvisibleButton("label", ImVec2(width, ui.px(cell.height)));
  hint(ui, doubts.any() ? image.name + "\n" + doubt_sentences(ui.words, doubts) : image.name);
  ImGui::PopID();
}

// How far down the table is; dragging it moves the rows.
void scroll_bar(Ui& ui, ImDrawList* list, const SheetTable& table) {
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
void nothing_yet(Ui& ui, ImDrawList* list, const SheetTable& table) {
  const DeviceRect body = to_device(ui, table.layout.body);
  const std::string& words = ui.words["sheet.nothing"];
  const ImVec2 size = text_size(ui.fonts.body, words);
  draw_text(list, ui.fonts.body,
            ImVec2(body.x + (body.width - size.x) / 2, body.y + body.height / 2 - size.y),
            colour::kMuted, words);
}

}  // namespace

void draw_sheet_rows(Ui& ui, const SheetTable& table) {
  const SheetLayout& layout = table.layout;
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  if (begin_panel(ui, "sheet", layout.body, colour::kGround)) {
    ImDrawList* list = ImGui::GetWindowDrawList();
    if (table.rows.empty()) nothing_yet(ui, list, table);
    std::vector<SheetCell> cells;
    for (int row = table.first; row < table.end; ++row) {
      for (int column = -1; column < static_cast<int>(table.columns.size()); ++column) {
        SheetCell cell = cell_of(ui, table, row, column);
        const DeviceRect seen = overlap(to_device(ui, cell.rect), table.cells);
        if (seen.width > 0 && seen.height > 0) cells.push_back(std::move(cell));
      }
    }
    for (int row = table.first; row < table.end; ++row) label(ui, list, table, row);
    std::vector<Overlay> overlays;
    ImGui::PushClipRect(corner(table.cells), end_of(table.cells), true);
    for (const SheetCell& cell : cells) image(ui, list, table, cell, overlays);
    draw_later(ui, [overlays = std::move(overlays)](const DeviceRect&) {
      for (const Overlay& one : overlays) {
        sheet_painter().draw(one.map, one.uniforms, one.region, one.clip);
      }
    });
    for (const SheetCell& cell : cells) over_image(ui, list, cell);
    ImGui::PopClipRect();
    scroll_bar(ui, list, table);
  }
  end_panel(ui);
  ImGui::PopStyleVar();
}

}  // namespace lesion::viewer
