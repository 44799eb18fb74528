#include <algorithm>
#include <cmath>

#include "wasm/viewer/concept_words.h"
#include "wasm/viewer/panels/fold_button.h"
#include "wasm/viewer/panels/panels.h"
#include "wasm/viewer/point_words.h"
#include "wasm/viewer/screens/sheet/painter.h"
#include "wasm/viewer/screens/sheet/table.h"
#include "wasm/viewer/state/labels.h"
#include "wasm/viewer/state/names.h"
#include "wasm/viewer/state/screens.h"
#include "wasm/viewer/views.h"

namespace lesion::viewer {
namespace {

std::string numbers(const FilterPlace& place) {
  return std::to_string(place.layer) + "/" + std::to_string(place.filter);
}

SheetTable sheet_table(const Ui& ui) {
  SheetTable table{sheet_layout(ui.state), sheet_rows(ui.state), sheet_columns(ui.state), 0, 0, {}};
  std::tie(table.first, table.end) =
      sheet_rows_seen(table.layout, static_cast<int>(table.rows.size()));
  const Rect& body = table.layout.body;
  const double left = table.layout.label > 0 ? kSheetPad + table.layout.label : 0;
  table.cells = to_device(ui, {body.x + left, body.y, body.width - left, body.height});
  return table;
}

// --- Above the rows ----------------------------------------------------------------------------

void tools(Ui& ui, const SheetTable& table) {
  const Rect& rect = table.layout.tools;
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  if (begin_panel(ui, "sheet-tools", rect, colour::kPanel)) {
    const double row = (rect.height - 6) / table.layout.tool_rows;
    const double side = ui.touch ? 40 : 32;
    double y = rect.y + 3 + (row - side) / 2;
    const double width = std::min(380.0, rect.width - 2 * kSheetPad);
    ImGui::SetCursorScreenPos(ImVec2(ui.px(rect.x + kSheetPad), ui.px(y)));
    const bool by_hand = !ui.state.sheet.chosen.empty();
    const int chosen =
        segments(ui, "which", {ui.words["sheet.strongest"], ui.words["chosen.by_hand"]},
                 by_hand ? 1 : 0, ui.px(width));
    if (chosen == 0) ui.act(SheetAction(SetSheetColumns{}));
    if (chosen == 1 && !by_hand) ui.act(SheetAction(KeepSheetColumns{}));
    hint(ui, ui.words["sheet.which.hint"]);

    double x = rect.x + kSheetPad + width + 12;
    if (table.layout.tool_rows > 1) {
      x = rect.x + kSheetPad;
      y += row;
    }
    const auto& columns = table.columns;
    if (has_names(ui.state)) {
      const std::string& label = ui.words["sheet.concepts"];
      ImGui::SetCursorScreenPos(ImVec2(ui.px(x), ui.px(y)));
      if (button(ui, "concepts", label)) ui.act(SheetAction(ConceptSheetColumns{}));
      hint(ui, ui.words["sheet.concepts.hint"]);
      x += button_width(ui, label) / ui.unit + 12;
    }
    const FilterPlace shown{ui.state.layer, ui.state.filter};
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
    const float room = ui.px(rect.x + rect.width - kSheetPad) - ui.px(x);
    if (room > size.x) {
      draw_text(ImGui::GetWindowDrawList(), ui.fonts.small,
                ImVec2(ui.px(rect.x + rect.width - kSheetPad) - size.x,
                       ui.px(y) + (button_height(ui) - size.y) / 2),
                colour::kMuted, words);
    }
    line(ui, {rect.x, rect.y + rect.height - 1, rect.width, 0});
  }
  end_panel(ui);
  ImGui::PopStyleVar();
}

const std::string& scale_words(const Ui& ui, const SheetTable& table);

// Tools and foot one below the other, in the rows' place, where the layout folds them away.
void open_tools(Ui& ui, const SheetTable& table) {
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ui.size(kSheetPad, 8));
  if (begin_panel(ui, "sheet-open-tools", table.layout.tools, colour::kPanel, true)) {
    if (!ui.state.keys_shown) scroll_by_keys(ui);
    const float room = ImGui::GetContentRegionAvail().x;
    const auto wide = [&](const std::string& label) {
      return std::min(room, text_size(ui.fonts.small, label).x + ui.px(24));
    };
    const auto one = [&](const char* id, const std::string& label, const std::string& hints) {
      const bool pressed = button_within(ui, id, label, false, wide(label));
      hint(ui, hints);
      return pressed;
    };
    const bool by_hand = !ui.state.sheet.chosen.empty();
    const int chosen =
        segments(ui, "which", {ui.words["sheet.strongest"], ui.words["chosen.by_hand"]},
                 by_hand ? 1 : 0, std::min(room, ui.px(380)));
    if (chosen == 0) ui.act(SheetAction(SetSheetColumns{}));
    if (chosen == 1 && !by_hand) ui.act(SheetAction(KeepSheetColumns{}));
    if (has_names(ui.state) &&
        one("concepts", ui.words["sheet.concepts"], ui.words["sheet.concepts.hint"])) {
      ui.act(SheetAction(ConceptSheetColumns{}));
    }
    const auto& columns = table.columns;
    const FilterPlace shown{ui.state.layer, ui.state.filter};
    const bool there = std::find(columns.begin(), columns.end(), shown) != columns.end();
    if (!there && columns.size() < kMostSheetColumns &&
        one("add", ui.words.fill("sheet.add", {{"place", numbers(shown)}}),
            ui.words["sheet.add.hint"])) {
      if (!by_hand) ui.act(SheetAction(KeepSheetColumns{}));
      ui.act(SheetAction(AddSheetColumn{}));
    }
    if (one("scale", scale_words(ui, table), ui.words["legend.hint"])) ui.act(NextScaleMode{});
    const std::string& label = ui.words[overlay_wanted(ui.state) ? "overlay.hide" : "overlay.show"];
    if (one("overlay", label, ui.words["overlay.hint"])) ui.act(ToggleOverlay{});
    if (one("larger", ui.words["sheet.larger"], ui.words["sheet.larger"])) {
      ui.act(ZoomAt{1.25, std::nullopt});
    }
    if (one("smaller", ui.words["sheet.smaller"], ui.words["sheet.smaller"])) {
      ui.act(ZoomAt{1 / 1.25, std::nullopt});
    }
  }
  end_panel(ui);
  ImGui::PopStyleVar();
}

void head(Ui& ui, ImDrawList* list, const SheetTable& table, int index) {
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
  const std::string names = strength_words(ui.words, ui.state, place.layer, place.filter);
  hint(ui, filter_words(ui.words, ui.state, place.layer, place.filter) + "\n" +
               (names.empty() ? names : names + "\n") +
               ui.words[std::string("legend.") + name_of(ui.state.display.scale_mode)]);
  const bool at = ui.state.sheet.cursor.shown && ui.state.sheet.cursor.column == index;
  draw_text(list, ui.fonts.strong, ImVec2(left, top), at ? colour::kAccent : colour::kText,
            numbers(place), width - cross);
  if (const ConceptCard* name = surest_name(ui.state, place.layer, place.filter)) {
    const std::string words = concept_words(ui.words, name->concept_name);
    if (table.layout.head_name > 0) {
      std::vector<std::string> lines = wrap_lines(ui.fonts.tiny, words, width);
      lines.resize(std::min<std::size_t>(lines.size(), 2));
      draw_lines(list, ui.fonts.tiny, ImVec2(left, top + tall + ui.px(2)), colour::kText, lines);
    } else {
      const float behind = text_size(ui.fonts.strong, numbers(place)).x + ui.px(6);
      draw_text(list, ui.fonts.small, ImVec2(left + behind, top + ui.px(1)), colour::kText, words,
                std::max(1.0f, width - cross - behind));
    }
  }
  ImGui::SetCursorScreenPos(ImVec2(left + width - cross, ui.px(heads.y + 2)));
  const std::string remove = ui.words.fill("sheet.remove.hint", {{"place", numbers(place)}});
  if (pressable(ui, "remove", ImVec2(cross, std::max(cross, tall + ui.px(8))), {remove, "heads"})) {
    ui.act(SheetAction(RemoveSheetColumn{index}));
  }
  const bool hovered = ImGui::IsItemHovered();
  hint(ui, remove);
  const std::string sign = "\xC3\x97";
  const ImVec2 size = text_size(ui.fonts.body, sign);
  draw_text(list, ui.fonts.body, ImVec2(left + width - size.x - ui.px(2), top),
            hovered ? colour::kText : colour::kMuted, sign);
  ImGui::PopID();

  // Scales that differ from row to row stand in the cells.
  ViewerState seen = sheet_cell(ui.state, 0, place);
  const float bar_y = top + tall + ui.px(5 + table.layout.head_name);
  draw_ramp(ui, seen, list, ImVec2(left, bar_y), ImVec2(width, ui.px(8)));
  const ChosenScale scale = scale_of(seen, place.layer, place.filter);
  const float y = bar_y + ui.px(10);
  if (ui.state.display.scale_mode != ScaleMode::kTraining || scale.mode != ScaleMode::kTraining)
    return;
  const std::string high = ui.words.figure(scale.scale.high);
  draw_text(list, ui.fonts.tiny, ImVec2(left, y), colour::kText, ui.words.figure(scale.scale.low));
  draw_text(list, ui.fonts.tiny, ImVec2(left + width - text_size(ui.fonts.tiny, high).x, y),
            colour::kText, high);
}

// Over the estimates, where they stand beside the rows.
void point(Ui& ui, ImDrawList* list, const SheetTable& table) {
  const Rect& rect = table.layout.heads;
  if (!(table.layout.label > 0)) return;
  const auto room =
      static_cast<std::size_t>((ui.px(rect.height) - ui.px(8)) / line_height(ui.fonts.tiny));
  for (const std::string& said : sheet_point_words(ui.words, ui.state)) {
    const std::vector<std::string> lines =
        wrap_lines(ui.fonts.tiny, said, ui.px(table.layout.label - 12));
    if (lines.size() > room) continue;  // a part of it could be read as the whole
    draw_lines(list, ui.fonts.tiny, ImVec2(ui.px(rect.x + kSheetPad), ui.px(rect.y + 6)),
               colour::kMuted, lines);
    return;
  }
}

// On a line of its own, where they stand above the rows.
void point_line(Ui& ui, const SheetTable& table) {
  const Rect& rect = table.layout.point;
  if (!(rect.height > 0)) return;
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ui.size(kSheetPad, 4));
  if (begin_panel(ui, "sheet-point", rect, colour::kPanel)) {
    const float room = ui.px(rect.height - 6);
    const std::vector<std::string> all = sheet_point_words(ui.words, ui.state);
    for (const std::string& said : all) {
      const auto lines = wrap_lines(ui.fonts.tiny, said, ImGui::GetContentRegionAvail().x);
      const float tall = line_height(ui.fonts.tiny) * static_cast<float>(lines.size());
      if (tall > room && &said != &all.back()) continue;  // a part could be read as the whole
      wrapped(ui, ui.fonts.tiny, colour::kMuted, said);
      break;
    }
  }
  end_panel(ui);
  ImGui::PopStyleVar();
}

