#include "native/train/trainer.h"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <memory>
#include <optional>

#include "native/data/class_mapping.h"
#include "native/data/leaks.h"
#include "native/data/picture_scan.h"
#include "native/data/pixel_cache.h"
#include "native/train/command.h"
#include "native/train/loader.h"
#include "native/train/run_folder.h"
#include "native/train/step.h"
#include "native/train/validation.h"

namespace lesion {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

template <typename... Values>
std::string text_of(const char* format, Values... values) {
  char text[300];
  std::snprintf(text, sizeof text, format, values...);
  return text;
}

std::string duration_text(double seconds) {
  const long all = std::lround(seconds);
  if (all >= 3600) return text_of("%ld h %02ld min", all / 3600, all / 60 % 60);
  return text_of("%ld min %02ld s", all / 60, all % 60);
}

TrainingSet training_set(const Dataset& dataset, const std::vector<std::string>& diagnoses) {
  TrainingSet set;
  set.pictures = dataset.part(Part::kTrain);
  for (const std::size_t place : set.pictures) {
    const Record& record = dataset.records[place];
    set.labels.push_back(record.label);
    std::int64_t diagnosis = 0;
    for (std::size_t i = 0; i < diagnoses.size(); ++i) {
      if (diagnoses[i] == record.diagnosis) diagnosis = static_cast<std::int64_t>(i);
    }
    set.diagnoses.push_back(diagnosis);
  }
  return set;
}

// Weights proportional to 1 / count^power, mean 1 over the pictures.
std::vector<float> balanced(const std::vector<std::int64_t>& labels, std::size_t classes,
                            double power) {
  std::vector<double> counts(classes, 0.0);
  for (const std::int64_t label : labels) counts[static_cast<std::size_t>(label)] += 1;
  double sum = 0;
  for (const double count : counts) sum += count > 0 ? count * std::pow(count, -power) : 0;
  std::vector<float> weights;
  for (const double count : counts) {
    const double all = static_cast<double>(labels.size());
    weights.push_back(count > 0 ? static_cast<float>(std::pow(count, -power) * all / sum) : 0.0f);
  }
  return weights;
}

LossOptions loss_options(const TrainConfig& config, const TrainingSet& set, std::size_t diagnoses) {
  LossOptions loss;
  if (config.balance == Balance::kLoss) {
    const auto weights = balanced(set.labels, 2, 1.0);
    loss.class_weights = {weights[0], weights[1]};
  }
  // The root: rare diagnoses count for more, yet a dozen pictures do not rule the head.
  if (diagnoses > 0) loss.diagnosis_weights = balanced(set.diagnoses, diagnoses, 0.5);
  loss.diagnoses = config.diagnoses;
  loss.smoothing = config.smoothing;
  return loss;
}

class Run {
 public:
  explicit Run(const TrainRequest& request) : request_(request), folder_{request.run} {}

  Result<TrainOutcome> go() {
    if (const auto ready = prepare(); !ready) return tl::unexpected(ready.error());
    const int epochs = state_.config.epochs();
    while (state_.epoch < epochs) {
      const auto done = run_epoch();
      if (!done) return tl::unexpected(done.error());
      if (!*done) return TrainOutcome{false, state_.best_auc, state_.best_epoch + 1};
    }
    return TrainOutcome{true, state_.best_auc, state_.best_epoch + 1};
  }

 private:
  void say(const std::string& line) const {
    if (request_.print) request_.print(line);
  }

