// Compare: two or four panes side by side.
#include <nlohmann/json.hpp>

#include "wasm/viewer/screens/compare/mirror.h"
#include "wasm/viewer/screens/compare/panes.h"
#include "wasm/viewer/screens/compare/reduce.h"
#include "wasm/viewer/state/screens.h"

namespace lesion::viewer {
namespace {

std::optional<Action> key_action(const ViewerState&, std::string_view key) {
  if (key == "0") return ZoomFit{};
  if (key == "2" || key == "4") return CompareAction(SetPaneCount{key == "2" ? 2 : 4});
  if (key == ".") return CompareAction(StepPane{1});
  if (key == ",") return CompareAction(StepPane{-1});
  if (key == "n" || key == "N") return CompareAction(StepPaneImage{1});
  if (key == "p" || key == "P") return CompareAction(StepPaneImage{-1});
  return std::nullopt;
}

// The pane that is pressed is the one that drags and keys mean.
std::optional<Action> press(const ViewerState& state, Point canvas) {
  const std::optional<int> pane = compare_pane_at(state, canvas);
  if (!pane) return std::nullopt;
  return CompareAction(ChoosePane{*pane});
}

// What the open model said; the second model's answers stay.
void model_opened(ViewerState& state, bool) {
  std::erase_if(state.compare.answers, [](const auto& one) { return !one->request.second; });
  std::erase_if(state.compare.refused, [](const CompareRequest& one) { return !one.second; });
}

}  // namespace

constinit const ScreenRules compare_rules = {
    .key = "h",
    .key_words = "keys.h.does",
    .own_keys = "panes",
    .there = [](const ViewerState& s) { return s.image.has_value(); },
    .whole = true,
    .scrolling = Scrolling::kNothing,
    .over_pane = [](const ViewerState& s, Point at) { return compare_pane_at(s, at).has_value(); },
    .press = press,
    .key_action = key_action,
    .meant = [](const ViewerState& s) { return pane_state(s, s.compare.active); },
    .reduce =
        [](ViewerState& s, const ScreenAction& action) {
          if (const auto* own = std::get_if<CompareAction>(&action)) reduce_compare(s, *own);
        },
    .reduce_first = reduce_in_compare,
    .model_opened = model_opened,
    .settle = settle_compare,
    .from_json = [](const nlohmann::json& json) -> std::optional<Action> {
      return compare_action_from_json(json);
    },
    .mirror_always =
        [](nlohmann::ordered_json& json, const ViewerState& s) {
          json["paneCount"] = s.compare.count;
          json["compare"] = nullptr;
        },
    .mirror_shown = [](nlohmann::ordered_json& json,
                       const ViewerState& s) { json["compare"] = compare_json(s); },
};

}  // namespace lesion::viewer
