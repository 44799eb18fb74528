#include <nlohmann/json.hpp>

#include "wasm/viewer/state/screens.h"

namespace lesion::viewer {
namespace {

std::optional<Action> from_json(const nlohmann::json& json) {
  if (json.value("type", "") != "validate-threshold" || !json.contains("threshold") ||
      !json["threshold"].is_number()) {
    return std::nullopt;
  }
  return ScreenAction(ValidateAction(SetValidateThreshold{json["threshold"].get<double>()}));
}

}  // namespace

constinit const ScreenRules validate_rules = {
    .key = "q",
    .there = [](const ViewerState& s) { return s.model != nullptr; },
    .whole = true,
    .scrolling = Scrolling::kWhole,
    .reduce =
        [](ViewerState& s, const ScreenAction& action) {
          if (const auto* own = std::get_if<ValidateAction>(&action)) {
            s.validate.threshold = std::get<SetValidateThreshold>(*own).threshold;
          }
        },
    .from_json = from_json,
    .mirror_always =
        [](nlohmann::ordered_json& json, const ViewerState& s) {
          json["validate"] = {{"threshold", s.validate.threshold}};
        },
};

}  // namespace lesion::viewer
