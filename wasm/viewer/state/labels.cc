#include "wasm/viewer/state/labels.h"

#include <algorithm>
#include <string>
#include <vector>

#include "core/model/operating.h"
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

bool of_part(const Validate& validate, const std::optional<Part>& part) {
  return !validate.part || part == validate.part;
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

std::vector<Labelled> labelled_images(const ViewerState& state) {
  const Validate& validate = state.validate;
  const LabelTable* table = validate.labels ? &validate.labels->table : nullptr;
  struct Candidate {
    Labelled labelled;
    std::size_t rank = 0;
  };
  std::vector<std::optional<Candidate>> of_record(table ? table->records.size() : 0);
  std::vector<Labelled> others;
  for (const SessionImage& image : state.session) {
    const auto answer = validate.by_image->answers.find(image.id);
    if (answer == validate.by_image->answers.end()) continue;
    const std::optional<int> label = label_of(state, image);
    if (!label) continue;
    const LabelRecord* record = table ? record_of(*validate.labels, image.name) : nullptr;
    Labelled labelled{&image, &answer->second, record, *label};
    if (record == nullptr) {
      const auto folder = validate.by_image->folders.find(image.id);
      const auto part =
          folder == validate.by_image->folders.end() ? std::nullopt : folder->second.part;
      if (of_part(validate, part)) others.push_back(labelled);
      continue;
    }
    if (table->has_split && !of_part(validate, record->part)) continue;
    const std::size_t rank = name_rank(*record, image.name);
    auto& best = of_record[static_cast<std::size_t>(record - table->records.data())];
    if (!best || rank < best->rank) best = Candidate{labelled, rank};
  }
  std::vector<Labelled> all;
  for (const auto& one : of_record) {
    if (one) all.push_back(one->labelled);
  }
  all.insert(all.end(), others.begin(), others.end());
  return all;
}

std::string labelled_name(const Labelled& image) {
  return image.record ? image.record->id : image.image->name;
}

std::optional<int> second_unscored(const ViewerState& state) {
  const SecondScores& scores = *state.compare.scores;
  for (const Labelled& one : labelled_images(state)) {
    const int id = one.image->id;
    const bool refused =
        std::find(scores.refused.begin(), scores.refused.end(), id) != scores.refused.end();
    if (!refused && !scores.by_image.contains(id)) return id;
  }
  return std::nullopt;
}

PairedFigures paired_figures(const ViewerState& state) {
  const SecondScores& scores = *state.compare.scores;
  PairedFigures out;
  Evaluation first;
  Evaluation second;
  second.model = scores.model;
  for (const Labelled& one : labelled_images(state)) {
    ++out.labelled;
    out.malignant += one.label == kMalignant ? 1 : 0;
    const int id = one.image->id;
    const auto scored = scores.by_image.find(id);
    if (scored == scores.by_image.end()) {
      out.scored +=
          static_cast<std::size_t>(std::count(scores.refused.begin(), scores.refused.end(), id));
      continue;
    }
    ++out.scored;
    // By their numbers: names need not be unique.
    const std::string place = std::to_string(id);
    const int label = one.label == kMalignant ? 1 : 0;
    first.images.push_back({.id = place, .label = label, .probability = one.answer->probability});
    second.images.push_back({.id = place, .label = label, .probability = scored->second});
  }
  if (auto compared = compare(first, second)) out.comparison = std::move(*compared);
  return out;
}

double model_threshold(const ViewerState& state) {
  return state.model ? calling_threshold(state.model->card) : 0.5;
}

bool own_threshold_holds(const ViewerState& state) {
  const std::optional<OwnPoint>& own = state.validate.own;
  return own && own->threshold && state.threshold == own->threshold->value;
}

const OwnPoint* own_in_use(const ViewerState& state) {
  return own_threshold_holds(state) ? &*state.validate.own : nullptr;
}

std::optional<double> recalibrated_estimate(const ViewerState& state, double probability) {
  const std::optional<OwnPoint>& own = state.validate.own;
  if (!own || !own->recalibration) return std::nullopt;
  return recalibrated(probability, own->recalibration->by);
}

std::size_t name_rank(const LabelRecord& record, std::string_view name) {
  return rank_of(record, bare_name(name)).value_or(kNoRank);
}

void relabel(Validate& validate, int from, int to) {
  auto known = std::make_shared<ByImage>(*validate.by_image);
  if (auto mark = known->marks.extract(from)) {
    mark.key() = to;
    known->marks.insert(std::move(mark));
  }
  if (auto folder = known->folders.extract(from)) {
    folder.key() = to;
    known->folders.insert(std::move(folder));
  }
  validate.by_image = std::move(known);
  ++validate.changes;
}

}  // namespace lesion::viewer
