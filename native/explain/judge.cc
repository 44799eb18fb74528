#include "native/explain/judge.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include "core/explain/network.h"
#include "core/image/decode.h"
#include "core/model/operating.h"
#include "core/model/preprocess.h"
#include "core/model/region.h"
#include "core/onnx/dequantise.h"
#include "core/onnx/read.h"
#include "core/onnx/untrained.h"
#include "native/data/files.h"
#include "native/dissect/bootstrap.h"
#include "native/dissect/choose.h"
#include "native/explain/cascade.h"
#include "native/explain/runner.h"
#include "native/masks/evaluate.h"
#include "native/masks/finder.h"

namespace lesion {
namespace {

using Values = std::vector<float>;

// One image as it is judged on.
struct Seen {
  Values input;
  Values blurred;
  std::vector<std::uint8_t> mask;  // over the input; empty where it marks nothing or all
  std::size_t target = 0;          // of Judge::targets_
};

// Values of one measure by one method, image by image.
struct Series {
  std::array<std::vector<double>, kMeasureCount> of;

  void add(Measure measure, std::optional<double> value) {
    if (value) of[static_cast<std::size_t>(measure)].push_back(*value);
  }
};

// The mask over what the network sees, by the pixel under each of its pixels' middle.
std::vector<std::uint8_t> mask_on(const Mask& mask, const Rect& region, const InputRule& input) {
  std::vector<std::uint8_t> on;
  std::size_t count = 0;
  for (int y = 0; y < input.height; ++y) {
    const int row =
        static_cast<int>(std::floor(region.y + (y + 0.5) / input.height * region.height));
    for (int x = 0; x < input.width; ++x) {
      const int column =
          static_cast<int>(std::floor(region.x + (x + 0.5) / input.width * region.width));
      const bool marked = column >= 0 && row >= 0 && column < mask.width && row < mask.height &&
                          mask.at(column, row);
      on.push_back(marked ? 255 : 0);
      count += marked ? 1 : 0;
    }
  }
  if (count == 0 || count == on.size()) on.clear();
  return on;
}

std::vector<const ExplainMethodRow*> rows_of(const std::vector<std::string>& names) {
  std::vector<const ExplainMethodRow*> rows;
  for (const auto* row : explain_methods()) {
    const std::string name(row->name);
    if (row->makes_image) continue;  // says of no place of an image that it counts
    if (names.empty() || std::find(names.begin(), names.end(), name) != names.end()) {
      rows.push_back(row);
    }
  }
  return rows;
}

class Judge {
 public:
  Judge(const JudgeRequest& request, const JudgeProgress& progress)
      : request_(request), progress_(progress), rows_(rows_of(request.methods)) {}

  Result<void> open();
  Result<void> see_images();
  // Every method on every image, with trained and untrained weights.
  Result<void> explain_images();
  // On some images, with weights made random layer by layer.
  Result<void> cascade();
  Judgement conclude() const;

 private:
  Result<Seen> see(const Record& record) const;
  Result<Values> map_of(const ExplainMethodRow& row, const Seen& seen, const Values& input,
                        TorchExplainRunner& runner) const;
  Result<Values> smooth_map_of(const ExplainMethodRow& row, const Seen& seen,
                               TorchExplainRunner& runner) const;
  Result<std::vector<double>> probabilities(const Seen& seen, const Values& images, int count);
  Result<void> measure(const Seen& seen, const Values& map, Series& series);
  bool is_cascaded(std::size_t image) const;

