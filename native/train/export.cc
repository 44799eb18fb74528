#include "native/train/export.h"

#include <algorithm>
#include <cmath>

#include "core/onnx/graph.h"
#include "core/onnx/tap.h"
#include "core/stats/calibration.h"
#include "core/stats/operating_point.h"
#include "native/data/files.h"
#include "native/train/card_text.h"
#include "native/train/checkpoint.h"
#include "native/train/command.h"
#include "native/train/graph.h"
#include "native/train/responses.h"
#include "native/train/run_folder.h"
#include "native/train/trainer.h"
#include "native/train/validation.h"

namespace lesion {
namespace {

constexpr std::size_t kResponsePictures = 500;
constexpr double kSensitivity = 0.90;

// What all figures of a card are computed from.
class Export {
 public:
  explicit Export(const ExportRequest& request) : request_(request), workers_(request.threads) {}

  Result<ModelCard> go() {
    auto loaded = load_checkpoint(request_.checkpoint);
    if (!loaded) return tl::unexpected(loaded.error());
    state_ = std::move(*loaded);
    auto plan = make_plan(state_.config.plan_options(static_cast<int>(state_.diagnoses.size())));
    if (!plan) return tl::unexpected(plan.error());
    plan_ = std::move(*plan);
    if (state_.adam.weights.size() != plan_.parameter_floats ||
        state_.buffers.size() != plan_.buffer_floats) {
      return fail(ErrorKind::kCorrupt, "the checkpoint's weights do not fit its network");
    }
    if (state_.config.average > 0) {
      state_.adam.weights = state_.adam.average;
      state_.buffers = state_.average_buffers;
    }
    auto dataset = dataset_for(request_.data, state_.config);
    if (!dataset) return tl::unexpected(dataset.error());
    dataset_ = std::move(*dataset);
    const auto left_out = RunFolder{request_.checkpoint.parent_path()}.left_out();
    if (!left_out) return tl::unexpected(left_out.error());
    drop_left_out(dataset_, *left_out);
    describe();
    if (const auto measured = measure(); !measured) return tl::unexpected(measured.error());
    auto model = network_graph(plan_, state_.adam.weights, state_.buffers);
    if (!model) return tl::unexpected(model.error());
    if (const auto layers = add_layers(*model); !layers) return tl::unexpected(layers.error());
    if (const auto written = write(*model); !written) return tl::unexpected(written.error());
    return card_;
  }

 private:
  void say(const std::string& line) const {
    if (request_.print) request_.print(line);
  }

  void describe() {
    const TrainConfig& config = state_.config;
    card_.name = request_.name.empty() ? request_.out.stem().string() : request_.name;
    card_.architecture = arch_name(config.arch);
    if (config.width != 1) card_.architecture += ", width " + std::to_string(config.width);
    card_.description = request_.description;
    card_.input = config.rule(config.input_size());
    card_.classes = {"benign", "malignant"};
    card_.positive_class = kMalignant;
    card_.licence = request_.licence;
    card_.attribution = request_.attribution;
    std::string command;
    for (const std::string& earlier : state_.history) command += earlier + "\n";
    command += command_text(config, state_.data);
    if (!state_.history.empty()) command += " --resume";
    card_.training = TrainingRecord{.data = state_.data + " train",
                                    .command = command,
                                    .seed = config.seed,
                                    .epochs = state_.epoch,
                                    .hours = std::round(state_.seconds / 36) / 100,
                                    .tool_version = request_.tool_version};
  }

  Result<PreparedPictures> pictures(std::span<const std::size_t> places) const {
    return PreparedPictures::load(dataset_, places, card_.input, request_.threads);
  }

  // Margins of one part, which also go into the card as a metric.
  Result<ValidationFigures> figures_of(Part part, std::vector<std::uint8_t>& labels) {
    const auto places = dataset_.part(part);
    const auto prepared = pictures(places);
    if (!prepared) return tl::unexpected(prepared.error());
    labels = prepared->labels();
    auto figures = validate(plan_, state_.adam.weights, state_.buffers, workers_, *prepared);
    card_.metrics.push_back({.data = dataset_.name + " " + part_name(part),
                             .n = static_cast<int>(places.size()),
                             .positives = dataset_.count(part, kMalignant),
                             .auc = figures.auc.value,
                             .auc_low = figures.auc.low,
                             .auc_high = figures.auc.high});
    char text[160];
    std::snprintf(text, sizeof text, "%s: AUC %.4f (%.4f-%.4f), %zu pictures",
                  card_.metrics.back().data.c_str(), figures.auc.value, figures.auc.low,
                  figures.auc.high, places.size());
    say(text);
    return figures;
  }

