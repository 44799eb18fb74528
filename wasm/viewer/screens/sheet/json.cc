#include <nlohmann/json.hpp>

#include "wasm/viewer/screens/sheet/reduce.h"
#include "wasm/viewer/state/json_members.h"

namespace lesion::viewer {

std::optional<SheetAction> sheet_action_from_json(const nlohmann::json& json) {
  const std::optional<std::string> type = words(json, "type");
  if (!type) return std::nullopt;
  const auto one = [&json](const char* key) { return integer(json, key); };
  if (*type == "sheet-add") {
    const std::optional<int> layer = one("layer");
    const std::optional<int> filter = one("filter");
    if (layer.has_value() != filter.has_value()) return std::nullopt;
    return AddSheetColumn{layer ? std::optional(FilterPlace{*layer, *filter}) : std::nullopt};
  }
  if (*type == "sheet-remove") {
    if (const auto column = one("column")) return RemoveSheetColumn{*column};
  } else if (*type == "sheet-columns") {
    const auto places = filter_places(json, "places", kMostSheetColumns);
    if (places) return SetSheetColumns{*places};
  } else if (*type == "sheet-keep") {
    return KeepSheetColumns{};
  } else if (*type == "sheet-tools") {
    if (const auto on = truth(json, "on")) return ShowSheetTools{*on};
  } else if (*type == "sheet-concepts") {
    return ConceptSheetColumns{};
  } else if (*type == "sheet-scroll") {
    return ScrollSheet{static_cast<double>(one("dx").value_or(0)),
                       static_cast<double>(one("dy").value_or(0))};
  } else if (*type == "sheet-step") {
    return StepSheet{one("columns").value_or(0), one("rows").value_or(0)};
  } else if (*type == "sheet-point") {
    const std::optional<int> image = one("image");
    const std::optional<int> column = one("column");
    if (image && column) return PointSheet{*image, *column};
  }
  return std::nullopt;
}

}  // namespace lesion::viewer
