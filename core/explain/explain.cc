#include "core/explain/explain.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/explain/setting.h"

namespace lesion {
namespace {

constexpr int kMostSamples = 100'000;
constexpr int kMostBatch = 256;
constexpr double kMostNoise = 10;
constexpr double kLeastPenalty = 0.01;
constexpr double kMostPenalty = 99;

tl::unexpected<Error> out_of_range(const char* option, double low, double high) {
  return fail(ErrorCode::kExplainOption, {{"option", option}, {"low", low}, {"high", high}});
}

Result<void> check_options(const ExplainOptions& options, const InputRule& input) {
  const int side = std::min(input.width, input.height);
  if (options.samples < 0 || options.samples > kMostSamples) {
    return out_of_range("samples", 0, kMostSamples);
  }
  if (!(options.noise >= 0 && options.noise <= kMostNoise)) {
    return out_of_range("noise", 0, kMostNoise);
  }
  if (!(options.penalty >= kLeastPenalty && options.penalty <= kMostPenalty)) {
    return out_of_range("penalty", kLeastPenalty, kMostPenalty);
  }
  if (options.patch < 0 || options.patch > side) return out_of_range("patch", 0, side);
  if (options.stride < 0 || options.stride > side) return out_of_range("stride", 0, side);
  if (options.batch < 1 || options.batch > kMostBatch) return out_of_range("batch", 1, kMostBatch);
  return {};
}

Result<void> check_target(const ExplainTarget& target, const NetworkFacts& facts) {
  const int layers = static_cast<int>(facts.layers.size());
  if (!target.filter) {
    const bool fits = target.weights.size() == static_cast<std::size_t>(facts.outputs) &&
                      std::all_of(target.weights.begin(), target.weights.end(),
                                  [](float weight) { return std::isfinite(weight); });
    if (fits) return {};
    return fail(ErrorCode::kExplainClass,
                {{"output", target.weights.size()}, {"count", facts.outputs}});
  }
  const auto& filter = *target.filter;
  if (filter.layer < 0 || filter.layer >= layers) {
    return fail(ErrorCode::kExplainLayer, {{"layer", filter.layer}, {"count", layers}});
  }
  const auto& layer = facts.layers[static_cast<std::size_t>(filter.layer)];
  if (filter.filter < 0 || filter.filter >= layer.filters) {
    return fail(ErrorCode::kExplainFilter, {{"filter", filter.filter}, {"count", layer.filters}});
  }
  if (filter.response != FilterResponse::kCell) return {};
  if (filter.row < 0 || filter.row >= layer.height) {
    return out_of_range("row", 0, layer.height - 1);
  }
  if (filter.column < 0 || filter.column >= layer.width) {
    return out_of_range("column", 0, layer.width - 1);
  }
  return {};
}

bool all_finite(std::span<const float> values) {
  return std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); });
}

// Values of one image in each tensor of the graph that a run may name; 0 for others.
std::size_t size_of(const NetworkFacts& facts, const std::string& tensor) {
  if (tensor == facts.image) return facts.image_size();
  if (tensor == facts.output) return static_cast<std::size_t>(facts.outputs);
  for (const auto& layer : facts.layers) {
    if (layer.tensor == tensor) {
      return static_cast<std::size_t>(layer.filters) * static_cast<std::size_t>(layer.height) *
             static_cast<std::size_t>(layer.width);
    }
  }
  return 0;
}

Result<void> check_answer(const NetworkFacts& facts, const Run& run, const ExplainAnswer& answer) {
  const auto check = [&](const std::vector<std::string>& names,
                         const std::vector<std::vector<float>>& tensors) -> Result<void> {
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto wanted = size_of(facts, names[i]) * static_cast<std::size_t>(run.count);
      if (i >= tensors.size() || tensors[i].size() != wanted) {
        return fail(ErrorCode::kExplainAnswer, {{"tensor", names[i]}});
      }
      if (!all_finite(tensors[i])) return fail(ErrorCode::kExplainNotFinite);
    }
    return {};
  };
  if (auto done = check(run.values, answer.values); !done) return done;
  return check(run.gradients, answer.gradients);
}

}  // namespace

struct Explainer::State {
  const ExplainMethodRow& row;
  ExplainTarget target;
  ExplainSetting setting;
  std::unique_ptr<ExplainMethod> method;
  Explanation nothing;  // before the method has begun
  ExplainStep step;

  State(const ExplainMethodRow& row, ExplainTarget target) : row(row), target(std::move(target)) {}