  Result<void> prepare() {
    state_.config = request_.config;
    std::error_code ignored;
    if (!request_.resume && std::filesystem::exists(folder_.last(), ignored)) {
      return fail(ErrorKind::kInvalidArgument,
                  folder_.path.string() +
                      ": holds a run already; go on with it by --resume or name another folder");
    }
    if (request_.resume) {
      auto loaded = load_checkpoint(folder_.last());
      if (!loaded) return tl::unexpected(loaded.error());
      state_ = std::move(*loaded);
      change_stages();
    }
    const TrainConfig& config = state_.config;
    if (const auto checked = check_config(config); !checked) return checked;
    auto dataset = dataset_for(request_.data, config);
    if (!dataset) return tl::unexpected(dataset.error());
    dataset_ = std::move(*dataset);
    if (const auto opened = open_pictures(); !opened) return opened;
    describe_data();
    if (!request_.resume)
      state_.diagnoses = config.diagnoses > 0 ? dataset_.diagnoses : std::vector<std::string>{};
    if (config.diagnoses > 0 && state_.diagnoses.empty()) {
      return fail(ErrorKind::kInvalidArgument,
                  "--diagnoses: the table has no diagnosis for every picture; give --diagnoses 0");
    }
    auto plan = make_plan(config.plan_options(static_cast<int>(state_.diagnoses.size())));
    if (!plan) return tl::unexpected(plan.error());
    plan_ = std::move(*plan);
    say(text_of("network: %s, width %d, %zu parameters", arch_name(config.arch), config.width,
                plan_.parameter_count()));
    set_ = training_set(dataset_, state_.diagnoses);
    loss_ = loss_options(config, set_, state_.diagnoses.size());
    if (const auto started = request_.resume ? check_state() : begin_state(); !started) {
      return started;
    }
    workers_ = std::make_unique<Workers>(config.threads);
    learner_ = std::make_unique<Learner>(plan_, state_.config, loss_, *workers_, state_.adam,
                                         state_.buffers, state_.average_buffers);
    return {};
  }

  // Decodes every picture, takes out those that cannot be read and looks for leaks.
  Result<void> open_pictures() {
    if (const auto classes = check_classes(dataset_); !classes) return classes;
    const TrainConfig& config = state_.config;
    // By the table alone: known before the first picture is decoded.
    if (!config.allow_leak) {
      if (const auto sound = check_leaks(dataset_, find_leaks(dataset_)); !sound) return sound;
    }
    int largest = 0;
    for (const Stage& stage : config.stages) {
      largest = std::max(largest, config.cache_side(stage.size));
    }
    PictureScan scan;
    auto cache = PixelCache::open(
        dataset_, cache_folder(), largest, config.threads,
        [&](std::size_t done, std::size_t all) {
          say(text_of("checking pictures: %zu of %zu", done, all));
        },
        scan);
    if (!cache) return tl::unexpected(cache.error());
    cache_ = std::move(*cache);
    if (const auto enough = check_unreadable(dataset_, scan); !enough) return enough;
    leave_out(scan);
    const auto leaks = find_leaks(dataset_, scan);
    if (!config.allow_leak) {
      if (const auto sound = check_leaks(dataset_, leaks); !sound) return sound;
    } else if (!leaks.empty()) {
      say("leaks between the parts, allowed by --allow-leak: " + leaks_text(dataset_, leaks));
    }
    return check_classes(dataset_);
  }

  void leave_out(PictureScan& scan) {
    for (const UnreadablePicture& picture : scan.unreadable) {
      left_out_.push_back({dataset_.records[picture.place].id, picture.reason});
    }
    if (left_out_.empty()) return;
    say(text_of("%zu of %zu pictures cannot be read and are left out:", left_out_.size(),
                dataset_.records.size()) +
        "\n" + unreadable_text(dataset_, scan));
    cache_.leave_out(scan.unreadable);
    drop_unreadable(dataset_, scan);
  }

  void change_stages() {
    TrainConfig& config = state_.config;
    if (request_.stages.empty() || request_.stages == config.stages) return;
    state_.history.push_back(command_text(config, state_.data) +
                             text_of(" (stopped after %ld steps)", state_.steps_done));
    // Validation at another final size says nothing about this one.
    if (request_.stages.back().size != config.input_size()) state_.best_auc = -1;
    config.stages = request_.stages;
  }

