// The page's door to Validate: tables and folders in, sentences and files out. What is refused
// comes back as a problem (wasm/problem_js.h); null where all went well.
#include <emscripten/bind.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "core/evaluate/subgroups.h"
#include "core/table/csv.h"
#include "wasm/problem_js.h"
#include "wasm/viewer/bindings.h"
#include "wasm/viewer/own_words.h"
#include "wasm/viewer/screens/validate/judge.h"
#include "wasm/viewer/screens/validate/report.h"
#include "wasm/viewer/screens/validate/say.h"

namespace lesion::viewer {
namespace {

using emscripten::val;

// Null, or why the table cannot be used; then what was there stays.
val set_labels(const std::string& name, const std::string& text) {
  auto table = read_labels(text, name);
  if (!table) return problem_to_js(table.error());
  if (table->records.empty()) {
    return problem_to_js(about_file(name, Error(ErrorCode::kTableUnlabelled)));
  }
  auto labels = std::make_shared<Labels>();
  labels->name = name;
  labels->table = std::move(*table);
  for (std::size_t i = 0; i < labels->table.records.size(); ++i) {
    labels->by_id[labels->table.records[i].id] = i;
  }
  app().dispatch(ValidateAction(LabelsCame{std::move(labels)}));
  return val::null();
}

// Which of these tables counts: {index} or {problem}.
val choose_table(const val& names, const std::string& folder) {
  const auto all = emscripten::vecFromJSArray<std::string>(names);
  const auto chosen = table_among(all, folder);
  val out = val::object();
  if (!chosen) {
    out.set("problem", problem_to_js(chosen.error()));
    return out;
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i] == *chosen) out.set("index", static_cast<int>(i));
  }
  return out;
}

// Images by the folders that they lay in: how many have a label by that, of each class where both
// are there; otherwise none is taken.
int set_folders(const val& ids, const val& paths) {
  const auto id_list = emscripten::convertJSArrayToNumberVector<int>(ids);
  const auto path_list = emscripten::vecFromJSArray<std::string>(paths);
  FoldersCame came;
  int of_class[2] = {0, 0};
  for (std::size_t i = 0; i < std::min(id_list.size(), path_list.size()); ++i) {
    const FolderLabel label = folder_label(path_list[i]);
    if (!label.label) continue;
    ++of_class[*label.label];
    came.folders.emplace_back(id_list[i], label);
  }
  if (of_class[0] == 0 || of_class[1] == 0) return 0;
  const int count = of_class[0] + of_class[1];
  app().dispatch(ValidateAction(std::move(came)));
  return count;
}

void set_reading(int left) {
  const auto count = static_cast<std::size_t>(std::max(0, left));
  if (app().state().validate.reading != count) app().dispatch(ValidateAction(ReadingOn{count}));
}

// Null, or why the file called `name` cannot be used.
val set_own(const std::string& name, const std::string& json) {
  auto point = own_point_from_json(json);
  if (!point) return problem_to_js(about_file(name, point.error()));
  if (point->sha256 != app().state().validate.sha256) {
    return problem_to_js(about_file(name, Error(ErrorCode::kOwnOtherModel)));
  }
  app().dispatch(ValidateAction(OwnCame{std::move(*point)}));
  return val::null();
}

std::string validation_words() {
  return validation_text_json(validation_text(app().words(), app().state()));
}

// A sentence each, without where the threshold comes from: that is said with the estimate.
std::string own_sentences() {
  const ViewerState& state = app().state();
  std::optional<double> probability;
  if (state.verdict) probability = state.verdict->probability;
  std::vector<std::string> said = own_words(app().words(), state, probability);
  if (own_in_use(state) != nullptr && state.model && !said.empty()) said.erase(said.begin());
  return nlohmann::json(said).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// The evaluation with names, or with numbers where names may tell who a patient is.
Evaluation handed_on(const Validation& found, bool names) {
  Evaluation out = found.evaluation;
  for (std::size_t i = 0; !names && i < out.images.size(); ++i) {
    out.images[i].id = "image " + std::to_string(i + 1);
  }
  return out;
}

// As `lesionlens evaluate --json` writes it; empty where there is nothing.
std::string validation_json(bool names) {
  const auto& found = app().state().validate.found;
  if (!found) return {};
  return to_json(handed_on(*found, names),
                 subgroups_json(found->evaluation, found->margins, found->groupings));
}

// image, label, probability and called, a row an image.
std::string validation_csv(bool names) {
  const auto& found = app().state().validate.found;
  if (!found) return {};
  std::string out = "image,label,probability,called\r\n";
  for (const ImageScore& image : handed_on(*found, names).images) {
    char number[40];
    std::snprintf(number, sizeof number, "%.17g", image.probability);
    out += csv_quoted(image.id) + (image.label != 0 ? ",malignant," : ",benign,") + number +
           (image.probability >= found->evaluation.threshold ? ",malignant" : ",benign") + "\r\n";
  }
  return out;
}

// JSON of core/print/validation_report.h; empty where there is nothing. unread: [{name, reason}].
std::string validation_report_json(bool names, const std::string& date, const val& unread) {
  if (!app().state().model || !app().state().validate.found) return {};
  std::vector<UnreadFile> files;
  for (const val& one : emscripten::vecFromJSArray<val>(unread)) {
    files.push_back({one["name"].as<std::string>(), one["reason"].as<std::string>()});
  }
  return print::to_json(validation_report(app().words(), app().state(), names, date, files));
}

}  // namespace
}  // namespace lesion::viewer

EMSCRIPTEN_BINDINGS(lesion_validate) {
  using namespace lesion::viewer;
  emscripten::function("setLabels", &set_labels);
  emscripten::function("chooseTable", &choose_table);
  emscripten::function("setFolders", &set_folders);
  emscripten::function("setReading", &set_reading);
  emscripten::function("setOwn", &set_own);
  emscripten::function("validationWords", &validation_words);
  emscripten::function("ownSentences", &own_sentences);
  emscripten::function("validationJson", &validation_json);
  emscripten::function("validationCsv", &validation_csv);
  emscripten::function("validationReport", &validation_report_json);
}