  // From the answer of the image as it is: the seed, and the score.
  void begin(const ExplainAnswer& answer) {
    const auto& values = answer.values[0];
    setting.seed.assign(values.size(), 0.0f);
    if (!target.filter) {
      setting.seed = target.weights;
    } else {
      const auto& filter = *target.filter;
      const auto& layer = setting.facts.layers[static_cast<std::size_t>(filter.layer)];
      const auto width = static_cast<std::size_t>(layer.width);
      const auto cells = static_cast<std::size_t>(layer.height) * width;
      const std::size_t first = static_cast<std::size_t>(filter.filter) * cells;
      const auto begin = values.begin() + static_cast<std::ptrdiff_t>(first);
      const auto greatest = std::max_element(begin, begin + static_cast<std::ptrdiff_t>(cells));
      std::size_t cell = static_cast<std::size_t>(greatest - begin);
      if (filter.response == FilterResponse::kMaximum && row.makes_image) {
        cell = static_cast<std::size_t>(layer.height / 2) * width + width / 2;
      }
      if (filter.response == FilterResponse::kCell) {
        cell =
            static_cast<std::size_t>(filter.row) * width + static_cast<std::size_t>(filter.column);
      }
      if (filter.response == FilterResponse::kSum) {
        std::fill_n(setting.seed.begin() + static_cast<std::ptrdiff_t>(first), cells, 1.0f);
      } else {
        setting.seed[first + cell] = 1;
      }
    }
    setting.score = setting.score_of(answer, 0);
    method = row.make(setting);
    method->map.width = setting.width();
    method->map.height = setting.height();
    method->map.has_sign = row.has_sign;
    method->map.score = setting.score;
    method->map.values.assign(setting.area(), 0.0f);
  }
};

Explainer::Explainer(std::unique_ptr<State> state) : state_(std::move(state)) {}
Explainer::Explainer(Explainer&&) noexcept = default;
Explainer& Explainer::operator=(Explainer&&) noexcept = default;
Explainer::~Explainer() = default;

Result<Explainer> Explainer::start(const ExplainMethodRow& method, NetworkFacts facts,
                                   ExplainTarget target, ExplainOptions options,
                                   std::vector<float> image) {
  if (image.empty() || image.size() != facts.image_size()) {
    return fail(ErrorCode::kExplainAnswer, {{"tensor", facts.image}});
  }
  if (!all_finite(image)) return fail(ErrorCode::kExplainNotFinite);
  if (auto done = check_options(options, facts.input); !done) {
    return tl::unexpected<Error>(done.error());
  }
  if (auto done = check_target(target, facts); !done) return tl::unexpected<Error>(done.error());
  const int layers = static_cast<int>(facts.layers.size());
  if (method.uses_layer) {
    // A filter is explained by the layer before its own; the first by itself.
    const int usual = target.filter ? std::max(0, target.filter->layer - 1) : layers - 1;
    if (options.layer == -1) options.layer = usual;
    if (options.layer < 0 || options.layer >= layers) {
      return fail(ErrorCode::kExplainLayer, {{"layer", options.layer}, {"count", layers}});
    }
  }
  if (facts.one_at_a_time) options.batch = 1;
  auto state = std::make_unique<State>(method, std::move(target));
  auto& setting = state->setting;
  setting.facts = std::move(facts);
  setting.options = options;
  setting.image = std::move(image);
  setting.of =
      state->target.filter
          ? setting.facts.layers[static_cast<std::size_t>(state->target.filter->layer)].tensor
          : setting.facts.output;
  state->nothing.width = setting.width();
  state->nothing.height = setting.height();
  state->nothing.values.assign(setting.area(), 0.0f);
  state->nothing.has_sign = method.has_sign;
  state->step = {setting.score_run(setting.image, 1), 0};
  return Explainer(std::move(state));
}

const Run* Explainer::wanted() const { return state_->step.run ? &*state_->step.run : nullptr; }

double Explainer::progress() const { return state_->step.progress; }

const Explanation& Explainer::explanation() const {
  return state_->method ? state_->method->map : state_->nothing;
}

Result<void> Explainer::take(const ExplainAnswer& answer) {
  auto& step = state_->step;
  if (!step.run) return {};
  const auto& setting = state_->setting;
  if (auto done = check_answer(setting.facts, *step.run, answer); !done) return done;
  const bool first = state_->method == nullptr;
  if (first) state_->begin(answer);
  auto next = state_->method->step(first ? ExplainAnswer{} : answer);
  if (!next) return tl::unexpected<Error>(next.error());
  step = std::move(*next);
  const auto& map = state_->method->map;
  if (map.values.size() != setting.area() || !all_finite(map.values) || !all_finite(map.made)) {
    return fail(ErrorCode::kExplainNotFinite);
  }
  return {};
}

Result<Explanation> explain(const ExplainMethodRow& method, const NetworkFacts& facts,
                            const ExplainTarget& target, const ExplainOptions& options,
                            std::span<const float> image, const ExplainRunner& runner) {
  auto work = Explainer::start(method, facts, target, options, {image.begin(), image.end()});
  if (!work) return tl::unexpected<Error>(work.error());
  while (const Run* run = work->wanted()) {
    const auto answer = runner(*run);
    if (!answer) return tl::unexpected<Error>(answer.error());
    if (auto done = work->take(*answer); !done) return tl::unexpected<Error>(done.error());
  }
  return work->explanation();
}

}  // namespace lesion
