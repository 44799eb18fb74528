// Sheet: images down, filters across (the paper's Fig. 6).
#include <nlohmann/json.hpp>

#include "wasm/viewer/screens/sheet/layout.h"
#include "wasm/viewer/screens/sheet/mirror.h"
#include "wasm/viewer/screens/sheet/reduce.h"
#include "wasm/viewer/screens/sheet/rows.h"
#include "wasm/viewer/state/screens.h"

namespace lesion::viewer {
namespace {

std::optional<Action> key_action(const ViewerState& state, std::string_view key) {
  if (!state.image) return std::nullopt;
  if (key == "ArrowLeft") return SheetAction(StepSheet{-1, 0});
  if (key == "ArrowRight") return SheetAction(StepSheet{1, 0});
  if (key == "ArrowUp") return SheetAction(StepSheet{0, -1});
  if (key == "ArrowDown") return SheetAction(StepSheet{0, 1});
  const double page = sheet_layout(state).body.height * 0.8;
  if (key == "PageDown" || key == ".") return SheetAction(ScrollSheet{0, page});
  if (key == "PageUp" || key == ",") return SheetAction(ScrollSheet{0, -page});
  if (key == "0") return ZoomFit{};
  if (key == "Delete" || key == "Backspace") {
    const int column = state.sheet.cursor.column;
    if (state.sheet.cursor.shown && column >= 0) return SheetAction(RemoveSheetColumn{column});
  }
  return std::nullopt;
}

// What the cursor stands on.
std::optional<Doing> enter(const ViewerState& state) {
  const SheetCursor& cursor = state.sheet.cursor;
  if (!cursor.shown) return std::nullopt;
  return open_sheet_cell(state, cursor.image, cursor.column);
}

void model_opened(ViewerState& state, bool first) {
  Sheet& sheet = state.sheet;
  // Another model's filters have other numbers.
  if (!first) sheet.chosen.clear();
  sheet.strongest.clear();
  sheet.strongest_of = 0;
  sheet.answers.clear();
  sheet.refused.clear();
}

}  // namespace

constinit const ScreenRules sheet_rules = {
    .key = "u",
    .key_words = "keys.u.does",
    .own_keys = "sheet",
    .there = [](const ViewerState& s) { return s.image.has_value(); },
    .whole = true,
    .items_on_pane = true,
    .scrolling = Scrolling::kNothing,
    .over_pane = [](const ViewerState& s,
                    Point at) { return s.image && contains(sheet_layout(s).body, at); },
    .wheel = [](const ViewerState&, double dx, double dy) -> Action {
      return SheetAction(ScrollSheet{dx, dy});
    },
    .key_action = key_action,
    .key_anywhere = [](std::string_view key) -> std::optional<Action> {
      if (key != "t" && key != "T") return std::nullopt;
      return SheetAction(AddSheetColumn{});
    },
    .enter = enter,
    .reduce =
        [](ViewerState& s, const ScreenAction& action) {
          if (const auto* own = std::get_if<SheetAction>(&action)) reduce_sheet(s, *own);
        },
    .reduce_first = reduce_in_sheet,
    .model_opened = model_opened,
    .settle = settle_sheet,
    .from_json = [](const nlohmann::json& json) -> std::optional<Action> {
      return sheet_action_from_json(json);
    },
    .mirror_always = [](nlohmann::ordered_json& json,
                        const ViewerState& s) { json["sheet"] = sheet_json(s); },
    .mirror_shown = [](nlohmann::ordered_json& json,
                       const ViewerState& s) { json["sheet"]["table"] = sheet_table_json(s); },
};

}  // namespace lesion::viewer