void heads(Ui& ui, const SheetTable& table) {
  const Rect& rect = table.layout.heads;
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  if (begin_panel(ui, "sheet-heads", rect, colour::kBar)) {
    ImDrawList* list = ImGui::GetWindowDrawList();
    const DeviceRect area = to_device(ui, rect);
    point(ui, list, table);
    const ImVec2 from(table.cells.x, area.y);
    ImGui::PushClipRect(from, end_of(area), true);
    const Rect cell = sheet_cell_rect(table.layout, 0, -1);
    const float top = ui.px(rect.y + 6);
    draw_text(list, ui.fonts.strong, ImVec2(ui.px(cell.x), top), colour::kText,
              ui.words["sheet.image"], ui.px(cell.width));
    const float below = top + text_size(ui.fonts.strong, "X").y + ui.px(3);
    const auto fit = static_cast<std::size_t>(std::max(0.0f, area.y + area.height - below) /
                                              line_height(ui.fonts.tiny));
    // A part of it could be read as the whole.
    for (const char* key : {"view.dashed", "view.dashed.short"}) {
      const std::vector<std::string> lines =
          wrap_lines(ui.fonts.tiny, ui.words[key], ui.px(cell.width));
      if (lines.size() > fit) continue;
      draw_lines(list, ui.fonts.tiny, ImVec2(ui.px(cell.x), below), colour::kMuted, lines);
      break;
    }
    for (int i = 0; i < static_cast<int>(table.columns.size()); ++i) head(ui, list, table, i);
    ImGui::PopClipRect();
    line(ui, {rect.x, rect.y + rect.height - 1, rect.width, 0});
  }
  end_panel(ui);
  ImGui::PopStyleVar();
}