  std::vector<double> probabilities(const ValidationFigures& figures) const {
    std::vector<double> out;
    for (const double margin : figures.margins) {
      out.push_back(1 / (1 + std::exp(-margin / card_.temperature)));
    }
    return out;
  }

  // Temperature into the card, offset into the last layer's bias: it restores how rare malignancy
  // is to a network that learned with both classes weighing alike, and so any reader of the logits
  // has it. `val` are the margins of the validation pictures and follow the bias.
  void calibrate(ValidationFigures& val, const std::vector<std::uint8_t>& labels) {
    const auto fitted = fit_margins({.scores = val.margins, .labels = labels});
    if (!fitted) {
      say("not calibrated: " + fitted.error().message);
      return;
    }
    card_.temperature = fitted->temperature;
    state_.adam.weights[plan_.find("logits.bias")->offset + kMalignant] +=
        static_cast<float>(fitted->offset);
    for (double& margin : val.margins) margin += fitted->offset;
  }

  Result<void> measure() {
    std::vector<std::uint8_t> val_labels;
    auto val = figures_of(Part::kVal, val_labels);
    if (!val) return tl::unexpected(val.error());
    calibrate(*val, val_labels);
    const auto val_scores = probabilities(*val);
    const LabelledScores chosen{.scores = val_scores, .labels = val_labels};
    const auto threshold = threshold_for_sensitivity(chosen, kSensitivity);
    if (!threshold) return tl::unexpected(threshold.error());
    const std::string val_name = card_.metrics.back().data;
    if (dataset_.count(Part::kTest, kBenign) == 0 || dataset_.count(Part::kTest, kMalignant) == 0) {
      set_point(*threshold, confusion_at(chosen, *threshold), val_name, val_name);
      return {};
    }
    std::vector<std::uint8_t> test_labels;
    const auto test = figures_of(Part::kTest, test_labels);
    if (!test) return tl::unexpected(test.error());
    const auto test_scores = probabilities(*test);
    set_point(*threshold, confusion_at({.scores = test_scores, .labels = test_labels}, *threshold),
              val_name, card_.metrics.back().data);
    return {};
  }

  void set_point(double threshold, const Confusion& confusion, const std::string& chosen_on,
                 const std::string& measured_on) {
    card_.operating_point = OperatingPoint{.threshold = threshold,
                                           .sensitivity = confusion.sensitivity(),
                                           .specificity = confusion.specificity(),
                                           .chosen_on = chosen_on,
                                           .measured_on = measured_on};
  }

  Result<void> add_layers(const onnx::Model& model) {
    auto places = dataset_.part(Part::kTrain);
    Random random({state_.config.seed, 0x2E5u});
    random.shuffle(places);
    places.resize(std::min(places.size(), kResponsePictures));
    const auto prepared = pictures(places);
    if (!prepared) return tl::unexpected(prepared.error());
    const auto responses =
        filter_responses(plan_, state_.adam.weights, state_.buffers, workers_, *prepared);
    const auto layers = onnx::find_layers(model);
    for (std::size_t i = 0; i < layers.size(); ++i) {
      card_.layers.push_back({.tensor = layers[i].tensor,
                              .filter_count = layers[i].filters,
                              .stride = layers[i].stride,
                              .receptive_field = layers[i].receptive_field,
                              .receptive_field_start = layers[i].receptive_field_start,
                              .filters = responses[i]});
    }
    return {};
  }

  Result<void> write(onnx::Model& model) const {
    model.producer_name = "lesionlens";
    model.producer_version = request_.tool_version;
    model.metadata.emplace_back(std::string(kCardKey), to_json(card_));
    const auto bytes = onnx::write_model(model);
    if (!bytes) return tl::unexpected(bytes.error());
    if (const auto written = write_file_atomic(request_.out, *bytes); !written) return written;
    const std::string text = card_markdown(card_);
    auto page = request_.out;
    return write_file_atomic(
        page.replace_extension(".md"),
        std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
  }

  const ExportRequest& request_;
  Workers workers_;
  Checkpoint state_;
  Plan plan_;
  Dataset dataset_;
  ModelCard card_;
};

}  // namespace

Result<ModelCard> export_model(const ExportRequest& request) { return Export(request).go(); }

}  // namespace lesion
