// What `lesionlens evaluate` says of groups of images, and its report for people.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/model/card.h"
#include "native/data/metadata.h"
#include "native/report/report_input.h"
#include "native/runtime/evaluation.h"

namespace lesion {

// Where the images come from.
struct EvaluatedSource {
  std::filesystem::path csv;
  std::string classes;  // see parse_class_mapping
  std::string name;     // "ham10000 test"
};

// The images that got an answer, with the table's groups. A margin is that of the card's
// probability before its temperature: logit of the positive class less those of the others joined.
Result<ReportSet> summarise_evaluation(const ModelCard& card, const Evaluation& evaluation,
                                       const std::vector<Record>& records,
                                       const EvaluatedSource& source);

// [{group, rows: [{value, n, positives, auc, auc_low, auc_high, against_all, sensitivity,
// specificity}]}]; what could not be computed is null.
nlohmann::ordered_json subgroups_json(const ReportSet& set, const Evaluation& evaluation);

// The same as a table for a person; empty where there is no group.
std::string subgroups_text(const nlohmann::ordered_json& subgroups);

// The page of run_report_html for one model on one set.
std::string evaluation_html(const ModelCard& card, const Evaluation& evaluation, ReportSet set,
                            const std::string& version);

}  // namespace lesion
