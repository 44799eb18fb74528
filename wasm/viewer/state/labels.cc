#include "wasm/viewer/state/labels.h"

#include <algorithm>
#include <string>
#include <vector>

#include "core/table/words.h"

namespace lesion::viewer {
namespace {

std::string_view bare_name(std::string_view name) {
  const auto slash = name.rfind('/');
  return slash == std::string_view::npos ? name : name.substr(slash + 1);
}

// How early image_names() of the record has the image's name; nothing where it has not.
std::optional<std::size_t> rank_of(const LabelRecord& record, std::string_view name) {
  const std::vector<std::string> names = image_names(record.id);
  const auto at = std::find(names.begin(), names.end(), name);
  if (at == names.end()) return std::nullopt;
  return static_cast<std::size_t>(at - names.begin());
}

}  // namespace

const LabelRecord* record_of(const Labels& labels, std::string_view name) {
  const std::string_view bare = bare_name(name);
  const auto find = [&](std::string_view id) -> const LabelRecord* {
    const auto at = labels.by_id.find(std::string(id));
    return at == labels.by_id.end() ? nullptr : &labels.table.records[at->second];
  };
  if (const LabelRecord* record = find(bare); record && rank_of(*record, bare)) return record;
  const auto point = bare.rfind('.');
  if (point == std::string_view::npos) return nullptr;
  const LabelRecord* record = find(bare.substr(0, point));
  if (record == nullptr) return nullptr;
  // Files of other systems: .Jpg and the like.
  const std::string small = std::string(bare.substr(0, point)) + lower(bare.substr(point));
  return rank_of(*record, small) ? record : nullptr;
}

std::optional<int> label_of(const ViewerState& state, const SessionImage& image) {
  const Validate& validate = state.validate;
  const ByImage& known = *validate.by_image;
  if (const auto mark = known.marks.find(image.id); mark != known.marks.end()) return mark->second;
  if (const auto folder = known.folders.find(image.id); folder != known.folders.end()) {
    if (folder->second.label) return folder->second.label;
  }
  if (!validate.labels) return std::nullopt;
  const LabelRecord* record = record_of(*validate.labels, image.name);
  return record ? std::optional(record->label) : std::nullopt;
}

double model_threshold(const ViewerState& state) {
  return state.model && state.model->card.operating_point
             ? state.model->card.operating_point->threshold
             : 0.5;
}

bool own_threshold_holds(const ViewerState& state) {
  const std::optional<OwnPoint>& own = state.validate.own;
  return own && own->threshold && state.threshold == own->threshold->value;
}

std::optional<double> recalibrated_estimate(const ViewerState& state, double probability) {
  const std::optional<OwnPoint>& own = state.validate.own;
  if (!own || !own->recalibration) return std::nullopt;
  return recalibrated(probability, own->recalibration->by);
}

std::size_t name_rank(const LabelRecord& record, std::string_view name) {
  return rank_of(record, bare_name(name)).value_or(kNoRank);
}

}  // namespace lesion::viewer
