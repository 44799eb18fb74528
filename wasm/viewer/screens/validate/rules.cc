// Validate: how the network does on a user's own labelled images.
#include <nlohmann/json.hpp>

#include "wasm/viewer/screens/validate/judge.h"
#include "wasm/viewer/screens/validate/mirror.h"
#include "wasm/viewer/screens/validate/reduce.h"
#include "wasm/viewer/state/screens.h"

namespace lesion::viewer {
namespace {

// The image that is shown, from whichever screen: no letter is free, and none would be remembered.
std::optional<Action> key_anywhere(std::string_view key) {
  if (key == "7") return ValidateAction(MarkImage{kBenign});
  if (key == "8") return ValidateAction(MarkImage{kMalignant});
  if (key == "9") return ValidateAction(MarkImage{});
  return std::nullopt;
}

std::optional<Action> key_action(const ViewerState& state, std::string_view key) {
  if (key == "ArrowLeft") return ValidateAction(WantSensitivity{state.validate.wanted - 0.01});
  if (key == "ArrowRight") return ValidateAction(WantSensitivity{state.validate.wanted + 0.01});
  return std::nullopt;
}

}  // namespace

constinit const ScreenRules validate_rules = {
    .own_keys = "validate",
    .there = [](const ViewerState& s) { return s.model != nullptr && !s.session.empty(); },
    .whole = true,
    .scrolling = Scrolling::kWhole,
    .over_pane = [](const ViewerState&, Point) { return false; },
    .key_action = key_action,
    .key_anywhere = key_anywhere,
    .reduce =
        [](ViewerState& s, const ScreenAction& action) {
          if (const auto* own = std::get_if<ValidateAction>(&action)) reduce_validate(s, *own);
        },
    .model_opened = [](ViewerState& s, bool) { forget_validate_answers(s); },
    .settle = settle_validate,
    .from_json = [](const nlohmann::json& json) -> std::optional<Action> {
      return validate_action_from_json(json);
    },
    .mirror_always =
        [](nlohmann::ordered_json& json, const ViewerState& s) {
          json["modelHash"] = s.validate.sha256;
          json["own"] = own_point_json(s);
          json["validate"] = nullptr;
        },
    .mirror_shown = [](nlohmann::ordered_json& json,
                       const ViewerState& s) { json["validate"] = validate_json(s); },
};

}  // namespace lesion::viewer
