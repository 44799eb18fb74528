#include "native/masks/trainer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <future>
#include <numeric>
#include <optional>
#include <span>
#include <utility>

#include <ATen/Parallel.h>

#include "native/data/parallel.h"
#include "native/masks/images.h"
#include "native/masks/network.h"
#include "native/masks/plan.h"
#include "native/masks/topology.h"
#include "native/masks/variation.h"
#include "native/train/checkpoint.h"
#include "native/train/optimiser.h"

namespace lesion {
namespace {

using Clock = std::chrono::steady_clock;

struct MaskBatch {
  std::vector<float> images;   // rows x columns x R,G,B an image
  std::vector<float> targets;  // kMasks planes an image
  std::vector<float> known;    // 1 where the attributes are known
};

torch::Tensor images_of(const MaskBatch& batch, std::int64_t size) {
  const auto count = static_cast<std::int64_t>(batch.known.size());
  // Read only: from_blob has no form for constant memory.
  return torch::from_blob(const_cast<float*>(batch.images.data()), {count, 3, size, size},
                          {size * size * 3, 1, size * 3, 3}, torch::kFloat32);
}

torch::Tensor targets_of(const MaskBatch& batch, std::int64_t size) {
  const auto count = static_cast<std::int64_t>(batch.known.size());
  const std::int64_t side = size / kMaskStride;
  return torch::from_blob(const_cast<float*>(batch.targets.data()), {count, kMasks, side, side},
                          torch::kFloat32);
}

torch::Tensor known_of(const MaskBatch& batch) {
  return torch::from_blob(const_cast<float*>(batch.known.data()),
                          {static_cast<std::int64_t>(batch.known.size())}, torch::kFloat32);
}

struct Item {
  std::size_t source = 0;
  std::size_t place = 0;
};

class MaskRun {
 public:
  explicit MaskRun(const MaskTrainRequest& request) : request_(request) {}

  Result<bool> go() {
    at::set_num_threads(1);
    if (const auto ready = prepare(); !ready) return tl::unexpected(ready.error());
    while (state_.epoch < state_.config.epochs()) {
      const auto whole = run_epoch();
      if (!whole || !*whole) return whole;
    }
    return true;
  }

 private:
  void say(const std::string& line) const {
    if (request_.print) request_.print(line);
  }

  Result<void> prepare() {
    state_.config = request_.config;
    if (request_.resume) {
      auto loaded = load_checkpoint(request_.run / "last.ckpt");
      if (!loaded) return tl::unexpected(loaded.error());
      state_ = std::move(*loaded);
      if (request_.change_stages) state_.config.stages = request_.config.stages;
    }
    for (const Stage& stage : state_.config.stages) {
      if (stage.size % kMaskMultiple != 0) {
        return fail(ErrorKind::kInvalidArgument,
                    "--stages: sizes must be multiples of " + std::to_string(kMaskMultiple));
      }
    }
    auto plan = make_mask_plan(state_.config.width);
    if (!plan) return tl::unexpected(plan.error());
    plan_ = std::move(*plan);
    say("network: " + std::to_string(plan_.parameter_count()) + " parameters");
    const int side = state_.config.cache_side(state_.config.input_size());
    for (const auto& folder : request_.data) {
      auto source = open_masked_source(folder, request_.cache / folder.filename(), side,
                                       state_.config.threads);
      if (!source) return tl::unexpected(source.error());
      say(source->dataset.name + ": " + std::to_string(source->dataset.part(Part::kTrain).size()) +
          " to learn from, " + std::to_string(source->dataset.part(Part::kVal).size()) +
          " for validation" + (source->has_attributes ? ", with attributes" : ""));
      sources_.push_back(std::move(*source));
    }
    if (!state_.adam.weights.empty()) {
      if (state_.adam.weights.size() == plan_.parameter_floats) return {};
      return fail(ErrorKind::kInvalidArgument, "last.ckpt: is of another network");
    }
    AdamState& adam = state_.adam;
    adam.weights.resize(plan_.parameter_floats);
    state_.buffers.resize(plan_.buffer_floats);
    initialise(plan_, state_.config.seed, adam.weights, state_.buffers);
    adam.first.assign(plan_.parameter_floats, 0.0f);
    adam.second.assign(plan_.parameter_floats, 0.0f);
    adam.average = adam.weights;
    state_.average_buffers = state_.buffers;
    std::error_code made;
    std::filesystem::create_directories(request_.run, made);
    return save_checkpoint(request_.run / "last.ckpt", state_);
  }

  int steps() const { return std::max(1, request_.epoch_images / state_.config.batch); }

