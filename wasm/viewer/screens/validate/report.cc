#include "wasm/viewer/screens/validate/report.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "core/model/operating.h"
#include "wasm/viewer/screens/validate/say.h"
#include "wasm/viewer/state/labels.h"

namespace lesion::viewer {
namespace {

constexpr std::size_t kReasonsShown = 4;

// Points in a row on one straight level or upright line leave its ends.
std::vector<print::PlotPoint> corners(const std::vector<RocCurvePoint>& curve) {
  std::vector<print::PlotPoint> out;
  for (const RocCurvePoint& one : curve) {
    const print::PlotPoint next{one.false_positive_rate, one.true_positive_rate};
    if (out.size() >= 2) {
      const print::PlotPoint& last = out.back();
      const print::PlotPoint& before = out[out.size() - 2];
      const bool upright = before.x == last.x && last.x == next.x;
      const bool level = before.y == last.y && last.y == next.y;
      if (upright || level) out.pop_back();
    }
    out.push_back(next);
  }
  return out;
}

print::RocPlot roc_plot(const Words& words, const ModelCard& card, const Validation& found) {
  print::RocPlot plot;
  plot.words = {words["model.roc"],
                words["model.roc_up"],
                words["model.roc_across"],
                {words["validate.key.yours"], words["validate.key.point"]}};
  plot.curve = corners(found.roc);
  const Metric* metric = held_out(card);
  if (metric && !metric->roc.empty()) {
    plot.card.push_back({1, 1});
    for (const RocPoint& point : metric->roc) {
      plot.card.push_back({1 - point.specificity, point.sensitivity});
    }
    plot.card.push_back({0, 0});
    plot.words.keys.push_back(words.fill("validate.key.card", {{"data", metric->data}}));
  } else if (card.operating_point) {
    plot.stated = {1 - card.operating_point->specificity, card.operating_point->sensitivity};
    plot.words.keys.push_back(words["validate.key.card_point"]);
  }
  const Evaluation& e = found.evaluation;
  if (e.sensitivity && e.specificity) {
    plot.point = print::PlotCross{{1 - *e.specificity, *e.sensitivity},
                                  1 - e.left_alone.high,
                                  1 - e.left_alone.low,
                                  e.found.low,
                                  e.found.high};
  }
  return plot;
}

print::CalibrationPlot calibration_plot(const Words& words, const Calibration& found) {
  print::CalibrationPlot plot;
  plot.words = {words["model.calibration"],
                words["model.calibration_up"],
                words["model.calibration_across"],
                {words["validate.key.bins"]}};
  std::size_t most = 1;
  for (const ReliabilityBin& bin : found.bins) most = std::max(most, bin.count);
  for (const ReliabilityBin& bin : found.bins) {
    if (bin.count == 0) continue;
    const auto count = static_cast<double>(bin.count);
    const auto positives = static_cast<std::size_t>(std::lround(bin.positive_fraction * count));
    const Proportion part = proportion(positives, bin.count);
    plot.bins.push_back({{bin.mean_probability, bin.positive_fraction},
                         bin.mean_probability,
                         bin.mean_probability,
                         part.low,
                         part.high});
    plot.shares.push_back(count / static_cast<double>(most));
  }
  return plot;
}

print::ScorePlot score_plot(const Words& words, const Validation& found) {
  const EstimateTable table = words.estimate_table();
  print::ScorePlot plot;
  plot.words = {
      words["validate.scores"],
      words["validate.scores_up"],
      words["validate.scores_across"],
      {class_words(table, "benign"), class_words(table, "malignant"), words["validate.key.line"]}};
  const ScoreBars bars = score_bars(found);
  plot.benign = bars.benign;
  plot.malignant = bars.malignant;
  plot.line = found.evaluation.threshold;
  return plot;
}

// "3 files could not be read: it is no image (2); it is cut off (1)"
std::string unread_words(const Words& words, bool names, const std::vector<UnreadFile>& unread) {
  std::map<std::string, std::size_t> counts;
  for (const UnreadFile& one : unread) {
    ++counts[names ? one.name + ": " + one.reason : one.reason];
  }
  std::vector<std::pair<std::string, std::size_t>> sorted(counts.begin(), counts.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string reasons;
  for (std::size_t i = 0; i < std::min(sorted.size(), kReasonsShown); ++i) {
    reasons += (i == 0 ? "" : "; ") + sorted[i].first;
    if (sorted[i].second > 1) reasons += " (" + std::to_string(sorted[i].second) + ")";
  }
  if (sorted.size() > kReasonsShown) reasons += "; \xE2\x80\xA6";
  return words.fill("validate.report.unread",
                    {{"count", std::to_string(unread.size())}, {"reasons", reasons}});
}

void add_facts(const Words& words, const ViewerState& state, const Validation& found,
               const ValidationText& said, print::ValidationReport& out) {
  const Evaluation& e = found.evaluation;
  const auto add = [&](const char* key, std::string value) {
    out.facts.emplace_back(words[key], std::move(value));
  };
  const Model& model = *state.model;
  add("screen.model", model.card.name.empty() ? model.name : model.card.name);
  if (!state.validate.sha256.empty()) add("validate.report.file", state.validate.sha256);
  std::string images = words.fill("validate.report.counted",
                                  {{"n", std::to_string(e.images.size())},
                                   {"positives", std::to_string(e.positives)},
                                   {"benign", std::to_string(e.images.size() - e.positives)}});
  if (state.validate.part) {
    images += " " + words.fill("validate.report.part",
                               {{"part", std::string(part_name(*state.validate.part))}});
  }
  add("kind.images", std::move(images));
  const std::string threshold = words.percent_beside(e.threshold, 0.5);
  add("validate.report.threshold",
      e.own && e.own->threshold
          ? words.fill("validate.report.from_file",
                       {{"threshold", threshold}, {"n", std::to_string(e.own->n)}})
          : words.fill(model.card.operating_point ? "validate.report.from_model"
                                                  : "validate.report.no_point",
                       {{"threshold", threshold}}));
  const bool own = state.validate.own.has_value();
  add("validate.in_use.title", !said.in_use.empty()
                                   ? said.in_use
                                   : words[own ? "validate.not_holding" : "validate.none_in_use"]);
}

}  // namespace

print::ValidationReport validation_report(const Words& words, const ViewerState& state, bool names,
                                          const std::string& date,
                                          const std::vector<UnreadFile>& unread) {
  print::ValidationReport out;
  const Validation& found = *state.validate.found;
  const ValidationText said = validation_text(words, state, names);
  out.title = words["validate.report.title"];
  out.date = date;
  out.headline = said.headline;
  for (const SaidFigure& one : said.figures) {
    out.figures.push_back({one.name, one.value, one.note});
  }
  add_facts(words, state, found, said, out);
  if (!unread.empty()) out.notes.push_back(unread_words(words, names, unread));
  out.notes.insert(out.notes.end(), said.notes.begin(), said.notes.end());
  if (!said.progress.empty()) out.notes.insert(out.notes.begin(), said.progress);
  if (!found.roc.empty()) out.roc = roc_plot(words, state.model->card, found);
  if (found.calibration) out.calibration = calibration_plot(words, *found.calibration);
  out.scores = score_plot(words, found);
  out.headings = {"",
                  words["kind.images"],
                  words["model.metric_positive"],
                  words["model.metric_auc"],
                  words["model.metric_sensitivity"],
                  words["model.metric_specificity"]};
  for (const SaidGroup& group : said.groups) {
    print::ReportGroup rows{group.title, {}};
    for (const SaidGroupRow& row : group.rows) {
      rows.rows.push_back(
          {row.name, row.count, row.positives, row.auc, row.sensitivity, row.specificity});
    }
    out.groups.push_back(std::move(rows));
  }
  out.groups_note = said.against_all;
  out.more = words["validate.report.more"];
  return out;
}

}  // namespace lesion::viewer