  const JudgeRequest& request_;
  const JudgeProgress& progress_;
  std::vector<const ExplainMethodRow*> rows_;
  ModelCard card_;
  onnx::Model trained_;
  onnx::Model untrained_;
  ExplainNetwork network_;
  std::vector<ExplainTarget> targets_;  // the positive class, the others
  std::optional<MaskFinder> finder_;
  std::optional<TorchExplainRunner> runner_;
  std::string data_;
  std::size_t listed_ = 0;
  std::vector<Seen> seen_;
  Series centred_;
  std::map<const ExplainMethodRow*, Series> of_trained_;
  std::map<const ExplainMethodRow*, Series> of_untrained_;
};

Result<void> Judge::open() {
  for (const auto& name : request_.methods) {
    const auto* row = find_method(name);
    if (row == nullptr) return fail(ErrorCode::kExplainMethod, {{"method", name}});
    if (row->makes_image) {
      return fail(ErrorKind::kInvalidArgument,
                  name + " makes an image of its own; there is no map to judge");
    }
  }
  const auto about = [&](const Error& error) { return fail_about(request_.model.string(), error); };
  const auto file = read_file(request_.model);
  if (!file) return tl::unexpected<Error>(file.error());
  auto card = onnx::read_model_card(*file);
  if (!card) return about(card.error());
  card_ = std::move(*card);
  auto model = onnx::read_model(*file);
  if (!model) return about(model.error());
  if (auto done = onnx::dequantise_weights(*model); !done) return about(done.error());
  auto drawn = with_untrained_weights(*model, request_.seed);
  if (!drawn) return about(drawn.error());
  untrained_ = std::move(*drawn);
  trained_ = std::move(*model);
  auto network = explain_network(trained_, card_);
  if (!network) return about(network.error());
  network_ = std::move(*network);
  for (const char* name : {"malignant", "benign"}) {
    auto target = explain_target(card_, network_.facts.outputs, name);
    if (!target) return about(target.error());
    targets_.push_back(std::move(*target));
  }
  auto finder = MaskFinder::open(request_.masks);
  if (!finder) return tl::unexpected<Error>(finder.error());
  if (finder->mask_number("lesion") < 0) {
    return fail(ErrorKind::kInvalidArgument,
                request_.masks.string() + ": has no mask of the lesion");
  }
  finder_.emplace(std::move(*finder));
  runner_.emplace(network_.model, network_.facts);
  return {};
}

Result<Seen> Judge::see(const Record& record) const {
  const auto image = read_image(record.file);
  if (!image) return tl::unexpected<Error>(image.error());
  const auto found = finder_->find(*image, finder_->mask_number("lesion"));
  if (!found) return tl::unexpected<Error>(found.error());
  std::optional<LesionSummary> lesion;
  if (card_.input.crop.kind == CropKind::kLesion) {
    const auto place = finder_->lesion(*image);
    if (!place) return tl::unexpected<Error>(place.error());
    lesion = *place;
  }
  const Rect region = region_for(card_.input, image->width, image->height, lesion);
  auto input = preprocess(*image, card_.input, region);
  if (!input) return tl::unexpected<Error>(input.error());
  Seen seen;
  if (request_.truth.empty()) {
    seen.mask = mask_on(*found, region, card_.input);
  } else {
    const auto truth = true_mask({request_.truth, request_.truth}, record.id, "lesion", *image);
    if (!truth) return tl::unexpected<Error>(truth.error());
    seen.mask = mask_on(*truth, region, card_.input);
  }
  seen.input = std::move(input->values);
  seen.blurred = covered_image(network_.facts, seen.input, ExplainFill::kBlur);
  return seen;
}

Result<void> Judge::see_images() {
  auto dataset = chosen_records(request_.data, request_.split, request_.classes, request_.limit);
  if (!dataset) return tl::unexpected<Error>(dataset.error());
  data_ = dataset->name + (request_.split == "all" ? "" : " " + request_.split);
  listed_ = dataset->records.size();
  const double threshold = calling_threshold(card_);
  for (const Record& record : dataset->records) {
    auto seen = see(record);
    if (!seen) continue;
    const auto called = probabilities(*seen, seen->input, 1);
    if (!called) return tl::unexpected<Error>(called.error());
    seen->target = called->front() >= threshold ? 0 : 1;
    seen_.push_back(std::move(*seen));
    progress_("images", seen_.size(), listed_);
  }
  if (seen_.empty()) return fail(ErrorKind::kInvalidArgument, "no image could be looked at");
  return {};
}

Result<std::vector<double>> Judge::probabilities(const Seen& seen, const Values& images,
                                                 int count) {
  const NetworkFacts& facts = network_.facts;
  const ExplainTarget& target = targets_[seen.target];
  const int most = facts.one_at_a_time ? 1 : 32;
  std::vector<double> found;
  for (int first = 0; first < count; first += most) {
    Run run;
    run.count = std::min(most, count - first);
    const auto begin = images.begin() + static_cast<std::ptrdiff_t>(facts.image_size()) * first;
    run.images.assign(begin, begin + static_cast<std::ptrdiff_t>(facts.image_size()) * run.count);
    run.values = {facts.output};
    const auto answer = (*runner_)(run);
    if (!answer) return tl::unexpected<Error>(answer.error());
    const auto& outputs = answer->values.at(0);
    const auto each = static_cast<std::size_t>(facts.outputs);
    for (std::size_t i = 0; i < static_cast<std::size_t>(run.count); ++i) {
      double margin = 0;
      for (std::size_t o = 0; o < each; ++o) {
        margin +=
            static_cast<double>(target.weights[o]) * static_cast<double>(outputs.at(i * each + o));
      }
      found.push_back(1 / (1 + std::exp(-margin / card_.temperature)));
    }
  }
  return found;
}

Result<Values> Judge::map_of(const ExplainMethodRow& row, const Seen& seen, const Values& input,
                             TorchExplainRunner& runner) const {
  ExplainOptions options;
  options.seed = request_.seed + static_cast<std::uint64_t>(&seen - seen_.data());
  if (row.name == "rise") options.samples = kJudgedRiseMasks;
  auto made = explain(row, network_.facts, targets_[seen.target], options, input,
                      [&](const Run& run) { return runner(run); });
  if (!made) return tl::unexpected<Error>(made.error());
  return std::move(made->values);
}

// The mean over noisy copies of the image (Hedström et al. 2024, section 4.1), with SmoothGrad's
// noise.
Result<Values> Judge::smooth_map_of(const ExplainMethodRow& row, const Seen& seen,
                                    TorchExplainRunner& runner) const {
  const auto [least, greatest] = std::minmax_element(seen.input.begin(), seen.input.end());
  const double deviation = ExplainOptions{}.noise * (static_cast<double>(*greatest) - *least);
  Values mean(seen.input.size() / 3, 0.0f);
  for (int copy = 0; copy < request_.copies; ++copy) {
    Random random({request_.seed, static_cast<std::uint64_t>(&seen - seen_.data()),
                   static_cast<std::uint64_t>(copy)});
    Values noisy = seen.input;
    for (float& value : noisy) value += static_cast<float>(deviation * random.normal());
    const auto map = map_of(row, seen, noisy, runner);
    if (!map) return map;
    for (std::size_t i = 0; i < mean.size(); ++i) {
      mean[i] += (*map)[i] / static_cast<float>(request_.copies);
    }
  }
  return mean;
}

Result<void> Judge::measure(const Seen& seen, const Values& map, Series& series) {
  if (!seen.mask.empty()) {
    series.add(Measure::kPointing, pointing_hit(map, seen.mask));
    series.add(Measure::kMass, relevance_mass(map, seen.mask));
  }
  const auto order =
      strongest_first(map, request_.seed + static_cast<std::uint64_t>(&seen - seen_.data()));
  const auto fidelity = fidelity_of(
      network_.facts, seen.input, seen.blurred, order, request_.steps,
      [&](const Values& images, int count) { return probabilities(seen, images, count); });
  if (!fidelity) return tl::unexpected<Error>(fidelity.error());
  series.add(Measure::kInsertion, fidelity->insertion);
  series.add(Measure::kDeletion, fidelity->deletion);
  series.add(Measure::kFaithfulness, fidelity->insertion - fidelity->deletion);
  return {};
}

Result<void> Judge::explain_images() {
  auto untrained = explain_network(untrained_, card_);
  if (!untrained) return tl::unexpected<Error>(untrained.error());
  TorchExplainRunner anew(std::move(untrained->model), network_.facts);
  for (const Seen& seen : seen_) {
    const auto& input = card_.input;
    if (auto done = measure(seen, centred_map(input.width, input.height), centred_); !done) {
      return done;
    }
    for (const auto* row : rows_) {
      const auto map = map_of(*row, seen, seen.input, *runner_);
      if (!map) return tl::unexpected<Error>(map.error());
      Series& series = of_trained_[row];
      if (auto done = measure(seen, *map, series); !done) return done;
      if (!uses_network(*row)) continue;
      const auto other = map_of(*row, seen, seen.input, anew);
      if (!other) return tl::unexpected<Error>(other.error());
      if (auto done = measure(seen, *other, of_untrained_[row]); !done) return done;
      series.add(Measure::kUntrained, rank_similarity(*map, *other));
      series.add(Measure::kEfficientMprt, complexity_rise(*map, *other));
    }
    progress_("explained", static_cast<std::size_t>(&seen - seen_.data()) + 1, seen_.size());
  }
  return {};
}

bool Judge::is_cascaded(std::size_t image) const {
  const auto some = static_cast<std::size_t>(std::max(request_.randomised, 0));
  if (some >= seen_.size()) return true;
  // Evenly over all: where the next whole number is reached.
  return (image + 1) * some / seen_.size() > image * some / seen_.size();
}

Result<void> Judge::cascade() {
  std::vector<std::size_t> images;
  for (std::size_t i = 0; i < seen_.size(); ++i) {
    if (is_cascaded(i)) images.push_back(i);
  }
  std::vector<const ExplainMethodRow*> rows;
  std::copy_if(rows_.begin(), rows_.end(), std::back_inserter(rows),
               [](const ExplainMethodRow* row) { return uses_network(*row); });
  if (images.empty() || rows.empty()) return {};
  const std::vector<onnx::Model> levels = cascade_of(trained_, untrained_);
  if (levels.empty()) return {};
  struct Pair {
    Values plain;
    Values smooth;
  };
  // By method, then by image.
  const auto maps_by = [&](TorchExplainRunner& runner,
                           std::size_t level) -> Result<std::vector<Pair>> {
    std::vector<Pair> maps;
    for (const auto* row : rows) {
      for (const std::size_t image : images) {
        auto plain = map_of(*row, seen_[image], seen_[image].input, runner);
        if (!plain) return tl::unexpected<Error>(plain.error());
        auto smooth = smooth_map_of(*row, seen_[image], runner);
        if (!smooth) return tl::unexpected<Error>(smooth.error());
        maps.push_back({std::move(*plain), std::move(*smooth)});
      }
      progress_(
          "randomised",
          level * rows.size() +
              static_cast<std::size_t>(std::find(rows.begin(), rows.end(), row) - rows.begin()) + 1,
          (levels.size() + 1) * rows.size());
    }
    return maps;
  };
  const auto trained = maps_by(*runner_, 0);
  if (!trained) return tl::unexpected<Error>(trained.error());
  std::vector<std::array<std::vector<double>, 2>> similar(trained->size());
  for (std::size_t level = 0; level < levels.size(); ++level) {
    auto network = explain_network(levels[level], card_);
    if (!network) return tl::unexpected<Error>(network.error());
    TorchExplainRunner runner(std::move(network->model), network_.facts);
    const auto maps = maps_by(runner, level + 1);
    if (!maps) return tl::unexpected<Error>(maps.error());
    for (std::size_t i = 0; i < maps->size(); ++i) {
      const auto plain = rank_similarity((*trained)[i].plain, (*maps)[i].plain);
      const auto smooth = rank_similarity((*trained)[i].smooth, (*maps)[i].smooth);
      if (plain) similar[i][0].push_back(*plain);
      if (smooth) similar[i][1].push_back(*smooth);
    }
  }
  const auto mean = [](const std::vector<double>& values) -> std::optional<double> {
    if (values.empty()) return std::nullopt;
    double sum = 0;
    for (const double value : values) sum += value;
    return sum / static_cast<double>(values.size());
  };
  for (std::size_t i = 0; i < similar.size(); ++i) {
    Series& series = of_trained_[rows[i / images.size()]];
    series.add(Measure::kMprt, mean(similar[i][0]));
    series.add(Measure::kSmoothMprt, mean(similar[i][1]));
  }
  return {};
}

Judgement Judge::conclude() const {
  Judgement judgement;
  judgement.model = card_.name;
  judgement.data = data_;
  judgement.true_masks = !request_.truth.empty();
  judgement.images = static_cast<int>(seen_.size());
  judgement.left_out = static_cast<int>(listed_ - seen_.size());
  for (std::size_t i = 0; i < seen_.size(); ++i) {
    judgement.randomised += is_cascaded(i) ? 1 : 0;
    const auto& mask = seen_[i].mask;
    if (mask.empty()) continue;
    ++judgement.with_lesion;
    judgement.mask_share +=
        static_cast<double>(std::count(mask.begin(), mask.end(), std::uint8_t{255})) /
        static_cast<double>(mask.size());
  }
  if (judgement.with_lesion > 0) judgement.mask_share /= judgement.with_lesion;
  std::uint64_t number = 0;
  const auto add = [&](std::string_view method, const Series& series, bool untrained) {
    for (std::size_t m = 0; m < kMeasureCount; ++m) {
      const auto& values = series.of[m];
      if (values.empty()) continue;
      Random random({request_.seed, ++number, 0x1D6Eull});
      judgement.scores.push_back({std::string(method), std::string(kMeasures[m].name), untrained,
                                  static_cast<int>(values.size()),
                                  mean_with_interval(values, random)});
    }
  };
  for (const auto* row : rows_) {
    add(row->name, of_trained_.at(row), false);
    const auto other = of_untrained_.find(row);
    if (other != of_untrained_.end()) add(row->name, other->second, true);
  }
  add(kCentred, centred_, false);
  return judgement;
}

}  // namespace

Result<Judgement> judge(const JudgeRequest& request, const JudgeProgress& progress) {
  Judge work(request, progress);
  return work.open()
      .and_then([&] { return work.see_images(); })
      .and_then([&] { return work.explain_images(); })
      .and_then([&] { return work.cascade(); })
      .map([&] { return work.conclude(); });
}

}  // namespace lesion
