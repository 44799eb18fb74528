#include <nlohmann/json.hpp>

#include "wasm/viewer/screens/compare/reduce.h"
#include "wasm/viewer/state/json_members.h"
#include "wasm/viewer/state/names.h"

namespace lesion::viewer {
namespace {

using Json = nlohmann::json;

std::optional<CompareAction> set_pane(const Json& json) {
  const SetPane set{integer(json, "pane"), integer(json, "image"), truth(json, "second"),
                    integer(json, "layer"), integer(json, "filter")};
  if (!set.image && !set.second && !set.layer && !set.filter) return std::nullopt;
  return set;
}

}  // namespace

std::optional<CompareAction> compare_action_from_json(const Json& json) {
  const std::optional<std::string> type = words(json, "type");
  if (!type) return std::nullopt;
  if (*type == "compare-set") return set_pane(json);
  if (*type == "compare-places") {
    const auto places = filter_places(json, "places", kMostPanes);
    if (!places) return std::nullopt;
    return SetPanePlaces{*places};
  }
  if (*type == "compare-panes") {
    if (const auto count = integer(json, "count")) return SetPaneCount{*count};
  } else if (*type == "compare-preset") {
    const auto kind = by_name<CompareKind>(kCompareKindNames, words(json, "kind").value_or(""));
    if (kind) return ApplyPreset{*kind};
  } else if (*type == "compare-pane") {
    if (const auto pane = integer(json, "pane")) return ChoosePane{*pane};
  } else if (*type == "compare-step-pane") {
    if (const auto by = integer(json, "by")) return StepPane{*by};
  } else if (*type == "compare-step-image") {
    if (const auto by = integer(json, "by")) return StepPaneImage{*by};
  } else if (*type == "compare-judge") {
    if (const auto on = truth(json, "on")) return JudgeBoth{*on};
  } else if (*type == "compare-tools") {
    if (const auto on = truth(json, "on")) return ShowCompareTools{*on};
  } else if (*type == "compare-model") {
    if (const auto file = words(json, "file")) return ChooseSecondModel{*file};
  }
  return std::nullopt;
}

}  // namespace lesion::viewer
