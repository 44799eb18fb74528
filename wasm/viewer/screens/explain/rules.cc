// Explain: where in the image the estimate comes from, by the method that is chosen.
#include <nlohmann/json.hpp>

#include "wasm/viewer/screens/explain/choice.h"
#include "wasm/viewer/state/screens.h"

namespace lesion::viewer {
namespace {

std::optional<Action> key_action(const ViewerState& state, std::string_view key) {
  const Explain& explain = state.explain;
  if (key == "2") return ExplainAction(SetExplainUntrained{!explain.untrained});
  const bool makes = makes_image(explain.method);
  if (makes && (key == "m" || key == "M")) return ExplainAction(SetExplainSmooth{!explain.smooth});
  if (key == "ArrowUp") return ExplainAction(StepExplainMethod{-1});
  if (key == "ArrowDown") return ExplainAction(StepExplainMethod{1});
  return std::nullopt;
}

// Of a filter's response another one is asked for with another filter.
bool reduce_first(ViewerState& state, const Action& action) {
  const bool moves =
      std::holds_alternative<Select>(action) || std::holds_alternative<StepLayer>(action) ||
      std::holds_alternative<StepFilter>(action) || std::holds_alternative<CommitJump>(action) ||
      std::holds_alternative<Flip>(action);
  if (moves && takes_filter(state.explain.method)) {
    reduce_explain(state, StopExplaining{false});
  }
  return false;
}

}  // namespace

constinit const ScreenRules explain_rules = {
    .own_keys = "explain",
    .there = [](const ViewerState& s) { return s.image.has_value(); },
    .wide_side = true,
    .beside = true,
    .key_action = key_action,
    .reduce =
        [](ViewerState& s, const ScreenAction& action) {
          if (const auto* own = std::get_if<ExplainAction>(&action)) reduce_explain(s, *own);
        },
    .reduce_first = reduce_first,
    // What a person chooses stays with the models that follow.
    .model_opened =
        [](ViewerState& s, bool first) {
          if (first) s.explain.method = best_method(s.model->card);
        },
    .settle = settle_explain,
    .from_json = [](const nlohmann::json& json) -> std::optional<Action> {
      return explain_action_from_json(json);
    },
    .mirror_always = [](nlohmann::ordered_json& json,
                        const ViewerState&) { json["explain"] = nullptr; },
    .mirror_shown = [](nlohmann::ordered_json& json,
                       const ViewerState& s) { json["explain"] = explain_json(s); },
};

}  // namespace lesion::viewer
