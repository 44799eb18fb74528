#include "native/train/trainer.h"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <exception>
#include <memory>
#include <optional>

#include "native/data/sources.h"
#include "native/train/device.h"
#include "native/train/device_learner.h"
#include "native/train/device_stage.h"
#include "native/train/group.h"
#include "native/train/loader.h"
#include "native/train/run_data.h"
#include "native/train/run_folder.h"
#include "native/train/starting_state.h"
#include "native/train/step.h"
#include "native/train/validation.h"

namespace lesion {
namespace {

using Clock = std::chrono::steady_clock;

// Between two looks of the bar on a terminal.
constexpr double kStatusSeconds = 0.2;
// Between two checkpoints at the end of epochs on a graphics card, the best and the last apart.
constexpr double kLeastSecondsBetweenSaves = 10;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

template <typename... Values>
std::string text_of(const char* format, Values... values) {
  char text[300];
  std::snprintf(text, sizeof text, format, values...);
  return text;
}

// What a rank wants that all must do at the same step.
enum Wish : unsigned { kSave = 1, kStop = 2 };

class Run {
 public:
  explicit Run(const TrainRequest& request)
      : request_(request), group_(request.group), folder_{request.run} {}

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
  // Speaks, and owns the run's folder.
  bool leads() const { return group_ == nullptr || group_->rank() == 0; }

  void say(const std::string& line) const {
    if (request_.print && leads()) request_.print(line);
  }

  Result<void> prepare() {
    auto state = starting_state(request_);
    if (!state) return tl::unexpected(state.error());
    state_ = std::move(*state);
    const TrainConfig& config = state_.config;
    if (const auto checked = check_config(config); !checked) return checked;
    if (const auto there = check_device(config.device); !there) return there;
    if (const auto opened = open_lesions(); !opened) return opened;
    device_ = torch_device(config.device, group_ != nullptr ? group_->local_rank() : 0);
    auto teachers = teachers_for(state_.config, device_);
    if (!teachers) return tl::unexpected(teachers.error());
    teachers_ = std::move(*teachers);
    if (const auto opened = open_data(); !opened) return opened;
    for (const std::string& line : parts_lines(data_.dataset)) say(line);
    const bool fresh = state_.adam.weights.empty();
    if (fresh && config.diagnoses > 0) state_.diagnoses = data_.dataset.diagnoses;
    if (config.diagnoses > 0 && state_.diagnoses.empty()) {
      return fail(ErrorKind::kInvalidArgument,
                  "--diagnoses: the table has no diagnosis for every image; give --diagnoses 0");
    }
    auto plan = make_plan(config.plan_options(static_cast<int>(state_.diagnoses.size())));
    if (!plan) return tl::unexpected(plan.error());
    plan_ = std::move(*plan);
    say(text_of("network: %s, width %d, %zu parameters", arch_name(config.arch), config.width,
                plan_.parameter_count()));
    set_ = training_set(data_.dataset, state_.diagnoses);
    loss_ = loss_options(config, set_, state_.diagnoses.size());
    if (const auto started = fresh ? begin_state() : check_state(); !started) {
      return started;
    }
    start_workers();
    return {};
  }

  // What finds the lesions, where squares are fitted to them: for good what it was at the start.
  Result<void> open_lesions() {
    TrainConfig& config = state_.config;
    if (config.square != CropKind::kLesion || !request_.lesions) return {};
    auto lesions = request_.lesions();
    if (!lesions) return tl::unexpected(lesions.error());
    lesions_ = std::move(*lesions);
    if (config.masks == 0) config.masks = lesions_->identity();
    if (config.masks == lesions_->identity()) return {};
    return fail(ErrorKind::kInvalidArgument,
                "--masks: another network found the lesions when this run began; name that one");
  }

  // On one machine after another's first rank: they may share the cache's folder.
  Result<void> in_turn(const std::function<Result<void>()>& work) const {
    return group_ != nullptr ? group_->in_turn(work) : work();
  }

