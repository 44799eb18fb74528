#include "native/dissect/dissected_model.h"

#include <utility>

#include "core/concepts/find_concepts.h"
#include "core/image/decode.h"
#include "core/onnx/metadata.h"
#include "core/onnx/read.h"
#include "core/onnx/tap.h"
#include "native/data/files.h"
#include "native/dissect/association.h"
#include "native/dissect/untrained.h"

namespace lesion {
namespace {

// What the network sees of the image that `bytes` are.
Result<Rect> region_of(const Opened& opened, const std::vector<std::uint8_t>& bytes,
                       const Image& image) {
  std::optional<LesionSummary> lesion;
  if (opened.lesions) {
    const auto place = opened.lesions->of(bytes, image);
    if (!place) return tl::unexpected<Error>(place.error());
    lesion = *place;
  }
  return region_for(opened.card.input, image.width, image.height, lesion);
}

}  // namespace

Result<Opened> open_model(const DissectionRequest& request) {
  const auto about = [&](const Error& error) { return fail_about(request.model.string(), error); };
  const auto file = read_file(request.model);
  if (!file) return tl::unexpected<Error>(file.error());
  auto model = onnx::read_model(*file);
  if (!model) return about(model.error());
  auto card = onnx::read_model_card(*file);
  if (!card) return about(card.error());
  Opened opened{std::move(*card), {}, {}, nullptr};
  for (const LayerCard& layer : opened.card.layers) opened.layers.push_back(layer.tensor);
  if (opened.layers.empty()) {
    const auto found = onnx::tap(*model);
    if (!found) return about(found.error());
    for (const auto& layer : found->layers) opened.layers.push_back(layer.tensor);
  }
  opened.model = std::move(*model);
  if (opened.card.input.crop.kind == CropKind::kLesion) {
    auto lesions = open_lesion_places(request.masks);
    if (!lesions) return tl::unexpected<Error>(lesions.error());
    opened.lesions = std::move(*lesions);
  }
  return opened;
}

Result<Subject> subject_of(const Opened& opened, std::optional<std::uint64_t> untrained) {
  onnx::Model model = opened.model;
  if (untrained) {
    auto drawn = with_untrained_weights(std::move(model), *untrained);
    if (!drawn) return tl::unexpected<Error>(drawn.error());
    model = std::move(*drawn);
  }
  auto runtime = TorchRuntime::open(std::move(model));
  if (!runtime) return tl::unexpected<Error>(runtime.error());
  return Subject(std::move(*runtime), opened.layers);
}

Result<Shown> show(const Opened& opened, const MaskFinder& finder, const Record& record,
                   std::size_t number, const LogOdds& log_odds, std::uint64_t seed) {
  const auto bytes = read_file(record.file);
  if (!bytes) return tl::unexpected<Error>(bytes.error());
  const auto image = decode_image(*bytes);
  if (!image) return tl::unexpected<Error>(image.error());
  const auto found = concepts_of(finder, *image);
  if (!found) return tl::unexpected<Error>(found.error());
  const auto region = region_of(opened, *bytes, *image);
  if (!region) return tl::unexpected<Error>(region.error());
  Shown shown{
      number, *region, covers_on_grid(*found, *region), individual_typology_angle(found->skin), {}};
  if (!log_odds) return shown;
  auto effects = effects_on(effect_scene(*image, *found, *region), log_odds, seed);
  if (!effects) return tl::unexpected<Error>(effects.error());
  shown.effects = *effects;
  return shown;
}

Result<InputTensor> input_of(const Opened& opened, const Record& record, const Rect& region) {
  const auto image = read_image(record.file);
  if (!image) return tl::unexpected<Error>(image.error());
  return preprocess(*image, opened.card.input, region);
}

Result<InputTensor> input_of(const Opened& opened, const Record& record) {
  const auto bytes = read_file(record.file);
  if (!bytes) return tl::unexpected<Error>(bytes.error());
  const auto image = decode_image(*bytes);
  if (!image) return tl::unexpected<Error>(image.error());
  const auto region = region_of(opened, *bytes, *image);
  if (!region) return tl::unexpected<Error>(region.error());
  return preprocess(*image, opened.card.input, *region);
}

}  // namespace lesion