  // An epoch's draws: each source by its share, its images in shuffled rounds.
  std::vector<Item> order(int epoch) const {
    std::vector<double> shares = request_.shares;
    if (shares.size() != sources_.size()) {
      shares.clear();
      for (const MaskedSource& source : sources_) {
        shares.push_back(std::sqrt(static_cast<double>(source.dataset.part(Part::kTrain).size())));
      }
    }
    const double whole = std::accumulate(shares.begin(), shares.end(), 0.0);
    const auto wanted = static_cast<std::size_t>(steps() * state_.config.batch);
    Random random({state_.config.seed, 0x3A5Cu, static_cast<std::uint64_t>(epoch)});
    std::vector<Item> items;
    for (std::size_t s = 0; s < sources_.size(); ++s) {
      auto places = sources_[s].dataset.part(Part::kTrain);
      const bool last = s + 1 == sources_.size();
      const std::size_t count =
          last ? wanted - items.size()
               : static_cast<std::size_t>(shares[s] / whole * static_cast<double>(wanted));
      for (std::size_t i = 0; i < count; ++i) {
        if (i % places.size() == 0) random.shuffle(places);
        items.push_back({s, places[i % places.size()]});
      }
    }
    random.shuffle(items);
    return items;
  }

  const PixelCache& level(std::size_t source) const {
    return levels_[source] ? *levels_[source] : sources_[source].cache;
  }

  Result<void> enter_stage(int size) {
    if (size == stage_size_) return {};
    levels_.clear();
    levels_.resize(sources_.size());
    const int side = state_.config.cache_side(size);
    for (std::size_t s = 0; s < sources_.size(); ++s) {
      if (side == sources_[s].cache.side()) continue;
      auto made =
          PixelCache::resized(sources_[s].cache, request_.cache / request_.data[s].filename(), side,
                              state_.config.threads);
      if (!made) return tl::unexpected(made.error());
      levels_[s] = std::move(*made);
    }
    stage_size_ = size;
    return {};
  }

  void resize(MaskBatch& batch, std::size_t count) const {
    const auto size = static_cast<std::size_t>(stage_size_);
    const std::size_t small = size / kMaskStride;
    batch.images.resize(count * size * size * 3);
    batch.targets.resize(count * small * small * static_cast<std::size_t>(kMasks));
    batch.known.resize(count);
  }

  void put(MaskBatch& batch, std::size_t at, const Item& item, const MaskVariation& how) const {
    const MaskedSource& source = sources_[item.source];
    const std::size_t floats = batch.images.size() / batch.known.size();
    const std::size_t marks = batch.targets.size() / batch.known.size();
    vary(level(item.source).image(item.place), level(item.source).side(), source.masks[item.place],
         how, state_.config.rule(stage_size_), std::span(batch.images).subspan(at * floats, floats),
         std::span(batch.targets).subspan(at * marks, marks));
    batch.known[at] = source.has_attributes ? 1.0f : 0.0f;
  }

  MaskBatch make(const std::vector<Item>& items, int step) const {
    const auto batch_size = static_cast<std::size_t>(state_.config.batch);
    MaskBatch batch;
    resize(batch, batch_size);
    for (std::size_t i = 0; i < batch_size; ++i) {
      const std::size_t at = static_cast<std::size_t>(step) * batch_size + i;
      Random random({state_.config.seed, 0x3A5Du, static_cast<std::uint64_t>(state_.epoch), at});
      put(batch, i, items[at], draw_mask_variation(request_.overlays, random));
    }
    return batch;
  }

  Result<bool> run_epoch() {
    const int size = state_.config.stage_of(state_.epoch).size;
    if (const auto entered = enter_stage(size); !entered) return tl::unexpected(entered.error());
    const std::vector<Item> items = order(state_.epoch);
    const long all_steps = static_cast<long>(steps()) * state_.config.epochs();
    std::vector<float> gradients(plan_.parameter_floats);
    MaskNetwork network(plan_, state_.adam.weights.data(), state_.buffers.data(), gradients.data());
    const auto start = Clock::now();
    auto last_line = start;
    const auto begin = [&](int step) {
      return std::async(std::launch::async, [&, step] { return make(items, step); });
    };
    // A run stopped in its last step, or in the validation behind it, has no step left.
    std::future<MaskBatch> next;
    if (state_.step < steps()) next = begin(state_.step);
    while (state_.step < steps()) {
      const MaskBatch batch = next.get();
      if (state_.step + 1 < steps()) next = begin(state_.step + 1);
      const double loss = learn(network, batch, gradients, all_steps);
      if (!std::isfinite(loss)) {
        return fail(ErrorKind::kInvalidArgument,
                    "the loss is not a number any more; a smaller --rate may help");
      }
      state_.loss_sum += loss;
      ++state_.step;
      ++state_.steps_done;
      const bool stop = request_.interrupt != nullptr && request_.interrupt->load() != 0;
      const double waited = std::chrono::duration<double>(Clock::now() - last_line).count();
      if (waited > 60 || stop) {
        last_line = Clock::now();
        const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
        char text[160];
        std::snprintf(text, sizeof text, "epoch %d step %d/%d: loss %.4f, %.0f s", state_.epoch + 1,
                      state_.step, steps(), state_.loss_sum / state_.step, seconds);
        say(text);
        if (const auto saved = save_checkpoint(request_.run / "last.ckpt", state_); !saved) {
          return tl::unexpected(saved.error());
        }
      }
      if (stop) return false;
    }
    return end_epoch(std::chrono::duration<double>(Clock::now() - start).count());
  }