  Result<void> open_data() {
    const auto opened = in_turn([&]() -> Result<void> {
      auto data = open_run_data(request_.data, cache_folder(), state_.config, lesions_.get(),
                                [this](const std::string& line) { say(line); });
      if (!data) return tl::unexpected(data.error());
      data_ = std::move(*data);
      return {};
    });
    if (!opened || group_ == nullptr) return opened;
    const auto all = group_->gather(
        {reinterpret_cast<const std::uint8_t*>(&data_.identity), sizeof data_.identity});
    if (!all) return tl::unexpected(all.error());
    for (std::size_t at = 0; at < all->size(); at += sizeof data_.identity) {
      if (std::memcmp(all->data() + at, all->data(), sizeof data_.identity) == 0) continue;
      return fail(ErrorKind::kInvalidArgument,
                  "rank " + std::to_string(at / sizeof data_.identity) +
                      " reads another table or other images than rank 0: --data must hold the "
                      "same everywhere");
    }
    return {};
  }

  void start_workers() {
    const TrainConfig& config = state_.config;
    const int rank = group_ != nullptr ? group_->rank() : 0;
    crew_ = crew_of(rank, config.ranks, config.workers());
    workers_ = std::make_unique<Workers>(config.workers());
    const Learning learning{.plan = plan_,
                            .config = state_.config,
                            .loss = loss_,
                            .adam = state_.adam,
                            .buffers = state_.buffers,
                            .average_buffers = state_.average_buffers,
                            .group = group_,
                            .teachers = teachers_.get(),
                            .images = [this](const Batch& batch) {
                              return device_stage_->images(batch, state_.config);
                            }};
    if (config.device == Device::kCpu) {
      learner_ = std::make_unique<ThreadLearner>(learning, *workers_);
    } else {
      auto learner = std::make_unique<DeviceLearner>(
          learning, device_,
          config.precision == Precision::kBfloat16 ? torch::kBFloat16 : torch::kFloat32);
      device_learner_ = learner.get();
      learner_ = std::move(learner);
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
    remember_data(data_, state_);
    if (!leads()) return {};
    if (const auto begun = folder_.begin(state_, request_.data); !begun) return begun;
    if (const auto listed = folder_.list_left_out(data_.left_out); !listed) return listed;
    // Now, so that a disk without room is found out before an hour of learning.
    return save_checkpoint(folder_.last(), state_);
  }

  Result<void> check_state() const {
    if (const auto same = check_same_data(data_, state_); !same) return same;
    if (state_.adam.weights.size() == plan_.parameter_floats &&
        state_.buffers.size() == plan_.buffer_floats) {
      say(text_of("going on at epoch %d, step %d", state_.epoch + 1, state_.step));
      return {};
    }
    return fail(ErrorKind::kInvalidArgument, "last.ckpt: was made with another network");
  }

  std::filesystem::path cache_folder() const {
    return request_.cache.empty() ? folder_.path / "cache" : request_.cache;
  }

  // Images at the size of the stage, for learning and, this process's share, for validation.
  Result<void> enter_stage(int size) {
    if (stage_size_ == size) return {};
    const TrainConfig& config = state_.config;
    const int side = config.cache_side(size);
    level_.reset();
    if (side != data_.cache.side()) {
      const auto made = in_turn([&]() -> Result<void> {
        auto level = PixelCache::resized(data_.cache, cache_folder(), side, config.threads);
        if (!level) return tl::unexpected(level.error());
        level_ = std::move(*level);
        return {};
      });
      if (!made) return made;
    }
    val_labels_.clear();
    val_sources_.clear();
    const auto places = data_.dataset.part(Part::kVal);
    for (const std::size_t place : places) {
      const Record& record = data_.dataset.records[place];
      val_labels_.push_back(record.label == kMalignant ? 1 : 0);
      val_sources_.push_back(record.source);
    }
    const std::size_t begin = crew_.begin(crew_.first, places.size());
    const std::size_t end = crew_.begin(crew_.first + crew_.here, places.size());
    auto val = PreparedImages::load(data_.dataset, std::span(places).subspan(begin, end - begin),
                                    config.rule(size), config.threads, lesions_.get());
    if (!val) return tl::unexpected(val.error());
    val_ = std::move(*val);
    device_stage_.reset();
    if (config.device != Device::kCpu) {
      device_stage_.emplace(level_ ? *level_ : data_.cache, set_.images, val_, device_);
    }
    stage_size_ = size;
    return {};
  }

  bool interrupted() const {
    return request_.interrupt != nullptr && request_.interrupt->load() != 0;
  }

  // On all ranks at once; the files are rank 0's, last.ckpt and before it `best` where wanted.
  // Killed between the two, the run does this epoch's end again. The other way round it would go on
  // believing in a best.ckpt that was never written.
  Result<void> save(bool best = false) {
    if (const auto complete = learner_->complete(); !complete) return complete;
    if (!leads()) return {};
    if (best) {
      if (const auto saved = save_checkpoint(folder_.best(), state_); !saved) return saved;
    }
    return save_checkpoint(folder_.last(), state_);
  }

  // True when the epoch was finished, false when interrupted (and saved).
  Result<bool> run_epoch() {
    const TrainConfig& config = state_.config;
    const int size = config.stage_of(state_.epoch).size;
    if (const auto entered = enter_stage(size); !entered) return tl::unexpected(entered.error());
    const int steps = Loader::steps(config, set_.images.size());
    const long all_steps = static_cast<long>(steps) * config.epochs();
    const int loader_threads = std::max(1, config.threads / 8);
    Loader loader(config, set_, level_ ? *level_ : data_.cache, size, state_.epoch, state_.step,
                  loader_threads, crew_, device_stage_.has_value());
    const auto start = Clock::now();
    const double seconds_before = state_.seconds;
    // A terminal shows the bar at once, however short the epoch.
    auto last_line = request_.status ? Clock::time_point{} : start;
    auto last_save = start;
    double images = 0;
    double rate = 0;
    while (state_.step < steps) {
      const Batch& batch = loader.next();
      rate = rate_at(config, state_.steps_done, all_steps);
      const auto loss = learner_->step(batch, rate, state_.steps_done);
      if (!loss) return tl::unexpected(loss.error());
      if (!std::isfinite(*loss)) {
        return fail(ErrorKind::kInvalidArgument,
                    text_of("epoch %d step %d: the loss is not a number any more; a smaller "
                            "--rate may help. last.ckpt holds the run before this epoch's trouble",
                            state_.epoch + 1, state_.step + 1));
      }
      state_.loss_sum += *loss;
      ++state_.step;
      ++state_.steps_done;
      images += batch.whole;
      state_.seconds = seconds_before + seconds_since(start);
      const double between = request_.status ? kStatusSeconds : request_.log_seconds;
      if (seconds_since(last_line) >= between) {
        last_line = Clock::now();
        show(steps, images / seconds_since(start), size);
      }
      unsigned wishes = interrupted() ? kStop : 0u;
      if (leads() && seconds_since(last_save) >= 60 * request_.save_minutes) wishes |= kSave;
      if (group_ != nullptr) {
        const auto all = group_->any(wishes);
        if (!all) return tl::unexpected(all.error());
        wishes = *all;
      }
      if (wishes != 0) {
        last_save = Clock::now();
        if (const auto saved = save(); !saved) return tl::unexpected(saved.error());
      }
      if ((wishes & kStop) != 0) return false;
    }
    return end_epoch(steps, rate, images / seconds_since(start), size);
  }

  void show(int steps, double speed, int size) const {
    const Progress progress{.epoch = state_.epoch + 1,
                            .epochs = state_.config.epochs(),
                            .size = size,
                            .step = state_.step,
                            .steps = steps,
                            .speed = speed,
                            .loss = state_.loss_sum / state_.step,
                            .seconds_left = (steps - state_.step) * state_.config.batch / speed,
                            .best_auc = state_.best_auc};
    if (!request_.status) {
      say(progress_line(progress));
    } else if (leads()) {
      request_.status(progress);
    }
  }

  Result<bool> end_epoch(int steps, double rate, double speed, int size) {
    const auto figures_now = validate_all();
    if (!figures_now) return tl::unexpected(figures_now.error());
    const ValidationFigures& figures = *figures_now;
    const EpochRow row{.epoch = state_.epoch + 1,
                       .size = size,
                       .rate = rate,
                       .loss = state_.loss_sum / steps,
                       .val_loss = figures.loss,
                       .val_auc = merit(figures),
                       .images_per_second = speed,
                       .seconds = state_.seconds};
    for (const std::string& line :
         epoch_lines(row, state_.config.epochs(), figures, data_.dataset)) {
      say(line);
    }
    ++state_.epoch;
    state_.step = 0;
    state_.loss_sum = 0;
    // Only epochs at the size that ships compete: the best must be fit for its own input.
    const bool best = size == state_.config.input_size() && row.val_auc > state_.best_auc;
    if (best) {
      state_.best_auc = row.val_auc;
      state_.best_epoch = row.epoch - 1;
    }
    if (leads()) {
      if (const auto added = folder_.add(row); !added) return tl::unexpected(added.error());
    }
    // On a graphics card an epoch may take a second, and a checkpoint as long.
    const bool soon = device_learner_ != nullptr && !best &&
                      state_.epoch < state_.config.epochs() &&
                      seconds_since(last_epoch_save_) < kLeastSecondsBetweenSaves;
    if (soon) return true;
    last_epoch_save_ = Clock::now();
    if (const auto saved = save(best); !saved) return tl::unexpected(saved.error());
    return true;
  }

  Result<ValidationFigures> validate_all() {
    const bool average = state_.config.average > 0;
    if (device_learner_ == nullptr) {
      if (const auto complete = learner_->complete(); !complete) {
        return tl::unexpected(complete.error());
      }
    }
    auto margins = device_learner_ != nullptr
                       ? device_learner_->margins(device_stage_->validation(), average)
                       : margins_of(plan_, average ? state_.adam.average : state_.adam.weights,
                                    average ? state_.average_buffers : state_.buffers, *workers_,
                                    crew_, val_, val_labels_.size(), device_);
    if (group_ != nullptr) {
      auto all = group_->gather(margins);
      if (!all) return tl::unexpected(all.error());
      margins = std::move(*all);
    }
    return figures_of(std::move(margins), val_labels_, val_sources_);
  }

  const TrainRequest& request_;
  Group* group_;
  RunFolder folder_;
  Checkpoint state_;
  std::shared_ptr<LesionPlaces> lesions_;
  RunData data_;
  Plan plan_;
  TrainingSet set_;
  LossOptions loss_;
  std::optional<PixelCache> level_;
  Crew crew_;
  c10::Device device_ = torch::kCPU;
  PreparedImages val_;
  std::vector<std::uint8_t> val_labels_;
  std::vector<int> val_sources_;
  int stage_size_ = 0;
  std::unique_ptr<Teachers> teachers_;
  std::unique_ptr<Workers> workers_;
  std::unique_ptr<Learner> learner_;
  DeviceLearner* device_learner_ = nullptr;  // learner_, on a device
  std::optional<DeviceStage> device_stage_;
  Clock::time_point last_epoch_save_{};
};

}  // namespace

Result<TrainOutcome> train(const TrainRequest& request) {
  if (request.group == nullptr) return Run(request).go();
  try {
    auto outcome = Run(request).go();
    if (!outcome) {
      request.group->leave(outcome.error().message);
    } else if (const auto finished = request.group->finish(); !finished) {
      return tl::unexpected(finished.error());
    }
    return outcome;
  } catch (const std::exception& error) {
    request.group->leave(error.what());
    throw;
  }
}

}  // namespace lesion
