// What the Sheet screen does with actions.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "wasm/viewer/state/action.h"

namespace lesion::viewer {

void reduce_sheet(ViewerState& state, const SheetAction& action);

// Actions of all screens while this one is shown, before the others: true where the action was
// meant for the sheet and is done with. Zoom changes the size of the cells.
bool reduce_in_sheet(ViewerState& state, const Action& action);

// An action of a person from a JSON object; see action_from_json in action.h. Types and members:
//   sheet-add{layer?,filter?} sheet-remove{column} sheet-columns{places:[[layer,filter],..]}
//   sheet-keep sheet-scroll{dx?,dy?} sheet-step{columns?,rows?} sheet-point{image,column}
//   sheet-tools{on}
std::optional<SheetAction> sheet_action_from_json(const nlohmann::json& json);

}  // namespace lesion::viewer