  double learn(MaskNetwork& network, const MaskBatch& batch, std::vector<float>& gradients,
               long all_steps) {
    std::fill(gradients.begin(), gradients.end(), 0.0f);
    const torch::Tensor loss =
        mask_loss(network.forward(images_of(batch, stage_size_), true),
                  targets_of(batch, stage_size_), known_of(batch), request_.attribute_weight);
    loss.backward();
    const TrainConfig& config = state_.config;
    const AdamOptions options{.rate = rate_at(config, state_.steps_done, all_steps),
                              .beta1 = config.beta1,
                              .beta2 = config.beta2,
                              .decay = config.decay,
                              .average = config.average};
    const float* slope = gradients.data();
    adam_step(plan_, options, state_.steps_done + 1, std::span(&slope, 1), state_.adam, 0,
              plan_.parameter_floats);
    const double t = static_cast<double>(state_.steps_done);
    const auto kept = static_cast<float>(std::min(config.average, (2 + t) / (11 + t)));
    for (std::size_t i = 0; i < state_.buffers.size(); ++i) {
      state_.average_buffers[i] += (1 - kept) * (state_.buffers[i] - state_.average_buffers[i]);
    }
    return loss.item<double>();
  }

  // Mean Jaccard index of the lesion on the part `val` of a source, before any mending.
  double validate(std::size_t source) {
    const torch::NoGradGuard no_gradients;
    MaskNetwork network(plan_, state_.adam.average.data(), state_.average_buffers.data(), nullptr);
    const auto places = sources_[source].dataset.part(Part::kVal);
    constexpr std::size_t kBatch = 32;
    double sum = 0;
    for (std::size_t first = 0; first < places.size(); first += kBatch) {
      MaskBatch batch;
      resize(batch, std::min(kBatch, places.size() - first));
      for (std::size_t i = 0; i < batch.known.size(); ++i) {
        put(batch, i, {source, places[first + i]}, {});
      }
      const torch::Tensor logits = network.forward(images_of(batch, stage_size_), false);
      const torch::Tensor found =
          torch::upsample_bilinear2d(logits.narrow(1, 0, 1), {kMaskSide, kMaskSide}, false) > 0;
      for (std::size_t i = 0; i < batch.known.size(); ++i) {
        const auto& truth = sources_[source].masks[places[first + i]].lesion;
        const torch::Tensor mask = torch::from_blob(const_cast<std::uint8_t*>(truth.data()),
                                                    {kMaskSide, kMaskSide}, torch::kUInt8) >= 128;
        const torch::Tensor mine = found[static_cast<std::int64_t>(i)][0];
        const double both = (mine & mask).sum().item<double>();
        const double either = (mine | mask).sum().item<double>();
        sum += either > 0 ? both / either : 1;
      }
    }
    return places.empty() ? 0 : sum / static_cast<double>(places.size());
  }

  Result<bool> end_epoch(double seconds) {
    state_.seconds += seconds;
    char text[160];
    std::snprintf(text, sizeof text, "epoch %d/%d (%d px): loss %.4f, %.0f s; Jaccard",
                  state_.epoch + 1, state_.config.epochs(), stage_size_, state_.loss_sum / steps(),
                  seconds);
    std::string line = text;
    double mean = 0;
    for (std::size_t s = 0; s < sources_.size(); ++s) {
      const double value = validate(s);
      mean += value / static_cast<double>(sources_.size());
      std::snprintf(text, sizeof text, " %s %.4f", sources_[s].dataset.name.c_str(), value);
      line += text;
    }
    say(line);
    ++state_.epoch;
    state_.step = 0;
    state_.loss_sum = 0;
    if (stage_size_ == state_.config.input_size() && mean > state_.best_auc) {
      state_.best_auc = mean;
      state_.best_epoch = state_.epoch - 1;
      if (const auto saved = save_checkpoint(request_.run / "best.ckpt", state_); !saved) {
        return tl::unexpected(saved.error());
      }
    }
    if (const auto saved = save_checkpoint(request_.run / "last.ckpt", state_); !saved) {
      return tl::unexpected(saved.error());
    }
    return true;
  }

  const MaskTrainRequest& request_;
  Checkpoint state_;
  Plan plan_;
  std::vector<MaskedSource> sources_;
  std::vector<std::optional<PixelCache>> levels_;
  int stage_size_ = 0;
};

}  // namespace

TrainConfig mask_config() {
  TrainConfig config = compact_config();
  config.width = 16;
  config.stages = {{64, 8}, {96, 4}, {128, 5}};
  config.batch = 32;
  config.rate = 3e-3;
  config.warm_up = 0.05;
  config.decay = 0.02;
  config.average = 0.995;
  config.cache_scale = 1.25;
  return config;
}

Result<bool> train_masks(const MaskTrainRequest& request) { return MaskRun(request).go(); }

}  // namespace lesion
