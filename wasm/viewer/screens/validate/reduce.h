// What happens on Validate, and what of it is asked for.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "wasm/viewer/state/action.h"

namespace lesion::viewer {

void reduce_validate(ViewerState& state, const ValidateAction& action);
// Figures are computed where the screen is shown and what they follow from has changed; while
// images are being read only where there are a twentieth more than last time.
void settle_validate(ViewerState& state);
void forget_validate_answers(ViewerState& state);

// {"type": "mark-image", "label": "malignant" | "benign" | null, "id"?}, {"type": "validate-part",
// "part": "train" | "val" | "test" | null}, {"type": "validate-wanted", "value"}, {"type":
// "validate-forget"}, {"type": "validate-use", "what": "threshold" | "recalibration", "date"},
// {"type": "validate-remove-own"}.
std::optional<ValidateAction> validate_action_from_json(const nlohmann::json& json);

}  // namespace lesion::viewer
