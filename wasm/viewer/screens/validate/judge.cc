#include "wasm/viewer/screens/validate/judge.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "core/evaluate/subgroups.h"
#include "core/stats/operating_point.h"
#include "wasm/viewer/state/labels.h"

namespace lesion::viewer {
namespace {

// Images of one patient, or where nobody knows of one lesion, must not be parted.
std::string together_of(const LabelRecord* record) {
  if (record == nullptr) return {};
  if (!record->patient_id.empty()) return "patient " + record->patient_id;
  if (!record->lesion_id.empty()) return "lesion " + record->lesion_id;
  return {};
}

void add_groups(const Validate& validate, const std::vector<Labelled>& all,
                const ScoredImages& scored, Validation& out) {
  if (!validate.labels) return;
  const CsvTable& table = validate.labels->table.table;
  std::vector<std::vector<std::string>> rows;
  for (const Labelled& one : all) {
    rows.push_back(one.record ? table.rows[one.record->row].fields : std::vector<std::string>());
  }
  out.groupings = groupings_of(table.header, rows);
  for (const Grouping& grouping : out.groupings) {
    out.groups.push_back({grouping.title, group_figures(scored, grouping.values, grouping.by_name,
                                                        out.evaluation.threshold)});
  }
}

void add_threshold(const Validate& validate, const LabelledScores& data, Validation& out) {
  const auto found = threshold_for_sensitivity(data, validate.wanted);
  if (!found) return;
  const Confusion counts = confusion_at(data, *found);
  OwnPoint::Threshold threshold;
  threshold.value = *found;
  threshold.wanted = validate.wanted;
  threshold.sensitivity = order_bound(counts.true_positives, data.positives());
  threshold.specificity = proportion(counts.true_negatives, data.negatives());
  out.threshold = threshold;
}

}  // namespace

std::size_t labelled_count(const ViewerState& state) {
  std::size_t count = 0;
  for (const SessionImage& image : state.session) {
    count += state.validate.by_image->answers.contains(image.id) && label_of(state, image) ? 1 : 0;
  }
  return count;
}

Validation validation_of(const ViewerState& state) {
  const Validate& validate = state.validate;
  Validation out;
  if (!state.model) return out;
  const std::vector<Labelled> all = labelled_images(state);
  std::vector<ImageScore> images;
  std::vector<double> probabilities;
  std::vector<std::uint8_t> labels;
  std::vector<std::string> together;
  std::size_t of_table = 0;
  for (const Labelled& one : all) {
    ImageScore score;
    score.id = labelled_name(one);
    score.label = one.label == kMalignant ? 1 : 0;
    score.probability = one.answer->probability;
    score.logits = one.answer->logits;
    score.square = one.answer->square;
    score.novelty = one.answer->novelty;
    out.ids.push_back(one.image->id);
    out.margins.push_back(margin_of(state.model->card, score));
    probabilities.push_back(score.probability);
    labels.push_back(score.label != 0 ? 1 : 0);
    together.push_back(together_of(one.record));
    of_table += one.record ? 1 : 0;
    images.push_back(std::move(score));
  }
  out.evaluation = summarise(state.model->card, std::move(images), {});
  if (validate.labels) {
    const LabelTable& table = validate.labels->table;
    out.evaluation.unlabelled = table.skipped;
    const auto wanted =
        std::count_if(table.records.begin(), table.records.end(), [&](const LabelRecord& record) {
          return !table.has_split || !validate.part || validate.part == record.part;
        });
    out.without_image = static_cast<std::size_t>(wanted) -
                        std::min<std::size_t>(static_cast<std::size_t>(wanted), of_table);
  }
  out.evaluation.against = paired_figures(state).comparison;
  const LabelledScores data{probabilities, labels};
  const ScoredImages scored{out.margins, probabilities, labels};
  if (const auto curve = roc_curve(data)) out.roc = *curve;
  if (const auto found = calibration(data)) out.calibration = *found;
  out.benign_bars.assign(kScoreBars, 0);
  out.malignant_bars.assign(kScoreBars, 0);
  for (std::size_t i = 0; i < probabilities.size(); ++i) {
    const auto bar =
        std::min(kScoreBars - 1, static_cast<std::size_t>(std::max(0.0, probabilities[i]) *
                                                          static_cast<double>(kScoreBars)));
    ++(labels[i] != 0 ? out.malignant_bars : out.benign_bars)[bar];
  }
  const double threshold = out.evaluation.threshold;
  const Confusion counts = confusion_at(data, threshold);
  out.misses = counts.false_negatives;
  out.raises = counts.false_positives;
  out.missed = worst_mistakes(scored, threshold, 1, kMistakesShown);
  out.raised = worst_mistakes(scored, threshold, 0, kMistakesShown);
  add_groups(validate, all, scored, out);
  add_threshold(validate, data, out);
  // Too few of a class, of which the screen says nothing else either.
  if (auto found = recalibrate(data, together)) out.recalibration = *found;
  return out;
}

}  // namespace lesion::viewer
