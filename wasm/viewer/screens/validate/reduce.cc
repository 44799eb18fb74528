#include "wasm/viewer/screens/validate/reduce.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "wasm/viewer/screens/validate/judge.h"
#include "wasm/viewer/state/json_members.h"
#include "wasm/viewer/state/labels.h"
#include "wasm/viewer/state/screens.h"

namespace lesion::viewer {
namespace {

constexpr std::size_t kEachBelow = 60;  // so few images are judged anew with each

ByImage& changed(Validate& validate) {
  ++validate.changes;
  if (validate.by_image.use_count() > 1) {
    validate.by_image = std::make_shared<ByImage>(*validate.by_image);
  }
  return *validate.by_image;
}

void use(ViewerState& state, OwnPoint own) {
  if (own.threshold) {
    state.threshold = own.threshold->value;
  } else if (own_threshold_holds(state)) {
    state.threshold.reset();
  }
  state.validate.own = std::move(own);
}

// What is in use, or a fresh one for the model that is open with these images' counts.
OwnPoint own_from(const ViewerState& state, const std::string& date) {
  OwnPoint own;
  const Validate& validate = state.validate;
  own.model = model_name(*state.model);
  own.sha256 = validate.sha256;
  own.date = date;
  own.n = validate.found->evaluation.images.size();
  own.positives = validate.found->evaluation.positives;
  // Another part of it that was found on as many images of the same screen stays.
  if (validate.own && validate.own->n == own.n && validate.own->positives == own.positives) {
    own.threshold = validate.own->threshold;
    own.recalibration = validate.own->recalibration;
  }
  return own;
}

struct Reducer {
  ViewerState& s;
  Validate& v = s.validate;

  bool usable() const { return s.model && v.found && v.computed == v.changes && !v.sha256.empty(); }

  void operator()(const MarkImage& a) {
    const std::optional<int> id = a.id ? a.id : s.image ? std::optional(s.image->id) : std::nullopt;
    if (!id || s.session.find(*id) == nullptr) return;
    changed(v).marks[*id] = a.label;
  }
  void operator()(const JudgePart& a) {
    if (a.part == v.part) return;
    v.part = a.part;
    ++v.changes;
  }
  void operator()(const WantSensitivity& a) {
    if (!std::isfinite(a.value)) return;
    const double value = std::round(std::clamp(a.value, 0.5, 1.0) * 100) / 100;
    if (value == v.wanted) return;
    v.wanted = value;
    ++v.changes;
  }
  void operator()(const ForgetLabels&) {
    ByImage& known = changed(v);
    known.marks.clear();
    known.folders.clear();
    v.labels.reset();
    v.part.reset();
  }
  void operator()(const UseThreshold& a) {
    if (!usable() || !v.found->threshold) return;
    OwnPoint own = own_from(s, a.date);
    own.threshold = v.found->threshold;
    use(s, std::move(own));
  }
  void operator()(const UseRecalibration& a) {
    if (!usable() || !v.found->recalibration) return;
    OwnPoint own = own_from(s, a.date);
    const Recalibration& found = *v.found->recalibration;
    own.recalibration = OwnPoint::Calibrated{
        found.by, found.offset_only, found.before.expected_error, found.after.expected_error};
    use(s, std::move(own));
  }
  void operator()(const RemoveOwn&) {
    if (own_threshold_holds(s)) s.threshold.reset();
    v.own.reset();
  }
  void operator()(const AnswerCame& a) {
    if (!std::isfinite(a.answer.probability)) return;
    changed(v).answers[a.id] = a.answer;
  }
  void operator()(const LabelsCame& a) {
    v.labels = a.labels;
    v.part.reset();
    ++v.changes;
  }
  void operator()(const FoldersCame& a) {
    ByImage& known = changed(v);
    for (const auto& [id, label] : a.folders) known.folders[id] = label;
  }
  void operator()(const ReadingOn& a) {
    if (v.reading > 0 && a.left == 0) ++v.changes;
    v.reading = a.left;
  }
  void operator()(const ModelKnown& a) {
    v.sha256 = a.sha256;
    // What the file itself brings is this file's.
    if (v.own) v.own->sha256 = a.sha256;
  }
  void operator()(const OwnCame& a) {
    if (!v.sha256.empty() && a.point.sha256 == v.sha256) use(s, a.point);
  }
};

std::optional<int> class_called(const std::optional<std::string>& name) {
  if (name == "malignant") return kMalignant;
  if (name == "benign") return kBenign;
  return std::nullopt;
}

std::optional<Part> part_called(const std::optional<std::string>& name) {
  for (const Part part : {Part::kTrain, Part::kVal, Part::kTest}) {
    if (name == part_name(part)) return part;
  }
  return std::nullopt;
}

}  // namespace

void reduce_validate(ViewerState& state, const ValidateAction& action) {
  std::visit(Reducer{state}, action);
}

void forget_validate_answers(ViewerState& state) {
  changed(state.validate).answers.clear();
  state.validate.found.reset();
  state.validate.sha256.clear();
  state.validate.own.reset();
  // In force from the first estimate on.
  if (state.model && state.model->card.own_point) use(state, *state.model->card.own_point);
}

void settle_validate(ViewerState& state) {
  Validate& validate = state.validate;
  if (validate.images > state.session.size()) ++validate.changes;  // one was removed
  validate.images = state.session.size();
  if (!shows(state, Screen::kValidate) || validate.computed == validate.changes) return;
  if (validate.found && validate.reading > 0) {
    const std::size_t before = validate.found->evaluation.images.size();
    const std::size_t now = labelled_count(state);
    if (now >= kEachBelow && now < before + before / 20 && now > before) return;
  }
  validate.found = std::make_shared<const Validation>(validation_of(state));
  validate.computed = validate.changes;
}

std::optional<ValidateAction> validate_action_from_json(const nlohmann::json& json) {
  const std::optional<std::string> type = words(json, "type");
  if (!type) return std::nullopt;
  if (*type == "mark-image")
    return MarkImage{class_called(words(json, "label")), integer(json, "id")};
  if (*type == "validate-part") return JudgePart{part_called(words(json, "part"))};
  if (*type == "validate-forget") return ForgetLabels{};
  if (*type == "validate-remove-own") return RemoveOwn{};
  if (*type == "validate-wanted") {
    if (const auto value = member_number(json, "value")) return WantSensitivity{*value};
  } else if (*type == "validate-use") {
    const std::string date = words(json, "date").value_or("").substr(0, 40);
    const std::optional<std::string> what = words(json, "what");
    if (what == "threshold") return UseThreshold{date};
    if (what == "recalibration") return UseRecalibration{date};
  }
  return std::nullopt;
}

}  // namespace lesion::viewer