// --- Below the rows ----------------------------------------------------------------------------

const std::string& scale_words(const Ui& ui, const SheetTable& table) {
  // A model that was never measured has no scale from training.
  const bool fallback = ui.state.display.scale_mode == ScaleMode::kTraining &&
                        !table.columns.empty() &&
                        scale_of(sheet_cell(ui.state, 0, table.columns[0]), table.columns[0].layer,
                                 table.columns[0].filter)
                                .mode != ScaleMode::kTraining;
  return ui.words[fallback ? "legend.fallback"
                           : std::string("sheet.scale.") + name_of(ui.state.display.scale_mode)];
}

void foot(Ui& ui, const SheetTable& table) {
  const Rect& rect = table.layout.foot;
  if (!(rect.height > 0)) return;
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
  if (begin_panel(ui, "sheet-foot", rect, colour::kPanel)) {
    const double side = ui.touch ? 40 : 32;
    const float y = ui.px(rect.y + (rect.height - side) / 2);
    float right = ui.px(rect.x + rect.width - kSheetPad);
    const auto tool = [&](const char* id, const std::string& label, float width,
                          const std::string& name = "") {
      right -= width;
      ImGui::SetCursorScreenPos(ImVec2(right, y));
      const bool pressed = button_within(ui, id, label, false, width, name);
      right -= ui.px(4);
      return pressed;
    };
    const auto wide = [&](const char* key) {
      return text_size(ui.fonts.small, ui.words[key]).x + ui.px(20);
    };
    const std::string& label = ui.words[overlay_wanted(ui.state) ? "overlay.hide" : "overlay.show"];
    if (tool("overlay", label, std::max(wide("overlay.hide"), wide("overlay.show")))) {
      ui.act(ToggleOverlay{});
    }
    if (table.layout.label > 0) {
      const std::string& stronger = ui.words["overlay.stronger.hint"];
      if (tool("stronger", "+", ui.px(side), stronger)) ui.act(StepOpacity{1});
      hint(ui, stronger);
      const std::string& fainter = ui.words["overlay.fainter.hint"];
      if (tool("fainter", "\xE2\x88\x92", ui.px(side), fainter)) ui.act(StepOpacity{-1});
      hint(ui, fainter);
      const std::string& opacity = ui.words["display.opacity"];
      const ImVec2 words = text_size(ui.fonts.small, opacity);
      right -= words.x + ui.px(4);
      draw_text(ImGui::GetWindowDrawList(), ui.fonts.small,
                ImVec2(right, y + (button_height(ui) - words.y) / 2), colour::kMuted, opacity);
      right -= ui.px(16);
      if (tool("larger", ui.words["sheet.larger"], wide("sheet.larger"))) {
        ui.act(ZoomAt{1.25, std::nullopt});
      }
      if (tool("smaller", ui.words["sheet.smaller"], wide("sheet.smaller"))) {
        ui.act(ZoomAt{1 / 1.25, std::nullopt});
      }
    }
    const float left = ui.px(rect.x + kSheetPad);
    const float room = right - left - ui.px(8);
    ImGui::SetCursorScreenPos(ImVec2(left, y));
    const std::string& words = scale_words(ui, table);
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
  const SheetTable table = sheet_table(ui);
  if (table.layout.folded) {
    const bool open = ui.state.sheet.tools_open;
    // Where neither the heads nor a line say it.
    const bool said = table.layout.label > 0 || table.layout.point.height > 0;
    if (fold_button(ui, table.layout.fold, open,
                    said ? std::vector<std::string>() : sheet_point_words(ui.words, ui.state))) {
      ui.act(SheetAction(ShowSheetTools{!open}));
    }
    if (open) return open_tools(ui, table);
  } else {
    tools(ui, table);
  }
  point_line(ui, table);
  heads(ui, table);
  draw_sheet_rows(ui, table);
  foot(ui, table);
}

void keep(const ViewerState& state) {
  if (sheet_painter().count() == 0) return;
  std::vector<SheetMap> needed;
  for (const auto& answer : state.sheet.answers) {
    for (const FilterPlace& place : answer->columns) {
      needed.push_back({answer->image.id, place});
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
