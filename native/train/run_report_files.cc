#include "native/train/run_report_files.h"

#include <cstdio>
#include <span>
#include <utility>
#include <vector>

#include "core/stats/calibration.h"
#include "native/data/files.h"
#include "native/data/sources.h"
#include "native/report/chart.h"
#include "native/report/charts.h"
#include "native/report/run_report.h"
#include "native/train/checkpoint.h"
#include "native/train/command.h"
#include "native/train/run_folder.h"
#include "native/train/scored_set.h"
#include "native/train/source_sets.h"
#include "native/train/trainer.h"

namespace lesion {
namespace {

constexpr double kSensitivity = 0.90;

template <typename... Values>
std::string text_of(const char* format, Values... values) {
  char text[300];
  std::snprintf(text, sizeof text, format, values...);
  return text;
}

Result<void> write_text(const std::filesystem::path& file, const std::string& text) {
  return write_file_atomic(
      file, std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

class Writer {
 public:
  explicit Writer(const RunReportRequest& request)
      : request_(request), folder_{request.run}, workers_(request.threads) {}

  Result<void> go() {
    if (const auto loaded = load(); !loaded) return loaded;
    if (const auto read = read_epochs(); !read) return read;
    describe();
    for (const Part part : {Part::kVal, Part::kTest}) {
      for (std::size_t i = 0; i < source_count(dataset_); ++i) {
        const Dataset source = source_of(dataset_, i);
        if (source.part(part).empty()) continue;
        if (const auto added = add_set(source, part); !added) return added;
        if (part == Part::kVal) ++vals_;
      }
    }
    report_.detailed = report_.sets.size() - 1;
    calibrate();
    return write();
  }

 private:
  Result<void> load() {
    std::error_code ignored;
    const bool best = std::filesystem::exists(folder_.best(), ignored);
    auto state = load_checkpoint(best ? folder_.best() : folder_.last());
    if (!state) return tl::unexpected(state.error());
    state_ = std::move(*state);
    if (state_.config.square == CropKind::kLesion && request_.lesions) {
      auto lesions = request_.lesions();
      if (!lesions) return tl::unexpected(lesions.error());
      lesions_ = std::move(*lesions);
    }
    auto plan = make_plan(state_.config.plan_options(static_cast<int>(state_.diagnoses.size())));
    if (!plan) return tl::unexpected(plan.error());
    plan_ = std::move(*plan);
    if (state_.config.average > 0) {
      state_.adam.weights = state_.adam.average;
      state_.buffers = state_.average_buffers;
    }
    auto dataset = dataset_for(request_.data, state_.config);
    if (!dataset) return tl::unexpected(dataset.error());
    dataset_ = std::move(*dataset);
    const auto left_out = folder_.left_out();
    if (!left_out) return tl::unexpected(left_out.error());
    drop_left_out(dataset_, *left_out);
    for (const LeftOut& image : *left_out) {
      report_.warnings.push_back("left out: " + image.reason);
    }
    return {};
  }

  Result<void> read_epochs() {
    const auto rows = folder_.epochs();
    if (!rows) return tl::unexpected(rows.error());
    for (const EpochRow& row : *rows) {
      report_.epochs.push_back({.epoch = row.epoch,
                                .size = row.size,
                                .loss = row.loss,
                                .val_loss = row.val_loss,
                                .val_auc = row.val_auc,
                                .rate = row.rate});
      seconds_ = row.seconds;
      speed_ = row.images_per_second;
    }
    return {};
  }

  std::string counts(Part part) const {
    return text_of("%d %s (%d malignant)",
                   dataset_.count(part, kBenign) + dataset_.count(part, kMalignant),
                   part_name(part), dataset_.count(part, kMalignant));
  }

  void describe() {
    const TrainConfig& config = state_.config;
    report_.title = text_of("%s · %s · seed %llu", arch_name(config.arch), dataset_.name.c_str(),
                            static_cast<unsigned long long>(config.seed));
    for (const std::string& earlier : state_.history) report_.command += earlier + "\n";
    report_.command += command_text(config, state_.data);
    report_.seed = config.seed;
    report_.best_epoch = state_.best_epoch + 1;
    report_.licence = request_.licence;
    report_.facts = {
        {"architecture", text_of("%s, width %d, %zu parameters", arch_name(config.arch),
                                 config.width, plan_.parameter_count())},
        {"data", dataset_.name + ": " + counts(Part::kTrain) + ", " + counts(Part::kVal) + ", " +
                     counts(Part::kTest)},
        {"split", dataset_.has_split ? "the table's own" : "dealt from the seed"},
        {"leaks between the parts",
         config.allow_leak ? "allowed (--allow-leak)" : "none found (patient, lesion, file, look)"},
        {"time", text_of("%.2f hours, %.0f images/s in the last epoch", seconds_ / 3600, speed_)}};
    if (const auto rows = settings_from_json(config_to_json(config))) report_.settings = *rows;
    report_.versions = {{"lesionlens", request_.tool_version},
                        {"compiler", __VERSION__},
                        {"threads", std::to_string(config.threads)}};
    if (config.allow_leak) {
      report_.warnings.push_back(
          "Leaks between the parts were allowed: the figures may be better than they should be.");
    }
  }

  Result<void> add_set(const Dataset& source, Part part) {
    const Scorer scorer{.plan = plan_,
                        .weights = state_.adam.weights,
                        .buffers = state_.buffers,
                        .workers = workers_,
                        .rule = state_.config.rule(state_.config.input_size()),
                        .threads = request_.threads,
                        .classes = state_.config.classes,
                        .lesions = lesions_.get()};
    auto set = scored_set(scorer, source, source.part(part), source.name + " " + part_name(part));
    if (!set) return tl::unexpected(set.error());
    report_.sets.push_back(std::move(*set));
    return {};
  }

  // On the sets of val, which come first.
  void calibrate() {
    const std::span sets(report_.sets);
    const ReportSet val = together(sets.first(vals_));
    const auto fitted = fit_margins({val.margins, val.labels});
    if (fitted) {
      report_.temperature = fitted->temperature;
      for (ReportSet& set : report_.sets) {
        for (double& margin : set.margins) margin += fitted->offset;
      }
      report_.summary = text_of(
          "Calibrated on %s: the offset %+.3f is added to the margins before anything below is "
          "computed, then they are divided by the temperature %.3f.",
          val.name.c_str(), fitted->offset, fitted->temperature);
    } else {
      report_.warnings.push_back("Not calibrated: " + fitted.error().message);
    }
    if (const auto at = threshold_for_each(sets.first(vals_), report_.temperature, kSensitivity)) {
      report_.threshold = *at;
      report_.threshold_rule = text_of("sensitivity %.2f on %s%s", kSensitivity,
                                       vals_ > 1 ? "each of " : "", val.name.c_str());
    }
  }

  Result<void> write() const {
    const auto& epochs = report_.epochs;
    const int best = report_.best_epoch;
    const std::pair<const char*, std::string> files[] = {
        {"loss.svg", svg_file(loss_chart(epochs, best))},
        {"auc.svg", svg_file(auc_chart(epochs, best))},
        {"rate.svg", svg_file(rate_chart(epochs))},
        {"report.html", run_report_html(report_)}};
    for (const auto& [name, text] : files) {
      if (const auto written = write_text(folder_.path / name, text); !written) return written;
    }
    if (request_.print) request_.print("written: " + (folder_.path / "report.html").string());
    return {};
  }

  const RunReportRequest& request_;
  RunFolder folder_;
  Workers workers_;
  Checkpoint state_;
  Plan plan_;
  std::shared_ptr<LesionPlaces> lesions_;
  Dataset dataset_;
  RunReport report_;
  std::size_t vals_ = 0;  // of its sets
  double seconds_ = 0;
  double speed_ = 0;
};

}  // namespace

Result<void> write_run_report(const RunReportRequest& request) { return Writer(request).go(); }

}  // namespace lesion