  void describe_data() const {
    for (const Part part : {Part::kTrain, Part::kVal, Part::kTest}) {
      say(text_of("%s %s: %d benign, %d malignant", dataset_.name.c_str(), part_name(part),
                  dataset_.count(part, kBenign), dataset_.count(part, kMalignant)));
    }
    if (dataset_.skipped > 0) {
      say(text_of("%d rows passed over: indeterminate or without a class", dataset_.skipped));
    }
  }

  // Behind all checks of the data, so that a failed start leaves no run.
  Result<void> begin_state() {
    AdamState& adam = state_.adam;
    adam.weights.resize(plan_.parameter_floats);
    state_.buffers.resize(plan_.buffer_floats);
    initialise(plan_, state_.config.seed, adam.weights, state_.buffers);
    adam.first.assign(plan_.parameter_floats, 0.0f);
    adam.second.assign(plan_.parameter_floats, 0.0f);
    adam.average = adam.weights;
    state_.average_buffers = state_.buffers;
    state_.data = dataset_.name;
    if (const auto begun = folder_.begin(state_, request_.data); !begun) return begun;
    if (const auto listed = folder_.list_left_out(left_out_); !listed) return listed;
    // Now, so that a disk without room is found out before an hour of learning.
    return save_checkpoint(folder_.last(), state_);
  }

  Result<void> check_state() const {
    if (state_.adam.weights.size() == plan_.parameter_floats &&
        state_.buffers.size() == plan_.buffer_floats && state_.data == dataset_.name) {
      say(text_of("going on at epoch %d, step %d", state_.epoch + 1, state_.step));
      return {};
    }
    return fail(ErrorKind::kInvalidArgument,
                "last.ckpt: was made with other data (" + state_.data + ") or another network");
  }

  std::filesystem::path cache_folder() const {
    return request_.cache.empty() ? folder_.path / "cache" : request_.cache;
  }

  // Pictures at the size of the stage, for learning and for validation.
  Result<void> enter_stage(int size) {
    if (stage_size_ == size) return {};
    const int side = state_.config.cache_side(size);
    level_.reset();
    if (side != cache_.side()) {
      auto level = PixelCache::resized(cache_, cache_folder(), side, state_.config.threads);
      if (!level) return tl::unexpected(level.error());
      level_ = std::move(*level);
    }
    const auto places = dataset_.part(Part::kVal);
    auto val =
        PreparedPictures::load(dataset_, places, state_.config.rule(size), state_.config.threads);
    if (!val) return tl::unexpected(val.error());
    val_ = std::move(*val);
    stage_size_ = size;
    return {};
  }

  bool interrupted() const {
    return request_.interrupt != nullptr && request_.interrupt->load() != 0;
  }

  // True when the epoch was finished, false when interrupted (and saved).
  Result<bool> run_epoch() {
    const TrainConfig& config = state_.config;
    const int size = config.stage_of(state_.epoch).size;
    if (const auto entered = enter_stage(size); !entered) return tl::unexpected(entered.error());
    const int steps = Loader::steps(config, set_.pictures.size());
    const long all_steps = static_cast<long>(steps) * config.epochs();
    const int loader_threads = std::max(1, config.threads / 8);
    Loader loader(config, set_, level_ ? *level_ : cache_, size, state_.epoch, state_.step,
                  loader_threads);
    const auto start = Clock::now();
    const double seconds_before = state_.seconds;
    auto last_line = start;
    auto last_save = start;
    double pictures = 0;
    double rate = 0;
    while (state_.step < steps) {
      const Batch& batch = loader.next();
      rate = rate_at(config, state_.steps_done, all_steps);
      const double loss = learner_->step(batch, rate, state_.steps_done);
      if (!std::isfinite(loss)) {
        return fail(ErrorKind::kInvalidArgument,
                    text_of("epoch %d step %d: the loss is not a number any more; a smaller "
                            "--rate may help. last.ckpt holds the run before this epoch's trouble",
                            state_.epoch + 1, state_.step + 1));
      }
      state_.loss_sum += loss;
      ++state_.step;
      ++state_.steps_done;
      pictures += batch.count;
      state_.seconds = seconds_before + seconds_since(start);
      if (seconds_since(last_line) >= request_.log_seconds) {
        last_line = Clock::now();
        progress(steps, pictures / seconds_since(start), size);
      }
      const bool stop = interrupted();
      if (stop || seconds_since(last_save) >= 60 * request_.save_minutes) {
        last_save = Clock::now();
        if (const auto saved = save_checkpoint(folder_.last(), state_); !saved) {
          return tl::unexpected(saved.error());
        }
        if (stop) return false;
      }
    }
    return end_epoch(steps, rate, pictures / seconds_since(start), size);
  }

