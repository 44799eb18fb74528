#include "native/cli/evaluation_summary.h"

#include <cstdio>
#include <unordered_map>
#include <utility>

#include "core/evaluate/subgroups.h"
#include "core/table/groupings.h"
#include "native/data/columns.h"
#include "native/report/run_report.h"

namespace lesion {
namespace {

using nlohmann::ordered_json;

std::string shown(const ordered_json& value) {
  if (!value.is_number()) return "-";
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", value.get<double>());
  return text;
}

}  // namespace

Result<ReportSet> summarise_evaluation(const ModelCard& card, const Evaluation& evaluation,
                                       const std::vector<Record>& records,
                                       const EvaluatedSource& source) {
  std::unordered_map<std::string, const Record*> by_id;
  for (const Record& record : records) by_id[record.id] = &record;
  ReportSet set;
  set.name = source.name;
  std::vector<int> lines;
  for (const ImageScore& image : evaluation.images) {
    const Record& record = *by_id.at(image.id);
    set.ids.push_back(image.id);
    set.margins.push_back(margin_of(card, image));
    set.labels.push_back(image.label != 0 ? 1 : 0);
    set.diagnoses.push_back(record.diagnosis);
    lines.push_back(record.line);
  }
  const auto mapping = parse_class_mapping(source.classes);
  if (!mapping) return tl::unexpected(mapping.error());
  const auto cells = table_cells(source.csv, lines, *mapping);
  if (!cells) return tl::unexpected(cells.error());
  if (!cells->rows.empty()) set.groupings = groupings_of(cells->header, cells->rows);
  return set;
}

ordered_json subgroups_json(const ReportSet& set, const Evaluation& evaluation) {
  return subgroups_json(evaluation, set.margins, set.groupings);
}

std::string subgroups_text(const ordered_json& subgroups) {
  std::string text;
  bool one_class = false;
  for (const auto& group : subgroups) {
    char line[300];
    std::snprintf(line, sizeof line, "\n%-26s %8s %9s  %-23s %-11s %s\n",
                  group["group"].get<std::string>().c_str(), "images", "malignant", "AUC",
                  "sensitivity", "specificity");
    text += line;
    for (const auto& row : group["rows"]) {
      std::string area = shown(row["auc"]);
      if (row["auc"].is_number()) {
        area += " (" + shown(row["auc_low"]) + "-" + shown(row["auc_high"]) + ")";
        if (row["against_all"].get<bool>()) area += " *";
        one_class = one_class || row["against_all"].get<bool>();
      }
      std::snprintf(line, sizeof line, "  %-24.80s %8d %9d  %-23s %-11s %s\n",
                    row["value"].get<std::string>().c_str(), row["n"].get<int>(),
                    row["positives"].get<int>(), area.c_str(), shown(row["sensitivity"]).c_str(),
                    shown(row["specificity"]).c_str());
      text += line;
    }
  }
  if (one_class) text += "\n* one class only: against all images of the other class\n";
  return text;
}

std::string evaluation_html(const ModelCard& card, const Evaluation& evaluation, ReportSet set,
                            const std::string& version) {
  RunReport report;
  report.title = card.name + " on " + set.name;
  report.summary =
      "The model's own calibration and threshold, as in the page. The offset of the calibration is "
      "in the network's last bias, so the margins here have it already.";
  report.facts = {{"architecture", card.architecture}};
  if (card.training) {
    report.command = card.training->command;
    report.seed = card.training->seed;
    report.facts.emplace_back("trained on", card.training->data);
  }
  if (evaluation.against) {
    char text[200];
    std::snprintf(text, sizeof text, "AUC %+.4f (p = %.2g, paired DeLong test, %zu images)",
                  evaluation.against->paired.difference, evaluation.against->paired.p_value,
                  evaluation.against->n);
    report.facts.emplace_back("against " + evaluation.against->model, text);
  }
  for (const SkippedImage& image : evaluation.skipped) {
    report.warnings.push_back("left out: " + image.id + ": " + image.reason);
  }
  report.versions = {{"lesionlens", version}};
  report.sets.push_back(std::move(set));
  report.temperature = card.temperature;
  report.threshold = evaluation.threshold;
  if (evaluation.own && evaluation.own->threshold) {
    report.threshold_rule = source_of(*evaluation.own);
  } else if (card.operating_point) {
    report.threshold_rule = "the card's, on " + card.operating_point->chosen_on;
  }
  report.licence = card.licence;
  return run_report_html(report);
}

}  // namespace lesion
