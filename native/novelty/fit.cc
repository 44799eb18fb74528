#include "native/novelty/fit.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <optional>
#include <utility>

#include "core/image/decode.h"
#include "core/model/region.h"
#include "core/onnx/read.h"
#include "native/data/files.h"
#include "native/data/lesion_places.h"
#include "native/data/metadata.h"
#include "native/data/parallel.h"
#include "native/masks/evaluate.h"
#include "native/masks/places.h"
#include "native/novelty/components.h"
#include "native/novelty/described.h"
#include "native/novelty/shifted.h"
#include "native/runtime/torch_runtime.h"
#include "native/synth/other_images.h"

namespace lesion {
namespace {

using Rows = std::vector<NoveltyFeatures>;
// Of one of `count` images, its pixels.
using Images = std::function<Result<Image>(std::size_t)>;

class Fit {
 public:
  Fit(const NoveltyRequest& request, const NoveltyProgress& progress)
      : request_(request), progress_(progress) {}

  Result<void> open();
  Result<NoveltyCard> run();

 private:
  Result<NoveltyFeatures> describe(const Image& image) const;
  Result<Rows> describe_all(const std::string& what, std::size_t count, const Images& images) const;
  Result<Rows> describe_part(const Dataset& data, const std::vector<const Record*>& part,
                             const std::string& name) const;
  NoveltyFigure count(std::string what, NoveltyGroup group, const Rows& rows) const;
  Result<void> learn(const std::vector<Dataset>& sets);
  Result<void> choose(const Rows& home);
  Result<void> count_shifted(const Dataset& home);
  Result<void> count_drawn();

