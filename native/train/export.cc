#include "native/train/export.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "core/onnx/compress.h"
#include "core/onnx/graph.h"
#include "core/onnx/tap.h"
#include "core/stats/calibration.h"
#include "core/table/class_mapping.h"
#include "native/data/files.h"
#include "native/data/sources.h"
#include "native/report/card_metric.h"
#include "native/train/card_text.h"
#include "native/train/checkpoint.h"
#include "native/train/command.h"
#include "native/train/compression.h"
#include "native/train/graph.h"
#include "native/train/members.h"
#include "native/train/responses.h"
#include "native/train/run_data.h"
#include "native/train/run_folder.h"
#include "native/train/scored_set.h"
#include "native/train/source_sets.h"
#include "native/train/trainer.h"
#include "native/train/validation.h"

namespace lesion {
namespace {

constexpr std::size_t kResponseImages = 500;
constexpr double kSensitivity = 0.90;

// What all figures of a card are computed from.
class Export {
 public:
  explicit Export(const ExportRequest& request) : request_(request), workers_(request.threads) {}

  Result<ModelCard> go() {
    if (const auto loaded = load(); !loaded) return tl::unexpected(loaded.error());
    auto plan = make_plan(state_.config.plan_options(static_cast<int>(state_.diagnoses.size())));
    if (!plan) return tl::unexpected(plan.error());
    plan_ = std::move(*plan);
    if (state_.adam.weights.size() != plan_.parameter_floats ||
        state_.buffers.size() != plan_.buffer_floats) {
      return fail(ErrorKind::kCorrupt, "the checkpoint's weights do not fit its network");
    }
    use_average(state_);
    auto dataset = dataset_for(request_.data, state_.config);
    if (!dataset) return tl::unexpected(dataset.error());
    dataset_ = std::move(*dataset);
    const auto left_out = RunFolder{request_.checkpoint.parent_path()}.left_out();
    if (!left_out) return tl::unexpected(left_out.error());
    drop_left_out(dataset_, *left_out);
    if (const auto opened = open_lesions(); !opened) return tl::unexpected(opened.error());
    if (dataset_.part(Part::kTrain).empty()) {
      return fail(ErrorKind::kInvalidArgument,
                  dataset_.table() +
                      ": no image in the part train; the display scale of every filter is "
                      "measured on training images");
    }
    if (const auto read = read_elsewhere(); !read) return tl::unexpected(read.error());
    describe();
    if (request_.compress) {
      if (const auto done = use_compressed(); !done) return tl::unexpected(done.error());
    }
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

  Result<void> load() {
    auto loaded = load_checkpoint(request_.checkpoint);
    if (!loaded) return tl::unexpected(loaded.error());
    commands_ = commands_of(*loaded);
    if (request_.joined.empty()) {
      state_ = std::move(*loaded);
      return {};
    }
    std::vector<Checkpoint> runs{std::move(*loaded)};
    for (const auto& file : request_.joined) {
      auto run = load_checkpoint(file);
      if (!run) return tl::unexpected(run.error());
      runs.push_back(std::move(*run));
    }
    auto joined = join_members(runs);
    if (!joined) return tl::unexpected(joined.error());
    state_ = std::move(*joined);
    commands_ = state_.history;
    std::string command = "lesionlens train --export-only --resume RUN";
    for (std::size_t i = 1; i < runs.size(); ++i) command += " --join RUN" + std::to_string(i + 1);
    commands_.push_back(std::move(command));
    return {};
  }

  Result<void> open_lesions() {
    if (state_.config.square != CropKind::kLesion || !request_.lesions) return {};
    auto lesions = request_.lesions();
    if (!lesions) return tl::unexpected(lesions.error());
    lesions_ = std::move(*lesions);
    // What the run itself has found, where its cache lies in its folder.
    lesions_->read(lesions_file(request_.checkpoint.parent_path() / "cache", dataset_));
    if (lesions_->identity() == state_.config.masks) return {};
    return fail(
        ErrorKind::kInvalidArgument,
        "--masks: another network found the lesions that this one learnt on; name that one");
  }

  void describe() {
    const TrainConfig& config = state_.config;
    card_.name = request_.name.empty() ? request_.out.stem().string() : request_.name;
    card_.architecture = arch_name(config.arch);
    if (config.width != 1) card_.architecture += ", width " + std::to_string(config.width);
    if (config.members != 1) {
      card_.architecture += ", " + std::to_string(config.members) + " members";
    }
    card_.description = request_.description;
    card_.input = config.rule(config.input_size());
    card_.classes = {"benign", "malignant"};
    card_.positive_class = kMalignant;
    card_.licence = request_.licence;
    card_.attribution = request_.attribution;
    card_.faults = request_.faults;
    std::string command;
    for (const std::string& line : commands_) {
      if (!command.empty()) command += '\n';
      command += line;
    }
    card_.training = TrainingRecord{.data = state_.data + " train",
                                    .command = command,
                                    .seed = config.seed,
                                    .epochs = state_.epoch,
                                    .hours = {},
                                    .tool_version = request_.tool_version};
  }

  Result<ReportSet> scored(const Dataset& dataset, std::span<const std::size_t> places,
                           std::string name) {
    const Scorer scorer{.plan = plan_,
                        .weights = state_.adam.weights,
                        .buffers = state_.buffers,
                        .workers = workers_,
                        .rule = card_.input,
                        .threads = request_.threads,
                        .classes = state_.config.classes,
                        .lesions = lesions_.get()};
    return scored_set(scorer, dataset, places, std::move(name));
  }

  // From here on the weights are those that the compressed file will give when it is dequantised.
  Result<void> use_compressed() {
    const auto prepared = PreparedImages::load(dataset_, some_training(), card_.input,
                                               request_.threads, lesions_.get());
    if (!prepared) return tl::unexpected(prepared.error());
    auto exact = state_.adam.weights;
    const auto names =
        round_large_weights(plan_, state_.adam.weights, state_.buffers, workers_, *prepared);
    if (!names) return tl::unexpected(names.error());
    if (names->empty()) {
      say("compressed nothing: no weight of this network is large");
    } else {
      exact_ = std::move(exact);
    }
    return {};
  }

  // How far compressing has moved the probabilities of `val`, whose margins have the calibration's
  // `offset` in them.
  Result<void> compare_exact(const ReportSet& val, double offset) {
    std::swap(exact_, state_.adam.weights);
    const auto sets = sets_of(Part::kVal);
    std::swap(exact_, state_.adam.weights);
    if (!sets) return tl::unexpected(sets.error());
    const ReportSet before = together(*sets);
    double greatest = 0;
    for (std::size_t i = 0; i < val.margins.size(); ++i) {
      greatest =
          std::max(greatest, std::abs(chance(val.margins[i]) - chance(before.margins[i] + offset)));
    }
    card_.compression = CompressionRecord{.method = "int8 weights, one scale per output",
                                          .greatest_change = greatest,
                                          .measured_on = val.name};
    char text[160];
    std::snprintf(text, sizeof text, "compressed: no probability on %s moved by more than %.4f",
                  val.name.c_str(), greatest);
    say(text);
    return {};
  }

  double chance(double margin) const { return 1 / (1 + std::exp(-margin / card_.temperature)); }

  // Temperature into the card, offset into the last layer's bias: it restores how rare malignancy
  // is to a network that learned with both classes weighing alike, and so any reader of the logits
  // has it. The margins of `val`, the validation images, follow the bias. Returns the offset.
  double calibrate(ReportSet& val) {
    const auto fitted = fit_margins({.scores = val.margins, .labels = val.labels});
    if (!fitted) {
      say("not calibrated: " + fitted.error().message);
      return 0;
    }
    card_.temperature = fitted->temperature;
    state_.adam.weights[plan_.find("logits.bias")->offset + kMalignant] +=
        static_cast<float>(fitted->offset);
    for (double& margin : val.margins) margin += fitted->offset;
    return fitted->offset;
  }

  Result<void> add_metric(const ReportSet& set, double threshold, bool elsewhere = false) {
    auto metric = card_metric(set, card_.temperature, threshold);
    if (!metric) return tl::unexpected(metric.error());
    metric->elsewhere = elsewhere;
    char text[160];
    std::snprintf(text, sizeof text, "%s: AUC %.4f (%.4f-%.4f), %d images", metric->data.c_str(),
                  metric->auc, metric->auc_low, metric->auc_high, metric->n);
    say(text);
    card_.metrics.push_back(std::move(*metric));
    return {};
  }

  // Each source's images of a part, those with both classes.
  Result<std::vector<ReportSet>> sets_of(Part part) {
    std::vector<ReportSet> sets;
    for (std::size_t i = 0; i < source_count(dataset_); ++i) {
      const Dataset source = source_of(dataset_, i);
      if (source.count(part, kBenign) == 0 || source.count(part, kMalignant) == 0) continue;
      auto set = scored(source, source.part(part), source.name + " " + part_name(part));
      if (!set) return tl::unexpected(set.error());
      sets.push_back(std::move(*set));
    }
    return sets;
  }

  Result<void> measure() {
    auto vals = sets_of(Part::kVal);
    if (!vals) return tl::unexpected(vals.error());
    if (vals->empty()) {
      return fail(ErrorKind::kInvalidArgument, dataset_.table() + ": the part val lacks a class");
    }
    ReportSet all = together(*vals);
    const double offset = calibrate(all);
    if (!exact_.empty()) {
      if (const auto compared = compare_exact(all, offset); !compared) return compared;
    }
    for (ReportSet& val : *vals) {
      for (double& margin : val.margins) margin += offset;
    }
    const auto threshold = threshold_for_each(*vals, card_.temperature, kSensitivity);
    if (!threshold) return tl::unexpected(threshold.error());
    bool held_out = true;
    for (std::size_t i = 0; i < source_count(dataset_); ++i) {
      const Dataset source = source_of(dataset_, i);
      held_out = held_out && source.count(Part::kTest, kBenign) > 0 &&
                 source.count(Part::kTest, kMalignant) > 0;
    }
    for (ReportSet& val : *vals) {
      // Calibration and threshold were fitted on them: groups of these images would flatter.
      if (held_out) val.groupings.clear();
      if (const auto added = add_metric(val, *threshold); !added) return added;
    }
    std::size_t first = 0;  // of the metrics that judge
    if (held_out) {
      first = card_.metrics.size();
      const auto tests = sets_of(Part::kTest);
      if (!tests) return tl::unexpected(tests.error());
      for (const ReportSet& test : *tests) {
        if (const auto added = add_metric(test, *threshold); !added) return added;
      }
    }
    const Metric& judged = *std::min_element(
        card_.metrics.begin() + static_cast<std::ptrdiff_t>(first), card_.metrics.end(),
        [](const Metric& a, const Metric& b) { return *a.sensitivity < *b.sensitivity; });
    card_.operating_point = OperatingPoint{.threshold = *threshold,
                                           .sensitivity = *judged.sensitivity,
                                           .specificity = *judged.specificity,
                                           .chosen_on = all.name,
                                           .measured_on = judged.data};
    return measure_elsewhere(*threshold);
  }

  Result<void> measure_elsewhere(double threshold) {
    for (const Dataset& dataset : elsewhere_) {
      std::vector<std::size_t> places(dataset.records.size());
      std::iota(places.begin(), places.end(), std::size_t{0});
      const auto set = scored(dataset, places, dataset.name);
      if (!set) return tl::unexpected(set.error());
      if (const auto added = add_metric(*set, threshold, true); !added) return added;
    }
    return {};
  }

  // Before anything takes time.
  Result<void> read_elsewhere() {
    std::unordered_set<std::string_view> own;
    for (const Record& record : dataset_.records) own.insert(record.id);
    const auto mapping = parse_class_mapping(state_.config.classes);
    if (!mapping) return tl::unexpected(mapping.error());
    for (const auto& folder : request_.also) {
      auto dataset = read_dataset(folder, *mapping);
      if (!dataset) return tl::unexpected(dataset.error());
      for (const Record& record : dataset->records) {
        if (!own.contains(record.id)) continue;
        return fail(ErrorKind::kInvalidArgument, "--also: " + record.id + " of " + dataset->name +
                                                     " is one of the images of " + dataset_.name +
                                                     " too: the set is not from elsewhere");
      }
      elsewhere_.push_back(std::move(*dataset));
    }
    return {};
  }

  // The images that filters' responses are taken from.
  std::vector<std::size_t> some_training() const {
    auto places = dataset_.part(Part::kTrain);
    Random random({state_.config.seed, 0x2E5u});
    random.shuffle(places);
    places.resize(std::min(places.size(), kResponseImages));
    return places;
  }

  Result<void> add_layers(const onnx::Model& model) {
    const auto prepared = PreparedImages::load(dataset_, some_training(), card_.input,
                                               request_.threads, lesions_.get());
    if (!prepared) return tl::unexpected(prepared.error());
    const auto responses =
        filter_responses(plan_, state_.adam.weights, state_.buffers, workers_, *prepared);
    const auto layers = onnx::find_layers(model).layers;
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
    if (card_.compression) {
      // The same numbers again: compressing dequantised weights gives the same file.
      if (const auto done = onnx::compress_weights(model); !done) {
        return tl::unexpected(done.error());
      }
    }
    const auto bytes = onnx::write_model(std::move(model));
    if (!bytes) return tl::unexpected(bytes.error());
    if (const auto written = write_file_atomic(request_.out, *bytes); !written) return written;
    // Only here: the file itself is the same, byte for byte, from the same seed and threads.
    ModelCard timed = card_;
    timed.training->hours = std::round(state_.seconds / 36) / 100;
    const std::string text = card_markdown(timed);
    auto page = request_.out;
    return write_file_atomic(
        page.replace_extension(".md"),
        std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
  }

  const ExportRequest& request_;
  Workers workers_;
  Checkpoint state_;
  std::vector<std::string> commands_;  // that made it
  Plan plan_;
  std::shared_ptr<LesionPlaces> lesions_;
  Dataset dataset_;
  std::vector<Dataset> elsewhere_;
  std::vector<float> exact_;  // the weights before compressing; empty: not compressed
  ModelCard card_;
};

}  // namespace

Result<ModelCard> export_model(const ExportRequest& request) { return Export(request).go(); }

}  // namespace lesion
