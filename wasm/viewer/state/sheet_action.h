// What can happen on the Sheet screen.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <variant>
#include <vector>

#include "wasm/viewer/state/sheet.h"

namespace lesion::viewer {

// --- A person's doing -------------------------------------------------------------------------
// One more column, once; without numbers the filter that is shown (on Compare the active pane's, on
// Sheet the cursor's is there already). The first one by hand takes the place of the strongest on
// average. Nothing beyond kMostSheetColumns, or where there is no such filter.
struct AddSheetColumn {
  std::optional<FilterPlace> place;
};
// By its place among the columns. Where the columns are the strongest on average, the others become
// columns by hand.
struct RemoveSheetColumn {
  int column = 0;
};
// All columns anew; none: the strongest on average.
struct SetSheetColumns {
  std::vector<FilterPlace> places;
};
// The columns as they are, by hand.
struct KeepSheetColumns {};
struct ScrollSheet {
  double dx = 0;  // CSS px, positive: on to the right
  double dy = 0;  // down
};
struct StepSheet {
  int columns = 0;
  int rows = 0;
};
struct PointSheet {
  int picture = 0;
  int column = -1;
};

// --- News from the page -----------------------------------------------------------------------
// Ignored where the row is not wanted any more. Where the row has come before, its maps are joined.
struct SheetRowCame {
  SheetAnswer answer;
};
struct SheetRowRefused {
  int picture = 0;
};

using SheetAction =
    std::variant<AddSheetColumn, RemoveSheetColumn, SetSheetColumns, KeepSheetColumns, ScrollSheet,
                 StepSheet, PointSheet, SheetRowCame, SheetRowRefused>;

void reduce_sheet(ViewerState& state, const SheetAction& action);

// An action of a person from a JSON object; see action_from_json in action.h. Types and members:
//   sheet-add{layer?,filter?} sheet-remove{column} sheet-columns{places:[[layer,filter],..]}
//   sheet-keep sheet-scroll{dx?,dy?} sheet-step{columns?,rows?} sheet-point{picture,column}
std::optional<SheetAction> sheet_action_from_json(const nlohmann::json& json);

}  // namespace lesion::viewer
