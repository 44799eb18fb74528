// What `lesionlens evaluate` says of groups of images, and its report for people.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/evaluate/evaluation.h"
#include "core/model/card.h"
#include "native/data/metadata.h"
#include "native/report/report_input.h"

namespace lesion {

// Where the images come from.
struct EvaluatedSource {
  std::filesystem::path csv;
  std::string classes;  // see parse_class_mapping
  std::string name;     // "ham10000 test"
};

// The images that got an answer, with the table's groups; margins by margin_of().
Result<ReportSet> summarise_evaluation(const ModelCard& card, const Evaluation& evaluation,
                                       const std::vector<Record>& records,
                                       const EvaluatedSource& source);

// See core/evaluate/subgroups.h.
nlohmann::ordered_json subgroups_json(const ReportSet& set, const Evaluation& evaluation);

// The same as a table for a person; empty where there is no group.
std::string subgroups_text(const nlohmann::ordered_json& subgroups);

// The page of run_report_html for one model on one set.
std::string evaluation_html(const ModelCard& card, const Evaluation& evaluation, ReportSet set,
                            const std::string& version);

}  // namespace lesion