  const NoveltyRequest& request_;
  const NoveltyProgress& progress_;
  ModelCard card_;
  std::optional<TorchRuntime> runtime_;
  std::shared_ptr<LesionPlaces> lesions_;
  NoveltyCard result_;
};

std::vector<const Record*> part_of(const Dataset& data, Part part, std::size_t most) {
  std::vector<const Record*> all;
  for (const Record& record : data.records) {
    if (record.part == part && !record.file.empty()) all.push_back(&record);
  }
  if (most == 0 || all.size() <= most) return all;
  std::vector<const Record*> some;
  for (std::size_t i = 0; i < most; ++i) some.push_back(all[i * all.size() / most]);
  return some;
}

Result<void> Fit::open() {
  const auto about = [&](const Error& error) { return fail_about(request_.model.string(), error); };
  const auto file = read_file(request_.model);
  if (!file) return tl::unexpected<Error>(file.error());
  auto model = onnx::read_model(*file);
  if (!model) return about(model.error());
  auto card = onnx::read_model_card(*file);
  if (!card) return about(card.error());
  if (card->layers.empty()) {
    return fail(ErrorKind::kInvalidArgument,
                request_.model.string() + ": its card names no layers");
  }
  auto runtime = TorchRuntime::open(std::move(*model));
  if (!runtime) return about(runtime.error());
  card_ = std::move(*card);
  runtime_.emplace(std::move(*runtime));
  if (card_.input.crop.kind == CropKind::kLesion) {
    auto lesions = open_lesion_places(request_.masks);
    if (!lesions) return tl::unexpected<Error>(lesions.error());
    lesions_ = std::move(*lesions);
  }
  return {};
}

Result<NoveltyFeatures> Fit::describe(const Image& image) const {
  std::optional<LesionSummary> lesion;
  if (lesions_) {
    const auto found = lesions_->of(image.rgb, image);
    if (!found) return tl::unexpected<Error>(found.error());
    lesion = *found;
  }
  const Rect region = region_for(card_.input, image.width, image.height, lesion);
  const auto input = preprocess(image, card_.input, region);
  if (!input) return tl::unexpected<Error>(input.error());
  const auto outputs = runtime_->run(input->values, input->shape);
  if (!outputs) return tl::unexpected<Error>(outputs.error());
  return novelty_features(card_, *outputs, image, region);
}

Result<Rows> Fit::describe_all(const std::string& what, std::size_t count,
                               const Images& images) const {
  Rows rows(count);
  std::atomic<std::size_t> done{0};
  const auto all = for_all(count, request_.threads, [&](std::size_t i) -> Result<void> {
    const auto image = images(i);
    if (!image) return tl::unexpected<Error>(image.error());
    auto features = describe(*image);
    if (!features) return tl::unexpected<Error>(features.error());
    rows[i] = std::move(*features);
    if (const std::size_t n = ++done; n % 50 == 0) progress_(what, n, count);
    return {};
  });
  if (!all) return tl::unexpected<Error>(all.error());
  return rows;
}

Result<Rows> Fit::describe_part(const Dataset& data, const std::vector<const Record*>& part,
                                const std::string& name) const {
  if (part.empty()) {
    return fail(ErrorKind::kInvalidArgument, data.table() + ": no image in the part " + name);
  }
  return describe_all(data.name + " " + name, part.size(),
                      [&](std::size_t i) { return read_image(part[i]->file); });
}

NoveltyFigure Fit::count(std::string what, NoveltyGroup group, const Rows& rows) const {
  NoveltyFigure figure{std::move(what), group, static_cast<int>(rows.size()), 0, 0, 0};
  for (const NoveltyFeatures& row : rows) {
    const auto novelty = novelty_of(result_, row.responses, row.light);
    if (!novelty) continue;
    figure.responses += novelty->responses > 1 ? 1 : 0;
    figure.light += novelty->light > 1 ? 1 : 0;
    figure.either += novelty->unlike() ? 1 : 0;
  }
  return figure;
}

Result<void> Fit::learn(const std::vector<Dataset>& sets) {
  std::vector<std::vector<float>> responses;
  std::vector<std::vector<float>> light;
  for (const Dataset& data : sets) {
    const auto most = static_cast<std::size_t>(request_.learn) / sets.size();
    const auto rows = describe_part(data, part_of(data, Part::kTrain, most), "train");
    if (!rows) return tl::unexpected<Error>(rows.error());
    for (const NoveltyFeatures& row : *rows) {
      responses.push_back(row.responses);
      light.emplace_back(row.light.begin(), row.light.end());
    }
    result_.learned_from += (result_.learned_from.empty() ? "" : ", ") + data.name + " train";
  }
  result_.images = static_cast<int>(responses.size());
  auto first = principal_components(responses, static_cast<std::size_t>(request_.components));
  if (!first) return tl::unexpected<Error>(first.error());
  auto second = principal_components(light, kLightFeatures);
  if (!second) return tl::unexpected<Error>(second.error());
  result_.responses = std::move(*first);
  result_.light = std::move(*second);
  return {};
}

Result<void> Fit::choose(const Rows& home) {
  std::vector<double> first;
  std::vector<double> second;
  for (const NoveltyFeatures& row : home) {
    const auto a = novelty_distance(result_.responses, NoveltyKind::kResponses, row.responses);
    const auto b = novelty_distance(result_.light, NoveltyKind::kLight, row.light);
    if (!a || !b) return fail(ErrorKind::kCorrupt, "the network's answer is not a number");
    first.push_back(*a);
    second.push_back(*b);
  }
  result_.responses.threshold = quantile(first, 1 - request_.flagged);
  result_.light.threshold = quantile(second, 1 - request_.flagged);
  return {};
}

Result<void> Fit::count_shifted(const Dataset& home) {
  const auto part = part_of(home, Part::kVal, static_cast<std::size_t>(request_.shifts));
  for (std::size_t shift = 0; shift < kShiftNames.size(); ++shift) {
    const auto rows = describe_all(std::string(kShiftNames[shift]), part.size(),
                                   [&](std::size_t i) -> Result<Image> {
                                     const auto image = read_image(part[i]->file);
                                     if (!image) return tl::unexpected<Error>(image.error());
                                     return shifted(*image, shift);
                                   });
    if (!rows) return tl::unexpected<Error>(rows.error());
    result_.measured.push_back(
        count(home.name + " val, " + std::string(kShiftNames[shift]), NoveltyGroup::kNear, *rows));
  }
  return {};
}

Result<void> Fit::count_drawn() {
  for (std::size_t kind = 0; kind < synth::kOtherKindNames.size(); ++kind) {
    const std::string name(synth::kOtherKindNames[kind]);
    const auto rows = describe_all(
        name, static_cast<std::size_t>(request_.drawn), [&](std::size_t i) -> Result<Image> {
          return synth::render_other(static_cast<synth::OtherKind>(kind), 480, 360,
                                     request_.seed * 1'000'000 + i);
        });
    if (!rows) return tl::unexpected<Error>(rows.error());
    result_.measured.push_back(count(name, NoveltyGroup::kFar, *rows));
  }
  return {};
}

Result<NoveltyCard> Fit::run() {
  std::vector<Dataset> sets;
  for (const auto& folder : request_.data) {
    auto data = read_dataset(folder);
    if (!data) return tl::unexpected<Error>(data.error());
    if (!data->has_split) {
      return fail(ErrorKind::kInvalidArgument, data->table() + ": has no column split");
    }
    sets.push_back(std::move(*data));
  }
  if (sets.empty()) return fail(ErrorKind::kInvalidArgument, "no data to learn from");
  if (const auto done = learn(sets); !done) return tl::unexpected<Error>(done.error());
  for (const Dataset& data : sets) {
    for (const Part part : {Part::kVal, Part::kTest}) {
      if (part == Part::kTest && !request_.test) continue;
      const std::string name(part_name(part));
      const auto rows = describe_part(data, part_of(data, part, 0), name);
      if (!rows) return tl::unexpected<Error>(rows.error());
      if (result_.chosen_on.empty()) {
        if (const auto done = choose(*rows); !done) return tl::unexpected<Error>(done.error());
        result_.chosen_on = data.name + " val";
      }
      result_.measured.push_back(count(data.name + " " + name, NoveltyGroup::kHome, *rows));
    }
  }
  if (const auto done = count_shifted(sets.front()); !done) {
    return tl::unexpected<Error>(done.error());
  }
  if (const auto done = count_drawn(); !done) return tl::unexpected<Error>(done.error());
  return result_;
}

}  // namespace

Result<NoveltyCard> fit_novelty(const NoveltyRequest& request, const NoveltyProgress& progress) {
  TorchRuntime::set_threads(1);
  Fit fit(request, progress);
  if (const auto done = fit.open(); !done) return tl::unexpected<Error>(done.error());
  return fit.run();
}

}  // namespace lesion
