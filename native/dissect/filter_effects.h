// What each filter does to a network's answer: how far it moves when the filter alone is put out.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/model/card.h"
#include "core/model/preprocess.h"
#include "core/onnx/graph.h"
#include "native/runtime/torch_runtime.h"

namespace lesion {

// What stands for the map of a filter that is off, in every cell.
enum class PutOut { kZero, kMean };

// Of one image, by filters of all layers in the card's order: changes of the log-odds of the
// estimate, by PutOut; those of kMean are empty without means.
using FilterChanges = std::array<std::vector<float>, 2>;

// A network whose filters can be put out one by one: run anew from the changed layer on
// (onnx::restart_behind()), so that every change is exact. From any number of threads.
class Ablation {
 public:
  // `layers`: tensors of the card's layers. Fails as restart_behind() does, and where the network
  // cannot begin at a layer from its maps alone (a skip connection crosses it).
  static Result<Ablation> open(const onnx::Model& model, const ModelCard& card,
                               const std::vector<std::string>& layers);

  std::size_t filters() const { return filters_; }

  // Each filter's mean over its map on one image. Fails as TorchRuntime::run() does.
  Result<std::vector<float>> means(const InputTensor& input) const;

  // `means`: of filters(), what kMean replaces by; empty: kZero alone. A filter whose map is 0
  // everywhere changes nothing by kZero, without a run. Fails as TorchRuntime::run() does, and
  // where the answer is no estimate.
  Result<FilterChanges> changes(const InputTensor& input, std::span<const float> means) const;

 private:
  struct Tail {
    std::string maps;
    std::string keep;
    std::string replacement;
    int filters = 0;
    TorchRuntime runtime;
  };
  Ablation(ModelCard card, TorchRuntime whole) : card_(std::move(card)), whole_(std::move(whole)) {}
  Result<double> log_odds(std::span<const float> output) const;
  Result<void> put_out(const Tail& tail, const NamedTensor& maps, std::span<const float> instead,
                       double before, bool zero, std::vector<float>& changes) const;

  ModelCard card_;
  TorchRuntime whole_;
  std::vector<Tail> tails_;
  std::size_t filters_ = 0;
};

// Of all filters: mean change and its interval over images (bootstrap).
std::vector<EffectCard> mean_filter_effects(std::span<const FilterChanges> images, PutOut by,
                                            std::uint64_t seed);

// Images by number, as the network is shown them.
struct FilterEffectsRequest {
  std::size_t images = 0;
  std::function<Result<InputTensor>(std::size_t)> input;
  // Over which a filter's mean is taken; those that cannot be read are left out. None: no means.
  std::size_t training_images = 0;
  std::function<Result<InputTensor>(std::size_t)> training_input;
  std::string means_from;
  int threads = 1;
  std::uint64_t seed = 1;
};
// By filter, in the card's order; empty where there is none.
struct FilterEffects {
  FilterEffectsRecord record;  // without measured_on
  std::vector<float> means;
  std::vector<EffectCard> by_zero;
  std::vector<EffectCard> by_mean;
  std::string why_not;  // where the network cannot be run so
};
// The same request gives the same result, whatever the threads. Fails as its parts do, but where
// the filters cannot be put out.
Result<FilterEffects> filter_effects(
    const onnx::Model& model, const ModelCard& card, const std::vector<std::string>& layers,
    const FilterEffectsRequest& request,
    const std::function<void(const char*, std::size_t, std::size_t)>& progress);

}  // namespace lesion
