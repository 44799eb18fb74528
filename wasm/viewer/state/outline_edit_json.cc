#include "wasm/viewer/state/json_members.h"
#include "wasm/viewer/state/outline_edit.h"

namespace lesion::viewer {

std::optional<OutlineAction> outline_action_from_json(const nlohmann::json& json) {
  const std::optional<std::string> type = words(json, "type");
  if (!type) return std::nullopt;
  if (*type == "outline-undo") return UndoOutline{};
  if (*type == "outline-reset") return ResetOutline{};
  if (*type == "outline-tool") {
    if (const auto shown = truth(json, "shown")) return ShowOutlineTool{*shown};
  } else if (*type == "outline-brush") {
    if (const auto adds = truth(json, "adds")) return SetOutlineBrush{*adds};
  } else if (*type == "outline-brush-size") {
    if (const auto by = integer(json, "by")) return StepOutlineBrush{*by};
  } else if (*type == "outline-aim") {
    return AimOutline{integer(json, "x").value_or(0), integer(json, "y").value_or(0)};
  } else if (*type == "outline-paint") {
    const auto x = member_number(json, "x");
    const auto y = member_number(json, "y");
    if (x && y) {
      return PaintOutline{{*x, *y}, member_number(json, "radius"), truth(json, "adds"), true};
    }
  }
  return std::nullopt;
}

}  // namespace lesion::viewer
