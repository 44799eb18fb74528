#include <cmath>
#include <nlohmann/json.hpp>

#include "wasm/viewer/state/compare_action.h"
#include "wasm/viewer/state/names.h"

namespace lesion::viewer {
namespace {

using Json = nlohmann::json;

std::optional<int> integer(const Json& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end() || !found->is_number()) return std::nullopt;
  const double value = found->get<double>();
  if (!std::isfinite(value)) return std::nullopt;
  return static_cast<int>(std::lround(std::fmax(-1e9, std::fmin(1e9, value))));
}

std::optional<std::string> words(const Json& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end() || !found->is_string()) return std::nullopt;
  return *found->get_ptr<const std::string*>();
}

std::optional<bool> truth(const Json& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end() || !found->is_boolean()) return std::nullopt;
  return found->get<bool>();
}

std::optional<CompareAction> set_pane(const Json& json) {
  const SetPane set{integer(json, "pane"), integer(json, "picture"), truth(json, "second"),
                    integer(json, "layer"), integer(json, "filter")};
  if (!set.picture && !set.second && !set.layer && !set.filter) return std::nullopt;
  return set;
}

std::optional<CompareAction> places(const Json& json) {
  const auto found = json.find("places");
  if (found == json.end() || !found->is_array() || found->size() > kMostPanes) return std::nullopt;
  SetPanePlaces set;
  for (const Json& one : *found) {
    if (!one.is_array() || one.size() != 2 || !one[0].is_number() || !one[1].is_number()) {
      return std::nullopt;
    }
    const Json place = {{"layer", one[0]}, {"filter", one[1]}};
    const std::optional<int> layer = integer(place, "layer");
    const std::optional<int> filter = integer(place, "filter");
    if (!layer || !filter) return std::nullopt;
    set.places.push_back({*layer, *filter});
  }
  return set;
}

}  // namespace

std::optional<CompareAction> compare_action_from_json(const Json& json) {
  const std::optional<std::string> type = words(json, "type");
  if (!type) return std::nullopt;
  if (*type == "compare-set") return set_pane(json);
  if (*type == "compare-places") return places(json);
  if (*type == "compare-panes") {
    if (const auto count = integer(json, "count")) return SetPaneCount{*count};
  } else if (*type == "compare-preset") {
    const auto kind = by_name<CompareKind>(kCompareKindNames, words(json, "kind").value_or(""));
    if (kind) return ApplyPreset{*kind};
  } else if (*type == "compare-pane") {
    if (const auto pane = integer(json, "pane")) return ChoosePane{*pane};
  } else if (*type == "compare-step-pane") {
    if (const auto by = integer(json, "by")) return StepPane{*by};
  } else if (*type == "compare-step-picture") {
    if (const auto by = integer(json, "by")) return StepPanePicture{*by};
  } else if (*type == "compare-model") {
    if (const auto file = words(json, "file")) return ChooseSecondModel{*file};
  }
  return std::nullopt;
}

}  // namespace lesion::viewer
