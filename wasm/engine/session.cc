#include "wasm/engine/session.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/concepts/correct.h"
#include "core/concepts/paint_over.h"
#include "core/image/decode.h"
#include "core/image/halve.h"
#include "core/image/resample.h"
#include "core/maps/notability.h"
#include "core/maps/place.h"
#include "core/model/region.h"
#include "core/onnx/metadata.h"
#include "core/onnx/read.h"
#include "wasm/engine/paint.h"

namespace lesion::engine {
namespace {

// Rows reduced at a time: bounds the memory beside the image itself, whatever its size.
constexpr int kStripRows = 128;

// Pixels a side below which an image is made a thumbnail in one careful step.
constexpr int kThumbnailSource = 4 * kThumbnailSide;

int longest(const Image& image) { return std::max(image.width, image.height); }

Image reduced(const Image& image, int side) {
  const double scale = static_cast<double>(side) / longest(image);
  Image small;
  small.width = std::max(1, static_cast<int>(std::lround(image.width * scale)));
  small.height = std::max(1, static_cast<int>(std::lround(image.height * scale)));
  const double step = static_cast<double>(image.height) / small.height;
  for (int row = 0; row < small.height; row += kStripRows) {
    const int rows = std::min(kStripRows, small.height - row);
    const Rect strip{0, row * step, static_cast<double>(image.width), rows * step};
    const Image part = resample_to_bytes(image, strip, small.width, rows);
    small.rgb.insert(small.rgb.end(), part.rgb.begin(), part.rgb.end());
  }
  return small;
}

}  // namespace

void with_alpha(std::span<const std::uint8_t> rgb, std::uint8_t* rgba) {
  for (std::size_t i = 0; i + 2 < rgb.size(); i += 3, rgba += 4) {
    rgba[0] = rgb[i];
    rgba[1] = rgb[i + 1];
    rgba[2] = rgb[i + 2];
    rgba[3] = 255;
  }
}

DisplayCopy display_copy(const Image& image, int side) {
  if (image.empty() || side < 1) return {};
  if (longest(image) > side) return display_copy(reduced(image, side), side);
  DisplayCopy copy{image.width, image.height, {}};
  copy.rgba.resize(image.rgb.size() / 3 * 4);
  with_alpha(image.rgb, copy.rgba.data());
  return copy;
}

DisplayCopy thumbnail(const Image& image) {
  Image smaller;
  const Image* level = &image;
  while (longest(*level) >= kThumbnailSource) {
    smaller = halved(*level);
    level = &smaller;
  }
  return display_copy(*level, kThumbnailSide);
}

void for_each_level(const Image& image, const std::function<void(const Image&)>& use) {
  if (image.empty()) return;
  Image smaller;
  if (longest(image) > kDisplaySide) smaller = reduced(image, kDisplaySide);
  const Image* level = smaller.empty() ? &image : &smaller;
  for (;;) {
    use(*level);
    if (longest(*level) <= kCoarsest) return;
    smaller = halved(*level);
    level = &smaller;
  }
}

Result<ModelCard> Session::read_model(const std::string& name,
                                      std::span<const std::uint8_t> bytes) {
  read_.reset();
  Result<ModelCard> card = onnx::read_model_card(bytes);
  if (!card) return fail_about(name, card.error());
  read_name_ = name;
  read_ = *card;
  return card;
}

bool Session::keep_model() {
  if (!read_) return false;
  model_ = std::exchange(read_, std::nullopt);
  model_name_ = read_name_;
  return true;
}

Result<ModelCard> Session::use_card(const std::string& name, const std::string& json) {
  Result<ModelCard> card = card_from_json(json);
  if (!card) return fail_about(name, card.error());
  model_name_ = name;
  model_ = *card;
  return card;
}

Result<void> Session::open_image(const std::string& name, std::span<const std::uint8_t> bytes,
                                 int frame) {
  close_image();
  lesion_.reset();
  lesion_sought_ = false;
  correction_.clear();
  search_.reset();
  masks_.reset();
  Result<Image> image = decode_image(bytes, {}, &notes_, frame);
  if (!image) return fail_about(name, image.error());
  image_ = std::move(*image);
  return {};
}

Result<Rect> Session::region(const std::optional<Rect>& wanted) const {
  if (!model_) return fail(ErrorCode::kModelNoneOpen);
  const InputRule& rule = model_->input;
  if (wanted) return limited_region(*wanted, image_.width, image_.height, region_limits(rule));
  return region_for(rule, image_.width, image_.height, lesion_);
}

bool Session::lesion_wanted() const {
  return model_ && model_->input.crop.kind == CropKind::kLesion && !image_.empty() &&
         !lesion_sought_;
}

Result<MaskCard> Session::read_mask_card(const std::string& name,
                                         std::span<const std::uint8_t> bytes) {
  const auto json = onnx::find_metadata(bytes, kMaskCardKey);
  if (!json) return fail_about(name, json.error());
  if (!*json) return fail_about(name, Error(ErrorCode::kModelNoCard));
  if (const auto used = use_mask_card(**json); !used) return fail_about(name, used.error());
  return *mask_card_;
}

Result<void> Session::use_mask_card(const std::string& json) {
  auto card = mask_card_from_json(json);
  if (!card) return tl::unexpected<Error>(card.error());
  if (card->masks.empty() || card->masks[0] != "lesion") {
    return fail(ErrorCode::kCardMissing, {{"key", "masks"}});
  }
  mask_card_ = std::move(*card);
  return {};
}

Result<InputTensor> Session::lesion_input() const {
  if (!mask_card_) return fail(ErrorCode::kModelNoneOpen);
  auto values = mask_input(image_, mask_card_->input);
  if (!values) return tl::unexpected<Error>(values.error());
  const std::int64_t side = mask_card_->input.width;
  return InputTensor{{4, 3, side, side}, std::move(*values)};
}

Result<std::optional<LesionSummary>> Session::find_lesion(std::span<const float> logits) {
  if (!mask_card_) return fail(ErrorCode::kModelNoneOpen);
  const MaskCard& card = *mask_card_;
  const auto side = static_cast<std::size_t>(card.side);
  const std::size_t wanted = 4 * card.masks.size() * side * side;
  if (logits.size() != wanted) {
    return fail_about("masks.onnx", Error(ErrorCode::kModelScores,
                                          {{"stated", wanted}, {"given", logits.size()}}));
  }
  const auto masks = static_cast<int>(card.masks.size());
  lesion_logits_ = keep_lesion(merge_mirrored(logits, masks, card.side, 0), card.lesion);
  lesion_ = lesion_of(mask_at(lesion_logits_, image_.width, image_.height, card.lesion.threshold));
  lesion_sought_ = true;
  attribute_logits_.clear();
  for (int k = 1; k < masks; ++k) {
    const auto what = concept_named(card.masks[static_cast<std::size_t>(k)]);
    if (!what || concept_info(*what).kind != ConceptKind::kAttribute) continue;
    attribute_logits_.push_back({*what, merge_mirrored(logits, masks, card.side, k)});
  }
  return lesion_;
}

void Session::correct_lesion(std::span<const float> pieces) {
  if (std::equal(pieces.begin(), pieces.end(), correction_.begin(), correction_.end())) return;
  correction_.assign(pieces.begin(), pieces.end());
  search_.reset();
  masks_.reset();
}

Result<bool> Session::find_masks_step() {
  if (masks_) return false;
  if (image_.empty() || !lesion_sought_ || !mask_card_) return fail(ErrorCode::kModelNoneOpen);
  if (!search_) {
    Mask lesion =
        mask_at(lesion_logits_, image_.width, image_.height, mask_card_->lesion.threshold);
    correct_mask(lesion, correction_);
    searched_lesion_ = correction_.empty() ? lesion_ : lesion_of(lesion);
    search_.emplace(concept_image(image_, lesion), image_.width, image_.height, attribute_logits_);
    return true;
  }
  if (search_->step()) return true;
  masks_ = FoundMasks{search_->found(), searched_lesion_,
                      abcd_of(search_->image(), image_.width, image_.height)};
  search_.reset();
  return false;
}

Result<const FoundMasks*> Session::find_masks() {
  for (;;) {
    const Result<bool> more = find_masks_step();
    if (!more) return tl::unexpected<Error>(more.error());
    if (!*more) return &*masks_;
  }
}

Result<InputTensor> Session::tensor_without(Concept what, const std::optional<Rect>& wanted) const {
  if (!masks_ || image_.empty()) return fail(ErrorCode::kModelNoneOpen);
  const Result<Rect> seen = region(wanted);
  if (!seen) return tl::unexpected<Error>(seen.error());
  return preprocess(painted_over(image_, masks_->concepts.at(what)), model_->input, *seen);
}

Result<InputTensor> Session::central_tensor() const {
  if (!model_) return fail(ErrorCode::kModelNoneOpen);
  return preprocess(image_, model_->input, region_for(model_->input, image_.width, image_.height));
}

Result<InputTensor> Session::tensor(const std::optional<Rect>& wanted) {
  const Result<Rect> seen = region(wanted);
  if (!seen) return tl::unexpected<Error>(seen.error());
  seen_ = {*seen, image_.width, image_.height};
  responses_.clear();
  if (model_->novelty) light_ = light_features(image_, *seen);
  return preprocess(image_, model_->input, *seen);
}

Result<Session::PaintedInput> Session::painted_tensor(const std::optional<Rect>& wanted,
                                                      std::span<const float> pieces) {
  const std::optional<PaintedOver> over = paint_over(image_, pieces);
  if (over) put_part(image_, over->x, over->y, over->after);
  Result<InputTensor> input = tensor(wanted);
  if (over) put_part(image_, over->x, over->y, over->before);
  if (!input) return tl::unexpected<Error>(input.error());
  PaintedInput painted{std::move(*input), std::nullopt, {}};
  if (over) {
    painted.part = over->part();
    painted.copy = display_copy(over->after, kPaintedSide);
  }
  return painted;
}

MapFrame Session::frame(int index, int width, int height) const {
  if (!model_ || index < 0 || static_cast<std::size_t>(index) >= model_->layers.size()) return {};
  const LayerCard& layer = model_->layers[static_cast<std::size_t>(index)];
  if (!seen_) return {.left_out = padded_margins(layer, model_->input, width, height)};
  return frame_of(layer, model_->input, width, height, seen_->region, seen_->width, seen_->height);
}

Result<std::vector<Variation>> Session::variations(const std::optional<Rect>& wanted) const {
  const Result<Rect> seen = region(wanted);
  if (!seen) return tl::unexpected<Error>(seen.error());
  return lesion::variations(*seen, image_.width, image_.height, model_->input);
}

Result<InputTensor> Session::varied(const Variation& variation) const {
  if (!model_) return fail(ErrorCode::kModelNoneOpen);
  auto input = preprocess(image_, model_->input, variation.region);
  if (!input) return tl::unexpected<Error>(input.error());
  return turned(*input, model_->input, variation.turn);
}

Result<LayerFigures> Session::figures(int index, const LayerOutput& output) {
  if (!model_) return fail(ErrorCode::kModelNoneOpen);
  const std::vector<LayerCard>& layers = model_->layers;
  if (index < 0 || static_cast<std::size_t>(index) >= layers.size()) {
    return fail_about(model_name_, Error(ErrorCode::kModelNoLayer, {{"layer", index}}));
  }
  const LayerCard& layer = layers[static_cast<std::size_t>(index)];
  const bool whole = output.height > 0 && output.width > 0 &&
                     output.values.size() == static_cast<std::size_t>(output.channels) *
                                                 static_cast<std::size_t>(output.height) *
                                                 static_cast<std::size_t>(output.width);
  if (!whole || output.channels != layer.filter_count) {
    return fail_about(model_name_, Error(ErrorCode::kModelFilters, {{"layer", index},
                                                                    {"stated", layer.filter_count},
                                                                    {"given", output.channels}}));
  }
  const FeatureMaps maps{output.channels, output.height, output.width, output.values,
                         frame(index, output.width, output.height)};
  const std::vector<MapStatistics> statistics = map_statistics(maps);
  auto scores = notabilities({&layer, 1}, {&statistics, 1});
  if (!scores) return tl::unexpected<Error>(scores.error());
  LayerFigures figures;
  figures.notability = std::move(scores->front());
  figures.statistics.reserve(statistics.size() * kFiguresPerFilter);
  for (int filter = 0; filter < maps.channels; ++filter) {
    const MapStatistics& map = statistics[static_cast<std::size_t>(filter)];
    figures.statistics.insert(figures.statistics.end(),
                              {map.min, map.max, map.mean, map.active_fraction,
                               static_cast<float>(map.peak_x), static_cast<float>(map.peak_y)});
    const Place place = response_place(maps.filter(filter), maps.width, maps.frame);
    figures.places.push_back(static_cast<std::uint8_t>(place));
  }
  if (model_->novelty) {
    responses_.resize(layers.size());
    responses_[static_cast<std::size_t>(index)] =
        response_features(output.values, static_cast<std::size_t>(output.channels));
  }
  return figures;
}

std::optional<Novelty> Session::novelty() const {
  if (!model_ || !model_->novelty || responses_.size() != model_->layers.size()) {
    return std::nullopt;
  }
  std::vector<float> all;
  for (const std::vector<float>& layer : responses_)
    all.insert(all.end(), layer.begin(), layer.end());
  return novelty_of(*model_->novelty, all, light_);
}

Result<double> Session::probability(std::span<const float> output) const {
  if (!model_) return fail(ErrorCode::kModelNoneOpen);
  const std::size_t count = output_count(*model_);
  if (output.size() != count) {
    return fail_about(
        model_name_, Error(ErrorCode::kModelScores, {{"stated", count}, {"given", output.size()}}));
  }
  if (!std::all_of(output.begin(), output.end(),
                   [](float value) { return std::isfinite(value); })) {
    return fail_about(model_name_, Error(ErrorCode::kModelNotFinite));
  }
  const double value = lesion::probability(*model_, output);
  if (std::isnan(value)) {
    return fail_about(model_name_, Error(ErrorCode::kModelNotProbability));
  }
  return value;
}

}  // namespace lesion::engine
