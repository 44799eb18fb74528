#include "native/dissect/filter_effects.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <utility>

#include "core/onnx/ablate.h"
#include "core/onnx/dequantise.h"
#include "core/onnx/tap.h"
#include "native/data/parallel.h"
#include "native/data/random.h"
#include "native/dissect/bootstrap.h"

namespace lesion {
namespace {

// Filters of one run: few enough that the maps behind the first layer stay small.
constexpr int kMostRows = 16;

}  // namespace

Result<Ablation> Ablation::open(const onnx::Model& given, const ModelCard& card,
                                const std::vector<std::string>& layers) {
  onnx::Model model = given;
  if (auto done = onnx::dequantise_weights(model); !done)
    return tl::unexpected<Error>(done.error());
  const auto all = onnx::find_layers(model).layers;
  std::vector<Tail> tails;
  std::size_t filters = 0;
  const std::array outputs = {card.logits_tensor};
  for (const std::string& name : layers) {
    const auto info = std::find_if(all.begin(), all.end(),
                                   [&](const auto& layer) { return layer.tensor == name; });
    if (info == all.end()) {
      return fail(ErrorKind::kUnsupported, "the filters of " + name + " cannot be put out");
    }
    auto restart = onnx::restart_behind(model, *info, outputs);
    if (!restart) return tl::unexpected<Error>(restart.error());
    if (!restart->carried.empty()) {
      return fail(ErrorKind::kUnsupported, "the filters of " + name + " cannot be put out: " +
                                               restart->carried.front() + " passes it by");
    }
    auto runtime = TorchRuntime::open_graph(std::move(restart->model));
    if (!runtime) return tl::unexpected<Error>(runtime.error());
    const onnx::FilterSwitch& at = restart->at;
    filters += static_cast<std::size_t>(at.filters);
    tails.push_back({at.layer, at.keep, at.replacement, at.filters, std::move(*runtime)});
  }
  auto whole = TorchRuntime::open(std::move(model));
  if (!whole) return tl::unexpected<Error>(whole.error());
  Ablation ablation(card, std::move(*whole));
  ablation.tails_ = std::move(tails);
  ablation.filters_ = filters;
  return ablation;
}

Result<double> Ablation::log_odds(std::span<const float> output) const {
  const double p = probability(card_, output);
  if (!(p >= 0 && p <= 1)) {
    return fail(ErrorKind::kCorrupt, "the output " + card_.logits_tensor + " is no estimate");
  }
  const double held = std::clamp(p, kLeastProbability, 1 - kLeastProbability);
  return std::log(held / (1 - held));
}

Result<std::vector<float>> Ablation::means(const InputTensor& input) const {
  const auto outputs = whole_.run(input.values, input.shape);
  if (!outputs) return tl::unexpected<Error>(outputs.error());
  std::vector<float> means;
  for (const Tail& tail : tails_) {
    const NamedTensor* maps = outputs->find(tail.maps);
    if (maps == nullptr || maps->values.empty()) {
      return fail(ErrorKind::kCorrupt, "the layer " + tail.maps + " is no output with maps");
    }
    const std::size_t area = maps->values.size() / static_cast<std::size_t>(tail.filters);
    for (std::size_t f = 0; f < static_cast<std::size_t>(tail.filters); ++f) {
      double sum = 0;
      for (std::size_t i = f * area; i < (f + 1) * area; ++i) {
        sum += static_cast<double>(maps->values[i]);
      }
      means.push_back(static_cast<float>(sum / static_cast<double>(area)));
    }
  }
  return means;
}

Result<void> Ablation::put_out(const Tail& tail, const NamedTensor& maps,
                               std::span<const float> instead, double before, bool zero,
                               std::vector<float>& changes) const {
  const auto filters = static_cast<std::size_t>(tail.filters);
  const std::size_t area = maps.values.size() / filters;
  const std::size_t first = changes.size();
  changes.resize(first + filters, 0.0f);
  std::vector<std::size_t> wanted;
  for (std::size_t f = 0; f < filters; ++f) {
    const auto begin = maps.values.begin() + static_cast<std::ptrdiff_t>(f * area);
    const bool silent = std::all_of(begin, begin + static_cast<std::ptrdiff_t>(area),
                                    [](float value) { return value == 0; });
    if (!zero || !silent) wanted.push_back(f);
  }
  for (std::size_t at = 0; at < wanted.size(); at += kMostRows) {
    const std::size_t rows = std::min<std::size_t>(kMostRows, wanted.size() - at);
    std::vector<float> keep(rows * filters, 1.0f);
    for (std::size_t row = 0; row < rows; ++row) keep[row * filters + wanted[at + row]] = 0;
    const auto count = static_cast<std::int64_t>(rows);
    const std::array<Feed, 3> feeds = {{{tail.maps, maps.shape, maps.values},
                                        {tail.keep, {count, tail.filters, 1, 1}, keep},
                                        {tail.replacement, {1, tail.filters, 1, 1}, instead}}};
    const auto outputs = tail.runtime.run(feeds);
    if (!outputs) return tl::unexpected<Error>(outputs.error());
    const NamedTensor* answer = outputs->find(card_.logits_tensor);
    const std::size_t each = output_count(card_);
    if (answer == nullptr || answer->values.size() != rows * each) {
      return fail(ErrorKind::kCorrupt, "the model has no output " + card_.logits_tensor);
    }
    for (std::size_t row = 0; row < rows; ++row) {
      const auto after = log_odds(std::span(answer->values).subspan(row * each, each));
      if (!after) return tl::unexpected<Error>(after.error());
      changes[first + wanted[at + row]] = static_cast<float>(*after - before);
    }
  }
  return {};
}

Result<FilterChanges> Ablation::changes(const InputTensor& input,
                                        std::span<const float> means) const {
  const auto outputs = whole_.run(input.values, input.shape);
  if (!outputs) return tl::unexpected<Error>(outputs.error());
  const NamedTensor* answer = outputs->find(card_.logits_tensor);
  if (answer == nullptr || answer->values.size() != output_count(card_)) {
    return fail(ErrorKind::kCorrupt, "the model has no output " + card_.logits_tensor);
  }
  const auto before = log_odds(answer->values);
  if (!before) return tl::unexpected<Error>(before.error());
  FilterChanges changes;
  std::size_t first = 0;
  for (const Tail& tail : tails_) {
    const NamedTensor* maps = outputs->find(tail.maps);
    const auto filters = static_cast<std::size_t>(tail.filters);
    if (maps == nullptr || maps->shape.size() != 4 || maps->shape[0] != 1 ||
        maps->shape[1] != tail.filters) {
      return fail(ErrorKind::kCorrupt, "the layer " + tail.maps + " is no output with maps");
    }
    const std::vector<float> zeros(filters, 0.0f);
    if (auto done = put_out(tail, *maps, zeros, *before, true, changes[0]); !done) {
      return tl::unexpected<Error>(done.error());
    }
    if (!means.empty()) {
      const auto instead = means.subspan(first, filters);
      if (auto done = put_out(tail, *maps, instead, *before, false, changes[1]); !done) {
        return tl::unexpected<Error>(done.error());
      }
    }
    first += filters;
  }
  return changes;
}

std::vector<EffectCard> mean_filter_effects(std::span<const FilterChanges> images, PutOut by,
                                            std::uint64_t seed) {
  std::vector<EffectCard> effects;
  const auto way = static_cast<std::size_t>(by);
  if (images.empty()) return effects;
  for (std::size_t f = 0; f < images[0][way].size(); ++f) {
    std::vector<double> changes;
    for (const FilterChanges& one : images) changes.push_back(static_cast<double>(one[way][f]));
    Random random({seed, f, way, 0xF117E5ull});
    effects.push_back(mean_with_interval(changes, random));
  }
  return effects;
}

namespace {

using Told = std::function<void(const char*, std::size_t, std::size_t)>;

Result<void> take_means(const Ablation& ablation, const FilterEffectsRequest& request,
                        const Told& progress, FilterEffects& found) {
  std::vector<std::vector<float>> each(request.training_images);
  std::atomic<std::size_t> done{0};
  const auto asked = for_all(each.size(), request.threads, [&](std::size_t i) -> Result<void> {
    const auto input = request.training_input(i);
    if (!input) return {};
    auto means = ablation.means(*input);
    if (!means) return tl::unexpected<Error>(means.error());
    each[i] = std::move(*means);
    if (const std::size_t n = ++done; n % 20 == 0) progress("means", n, each.size());
    return {};
  });
  if (!asked) return asked;
  std::vector<double> sums(ablation.filters());
  int images = 0;
  for (const auto& means : each) {
    if (means.empty()) continue;
    ++images;
    for (std::size_t f = 0; f < sums.size(); ++f) sums[f] += static_cast<double>(means[f]);
  }
  if (images == 0) return {};
  found.record.means_from = request.means_from;
  found.record.means_images = images;
  for (const double sum : sums) found.means.push_back(static_cast<float>(sum / images));
  return {};
}

}  // namespace

Result<FilterEffects> filter_effects(const onnx::Model& model, const ModelCard& card,
                                     const std::vector<std::string>& layers,
                                     const FilterEffectsRequest& request, const Told& progress) {
  FilterEffects found;
  const auto ablation = Ablation::open(model, card, layers);
  if (!ablation) {
    found.why_not = ablation.error().message;
    return found;
  }
  if (const auto done = take_means(*ablation, request, progress, found); !done) {
    return tl::unexpected<Error>(done.error());
  }
  std::vector<FilterChanges> changes(request.images);
  std::atomic<std::size_t> done{0};
  const auto asked = for_all(changes.size(), request.threads, [&](std::size_t n) -> Result<void> {
    const auto input = request.input(n);
    if (!input) return tl::unexpected<Error>(input.error());
    auto one = ablation->changes(*input, found.means);
    if (!one) return tl::unexpected<Error>(one.error());
    changes[n] = std::move(*one);
    if (const std::size_t now = ++done; now % 20 == 0) progress("filters", now, changes.size());
    return {};
  });
  if (!asked) return tl::unexpected<Error>(asked.error());
  found.record.images = static_cast<int>(changes.size());
  found.by_zero = mean_filter_effects(changes, PutOut::kZero, request.seed);
  found.by_mean = mean_filter_effects(changes, PutOut::kMean, request.seed);
  return found;
}

}  // namespace lesion
