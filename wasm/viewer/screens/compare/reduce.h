// What the Compare screen does with actions.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "wasm/viewer/state/action.h"

namespace lesion::viewer {

void reduce_compare(ViewerState& state, const CompareAction& action);

// Actions of all screens while this one is shown, before the others: true where the action was
// meant for the panes and is done with. Steps of layer and filter are the active pane's, zoom and
// movement are all panes', and an image that is new to the session goes to the active pane.
bool reduce_in_compare(ViewerState& state, const Action& action);

// An action of a person from a JSON object; see action_from_json in action.h. Types and members:
//   compare-panes{count:2|4} compare-preset{kind:"images"|"filters"|"models"} compare-pane{pane}
//   compare-step-pane{by} compare-set{pane?,image?,second?,layer?,filter?}
//   compare-step-image{by} compare-places{places:[[layer,filter],..]} compare-model{file}
//   compare-tools{on}
std::optional<CompareAction> compare_action_from_json(const nlohmann::json& json);

}  // namespace lesion::viewer
