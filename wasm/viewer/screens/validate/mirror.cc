#include "wasm/viewer/screens/validate/mirror.h"

#include "wasm/viewer/screens/validate/judge.h"
#include "wasm/viewer/state/labels.h"

namespace lesion::viewer {
namespace {

Json maybe(const std::optional<double>& value) { return value ? number(*value) : Json(nullptr); }

}  // namespace

Json own_point_json(const ViewerState& state) {
  const Validate& validate = state.validate;
  if (!validate.own) return nullptr;
  return {{"holds", own_threshold_holds(state)}, {"file", to_json(*validate.own)}};
}

Json validate_json(const ViewerState& state) {
  const Validate& validate = state.validate;
  Json json;
  json["changes"] = validate.changes;
  json["computed"] = validate.computed;
  json["reading"] = validate.reading;
  json["table"] = validate.labels ? Json(validate.labels->name) : Json(nullptr);
  json["hasSplit"] = validate.labels && validate.labels->table.has_split;
  json["part"] = validate.part ? Json(part_name(*validate.part)) : Json(nullptr);
  json["wanted"] = number(validate.wanted);
  json["n"] = validate.found ? validate.found->evaluation.images.size() : 0;
  json["positives"] = validate.found ? validate.found->evaluation.positives : 0;
  const Evaluation* found = validate.found ? &validate.found->evaluation : nullptr;
  json["auc"] = found && found->auc ? number(found->auc->value) : Json(nullptr);
  json["sensitivity"] = found ? maybe(found->sensitivity) : Json(nullptr);
  json["specificity"] = found ? maybe(found->specificity) : Json(nullptr);
  json["threshold"] = validate.found && validate.found->threshold
                          ? number(validate.found->threshold->value)
                          : Json(nullptr);
  return json;
}

}  // namespace lesion::viewer
