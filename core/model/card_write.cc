#include <array>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "core/model/card.h"
#include "core/model/metric_json.h"

namespace lesion {
namespace {

using nlohmann::ordered_json;

template <typename Enum, std::size_t N>
const char* name_of(Enum value, const std::array<const char*, N>& names) {
  return names[static_cast<std::size_t>(value)];
}

// Members that an earlier reader did not know go behind the known ones.
void add_extra(ordered_json& json, const std::string& extra) {
  if (extra.empty()) return;
  const auto members = ordered_json::parse(extra, nullptr, false);
  if (!members.is_object()) return;
  for (const auto& [key, value] : members.items()) {
    if (!json.contains(key)) json[key] = value;
  }
}

ordered_json to_object(const CropRule& crop) {
  ordered_json json{{"kind", name_of(crop.kind, kCropKindNames)}};
  json["fraction"] = crop.fraction;
  if (crop.kind == CropKind::kLesion) {
    json["share"] = crop.share;
    json["cap"] = crop.cap;
  }
  return json;
}

ordered_json to_object(const InputRule& rule) {
  return {{"width", rule.width},
          {"height", rule.height},
          {"layout", name_of(rule.layout, kLayoutNames)},
          {"channels", name_of(rule.channels, kChannelOrderNames)},
          {"range", name_of(rule.range, kValueRangeNames)},
          {"crop", to_object(rule.crop)},
          {"colour_constancy", rule.colour_constancy},
          {"mean", rule.mean},
          {"std", rule.std}};
}

ordered_json to_object(const ConceptCard& named) {
  ordered_json json{{"concept", named.concept_name},
                    {"strength", named.strength},
                    {"low", named.low},
                    {"high", named.high}};
  add_extra(json, named.extra);
  return json;
}

// With as many digits as tell a float from its neighbours, not as a double has.
double shortest(float value) {
  constexpr int kMostDigits = std::numeric_limits<float>::max_digits10;
  std::array<char, 32> text{};
  for (int digits = 1; digits <= kMostDigits; ++digits) {
    std::snprintf(text.data(), text.size(), "%.*g", digits, static_cast<double>(value));
    if (std::strtof(text.data(), nullptr) == value) break;
  }
  return std::strtod(text.data(), nullptr);
}

ordered_json to_object(const EffectCard& effect) {
  ordered_json json{{"mean", shortest(effect.mean)},
                    {"low", shortest(effect.low)},
                    {"high", shortest(effect.high)}};
  add_extra(json, effect.extra);
  return json;
}

ordered_json to_object(const ConceptEffectCard& effect) {
  ordered_json json{{"concept", effect.concept_name}, {"way", name_of(effect.way, kEffectWayNames)},
                    {"group", effect.group},          {"images", effect.images},
                    {"mean", effect.change.mean},     {"low", effect.change.low},
                    {"high", effect.change.high}};
  add_extra(json, effect.change.extra);
  return json;
}

ordered_json to_object(const FilterCard& filter) {
  ordered_json json{
      {"median", filter.median}, {"high", filter.high}, {"max", filter.max}, {"dead", filter.dead}};
  if (filter.mean) json["mean"] = shortest(*filter.mean);
  for (const auto& named : filter.concepts) json["concepts"].push_back(to_object(named));
  if (filter.effect) json["effect"] = to_object(*filter.effect);
  if (filter.effect_of_mean) json["effect_of_mean"] = to_object(*filter.effect_of_mean);
  add_extra(json, filter.extra);
  return json;
}

ordered_json to_object(const LayerCard& layer) {
  ordered_json filters = ordered_json::array();
  for (const auto& filter : layer.filters) filters.push_back(to_object(filter));
  ordered_json json{{"tensor", layer.tensor},
                    {"filter_count", layer.filter_count},
                    {"stride", layer.stride},
                    {"receptive_field", layer.receptive_field},
                    {"receptive_field_start", layer.receptive_field_start},
                    {"filters", std::move(filters)}};
  add_extra(json, layer.extra);
  return json;
}

ordered_json to_object(const OperatingPoint& point) {
  return {{"threshold", point.threshold},
          {"sensitivity", point.sensitivity},
          {"specificity", point.specificity},
          {"chosen_on", point.chosen_on},
          {"measured_on", point.measured_on}};
}

ordered_json to_object(const TrainingRecord& training) {
  ordered_json json{{"data", training.data},
                    {"command", training.command},
                    {"seed", training.seed},
                    {"epochs", training.epochs}};
  if (training.hours) json["hours"] = *training.hours;
  json["tool_version"] = training.tool_version;
  return json;
}

ordered_json to_object(const FilterEffectsRecord& record) {
  return {{"measured_on", record.measured_on},
          {"images", record.images},
          {"means_from", record.means_from},
          {"means_images", record.means_images}};
}

ordered_json to_object(const ExplanationsRecord& record) {
  ordered_json scores = ordered_json::array();
  for (const auto& one : record.scores) {
    ordered_json json{{"method", one.method},
                      {"measure", one.measure},
                      {"untrained", one.untrained},
                      {"images", one.images},
                      {"mean", shortest(one.score.mean)},
                      {"low", shortest(one.score.low)},
                      {"high", shortest(one.score.high)}};
    add_extra(json, one.score.extra);
    scores.push_back(std::move(json));
  }
  return {{"measured_on", record.measured_on}, {"scores", std::move(scores)}};
}

ordered_json to_object(const CompressionRecord& compression) {
  return {{"method", compression.method},
          {"greatest_change", compression.greatest_change},
          {"measured_on", compression.measured_on}};
}

ordered_json to_object(const NoveltyDetector& detector) {
  return {{"mean", detector.mean},
          {"deviation", detector.deviation},
          {"directions", detector.directions},
          {"variances", detector.variances},
          {"threshold", detector.threshold}};
}

ordered_json to_object(const NoveltyCard& novelty) {
  ordered_json json{
      {"learned_from", novelty.learned_from}, {"images", novelty.images},
      {"chosen_on", novelty.chosen_on},       {"responses", to_object(novelty.responses)},
      {"light", to_object(novelty.light)},    {"measured", ordered_json::array()}};
  for (const NoveltyFigure& figure : novelty.measured) {
    json["measured"].push_back({{"what", figure.what},
                                {"group", name_of(figure.group, kNoveltyGroupNames)},
                                {"images", figure.images},
                                {"responses", figure.responses},
                                {"light", figure.light},
                                {"either", figure.either}});
  }
  return json;
}

}  // namespace

std::string to_json(const ModelCard& card) {
  ordered_json metrics = ordered_json::array();
  for (const auto& metric : card.metrics) metrics.push_back(to_object(metric));
  ordered_json layers = ordered_json::array();
  for (const auto& layer : card.layers) layers.push_back(to_object(layer));
  ordered_json json{{"schema", kCardSchema},
                    {"name", card.name},
                    {"architecture", card.architecture},
                    {"description", card.description},
                    {"input", to_object(card.input)},
                    {"input_tensor", card.input_tensor},
                    {"logits_tensor", card.logits_tensor},
                    {"output", name_of(card.output, kOutputKindNames)},
                    {"classes", card.classes},
                    {"positive_class", card.positive_class},
                    {"temperature", card.temperature}};
  if (card.operating_point) json["operating_point"] = to_object(*card.operating_point);
  json["metrics"] = std::move(metrics);
  if (!card.faults.empty()) json["faults"] = card.faults;
  for (const auto& texts : card.translations) {
    ordered_json object{{"language", texts.language}, {"description", texts.description}};
    if (!texts.faults.empty()) object["faults"] = texts.faults;
    add_extra(object, texts.extra);
    json["translations"].push_back(std::move(object));
  }
  for (const auto& effect : card.concept_effects) {
    json["concept_effects"].push_back(to_object(effect));
  }
  json["layers"] = std::move(layers);
  if (card.novelty) json["novelty"] = to_object(*card.novelty);
  if (card.filter_effects) json["filter_effects"] = to_object(*card.filter_effects);
  if (card.explanations) json["explanations"] = to_object(*card.explanations);
  if (card.training) json["training"] = to_object(*card.training);
  if (card.compression) json["compression"] = to_object(*card.compression);
  if (card.own_point) json["own_point"] = to_object(*card.own_point);
  json["licence"] = card.licence;
  json["attribution"] = card.attribution;
  json["notice"] = card.notice;
  add_extra(json, card.extra);
  // Bytes that are not UTF-8 become the replacement character: the default would throw.
  return json.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace lesion