  void progress(int steps, double speed, int size) const {
    say(text_of("epoch %d/%d (%d px) step %d/%d  %.0f images/s  loss %.4f  %s left in this epoch",
                state_.epoch + 1, state_.config.epochs(), size, state_.step, steps, speed,
                state_.loss_sum / state_.step,
                duration_text((steps - state_.step) * state_.config.batch / speed).c_str()));
  }

  Result<bool> end_epoch(int steps, double rate, double speed, int size) {
    const bool average = state_.config.average > 0;
    const ValidationFigures figures =
        validate(plan_, average ? state_.adam.average : state_.adam.weights,
                 average ? state_.average_buffers : state_.buffers, *workers_, val_);
    const EpochRow row{.epoch = state_.epoch + 1,
                       .size = size,
                       .rate = rate,
                       .loss = state_.loss_sum / steps,
                       .val_loss = figures.loss,
                       .val_auc = figures.auc.value,
                       .images_per_second = speed,
                       .seconds = state_.seconds};
    say(
        text_of("epoch %d/%d (%d px) done: loss %.4f, val loss %.4f, val AUC %.4f (%.3f-%.3f), "
                "%.0f images/s, %s so far",
                row.epoch, state_.config.epochs(), size, row.loss, row.val_loss, row.val_auc,
                figures.auc.low, figures.auc.high, speed, duration_text(row.seconds).c_str()));
    ++state_.epoch;
    state_.step = 0;
    state_.loss_sum = 0;
    // Only epochs at the size that ships compete: the best must be fit for its own input.
    const bool best = size == state_.config.input_size() && row.val_auc > state_.best_auc;
    if (best) {
      state_.best_auc = row.val_auc;
      state_.best_epoch = row.epoch - 1;
    }
    if (const auto added = folder_.add(row); !added) return tl::unexpected(added.error());
    // The best one first: killed between the two, the run does this epoch's end again. The other way
    // round it would go on believing in a best.ckpt that was never written.
    if (best) {
      if (const auto saved = save_checkpoint(folder_.best(), state_); !saved) {
        return tl::unexpected(saved.error());
      }
    }
    if (const auto saved = save_checkpoint(folder_.last(), state_); !saved) {
      return tl::unexpected(saved.error());
    }
    return true;
  }

  const TrainRequest& request_;
  RunFolder folder_;
  Checkpoint state_;
  Dataset dataset_;
  std::vector<LeftOut> left_out_;
  Plan plan_;
  TrainingSet set_;
  LossOptions loss_;
  PixelCache cache_;
  std::optional<PixelCache> level_;
  PreparedPictures val_;
  int stage_size_ = 0;
  std::unique_ptr<Workers> workers_;
  std::unique_ptr<Learner> learner_;
};

}  // namespace

Result<Dataset> dataset_for(const std::filesystem::path& folder, const TrainConfig& config) {
  const auto mapping = parse_class_mapping(config.classes);
  if (!mapping) return tl::unexpected(mapping.error());
  auto dataset = read_dataset(folder, *mapping);
  if (dataset && !dataset->has_split) {
    split_dataset(*dataset, config.val_part, config.test_part, config.seed);
  }
  return dataset;
}

Result<TrainOutcome> train(const TrainRequest& request) { return Run(request).go(); }

}  // namespace lesion
