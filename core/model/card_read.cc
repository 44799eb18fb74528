#include "core/model/card.h"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/model/card_reader.h"
#include "core/model/colour_constancy.h"
#include "core/model/metric_json.h"

namespace lesion {
namespace {

// A card of a thousand layers is far below this; what is above is not a card.
constexpr std::size_t kMaxCardBytes = 8u << 20;
constexpr int kMaxClasses = 1000;
constexpr int kMaxFilters = 1 << 16;
constexpr int kMaxPixels = 1 << 20;
constexpr int kMaxInputSide = 4096;
constexpr double kMostCap = 8;

// Three numbers for red, green and blue; `fallback` where there are none.
std::array<float, 3> read_colours(const CardReader& in, const char* key,
                                  const std::array<float, 3>& fallback) {
  if (!in.has(key)) return fallback;
  const auto values = in.numbers(key);
  if (values.size() != 3) {
    in.refuse(key, ErrorCode::kCardNotThree);
    return fallback;
  }
  return {static_cast<float>(values[0]), static_cast<float>(values[1]),
          static_cast<float>(values[2])};
}

double read_part(const CardReader& in, const char* key, double most) {
  const double part = in.number(key, 0, most);
  if (part <= 0) in.refuse(key, ErrorCode::kCardNotPositive);
  return part;
}

CropRule read_crop(const CardReader& in) {
  CropRule crop;
  crop.kind = in.choice<CropKind>("kind", kCropKindNames);
  if (in.has("fraction")) crop.fraction = read_part(in, "fraction", 1);
  if (in.has("share")) crop.share = read_part(in, "share", 1);
  if (in.has("cap")) crop.cap = read_part(in, "cap", kMostCap);
  return crop;
}

// The members that schema 1 knows; the others stay as they are.
void read_input_of_schema_1(const CardReader& in, InputRule& rule) {
  rule.width = rule.height = in.integer("size", 1, kMaxInputSide);
  rule.crop.fraction = read_part(in, "crop_fraction", 1);
  for (const auto* key : {"mean", "std"}) in.require(key);
}

void read_input_of_schema_2(const CardReader& in, InputRule& rule) {
  rule.width = in.integer("width", 1, kMaxInputSide);
  rule.height = in.integer("height", 1, kMaxInputSide);
  if (in.has("layout")) rule.layout = in.choice<Layout>("layout", kLayoutNames);
  if (in.has("channels")) rule.channels = in.choice<ChannelOrder>("channels", kChannelOrderNames);
  if (in.has("range")) rule.range = in.choice<ValueRange>("range", kValueRangeNames);
  rule.crop = read_crop(in.child("crop"));
}

InputRule read_input(const CardReader& in, int schema) {
  InputRule rule;
  if (schema == 1) {
    read_input_of_schema_1(in, rule);
  } else {
    read_input_of_schema_2(in, rule);
  }
  if (in.has("colour_constancy")) {
    rule.colour_constancy = in.integer("colour_constancy", 0, 8);
    if (rule.colour_constancy != 0 && !is_constancy_power(rule.colour_constancy)) {
      in.refuse("colour_constancy", ErrorCode::kCardColourConstancy);
    }
  }
  rule.mean = read_colours(in, "mean", rule.mean);
  rule.std = read_colours(in, "std", rule.std);
  for (const float deviation : rule.std) {
    if (!(deviation > 0)) in.refuse("std", ErrorCode::kCardNotPositive);
  }
  return rule;
}

// low <= value <= high.
void check_interval(const CardReader& in, const char* key, float low, float value, float high) {
  if (!(low <= value && value <= high)) in.refuse(key, ErrorCode::kCardOutsideLowHigh);
}

ConceptCard read_concept(const CardReader& in) {
  ConceptCard named;
  named.concept_name = in.text("concept");
  if (named.concept_name.empty()) in.refuse("concept", ErrorCode::kCardEmpty);
  named.strength = in.single("strength");
  named.low = in.single("low");
  named.high = in.single("high");
  check_interval(in, "strength", named.low, named.strength, named.high);
  named.extra = in.others({"concept", "strength", "low", "high"});
  return named;
}

EffectCard read_effect(const CardReader& in) {
  EffectCard effect;
  effect.mean = in.single("mean");
  effect.low = in.single("low");
  effect.high = in.single("high");
  check_interval(in, "mean", effect.low, effect.mean, effect.high);
  effect.extra = in.others({"mean", "low", "high"});
  return effect;
}

ConceptEffectCard read_concept_effect(const CardReader& in) {
  ConceptEffectCard effect;
  effect.concept_name = in.text("concept");
  if (effect.concept_name.empty()) in.refuse("concept", ErrorCode::kCardEmpty);
  effect.way = in.choice<EffectWay>("way", kEffectWayNames);
  effect.group = in.text("group");
  if (effect.group.empty()) in.refuse("group", ErrorCode::kCardEmpty);
  effect.images = in.integer("images", 1, std::numeric_limits<int>::max());
  effect.change = read_effect(in);
  effect.change.extra = in.others({"concept", "way", "group", "images", "mean", "low", "high"});
  return effect;
}

FilterCard read_filter(const CardReader& in) {
  FilterCard filter;
  filter.median = in.single("median");
  filter.high = in.single("high");
  filter.max = in.single("max");
  filter.dead = in.boolean("dead");
  in.each("concepts",
          [&](const CardReader& entry) { filter.concepts.push_back(read_concept(entry)); });
  if (in.has("mean")) filter.mean = in.single("mean");
  if (in.has("effect")) filter.effect = read_effect(in.child("effect"));
  if (in.has("effect_of_mean")) filter.effect_of_mean = read_effect(in.child("effect_of_mean"));
  filter.extra =
      in.others({"median", "high", "max", "dead", "mean", "concepts", "effect", "effect_of_mean"});
  return filter;
}

LayerCard read_layer(const CardReader& in) {
  LayerCard layer;
  layer.tensor = in.text("tensor");
  if (layer.tensor.empty()) in.refuse("tensor", ErrorCode::kCardEmpty);
  layer.filter_count = in.integer("filter_count", 1, kMaxFilters);
  layer.stride = in.integer("stride", 1, kMaxPixels);
  layer.receptive_field = in.integer("receptive_field", 1, kMaxPixels);
  layer.receptive_field_start = in.number("receptive_field_start", -kMaxPixels, kMaxPixels);
  in.each("filters", [&](const CardReader& entry) { layer.filters.push_back(read_filter(entry)); });
  if (!layer.filters.empty() &&
      layer.filters.size() != static_cast<std::size_t>(layer.filter_count)) {
    in.refuse("filters", ErrorCode::kCardFilterCount);
  }
  layer.extra = in.others(
      {"tensor", "filter_count", "stride", "receptive_field", "receptive_field_start", "filters"});
  return layer;
}

OperatingPoint read_operating_point(const CardReader& in) {
  OperatingPoint point;
  point.threshold = in.number("threshold", 0, 1);
  point.sensitivity = in.number("sensitivity", 0, 1);
  point.specificity = in.number("specificity", 0, 1);
  point.chosen_on = in.text("chosen_on");
  point.measured_on = in.text("measured_on");
  return point;
}

TrainingRecord read_training(const CardReader& in) {
  TrainingRecord training;
  training.data = in.text("data");
  training.command = in.text("command");
  training.seed = in.unsigned_integer("seed");
  training.epochs = in.integer("epochs", 0, std::numeric_limits<int>::max());
  if (in.has("hours")) training.hours = in.number("hours", 0, 1e9);
  training.tool_version = in.text("tool_version");
  return training;
}

CompressionRecord read_compression(const CardReader& in) {
  CompressionRecord compression;
  compression.method = in.text("method");
  compression.greatest_change = in.number("greatest_change", 0, 1);
  compression.measured_on = in.text("measured_on");
  return compression;
}

NoveltyDetector read_detector(const CardReader& in) {
  NoveltyDetector detector;
  detector.mean = in.numbers("mean");
  detector.deviation = in.numbers("deviation");
  detector.directions = in.numbers("directions");
  detector.variances = in.numbers("variances");
  detector.threshold = in.number("threshold", 1e-9, 1e9);
  const auto positive = [](double value) { return value > 0; };
  if (detector.mean.empty() || detector.mean.size() > kMaxFilters) {
    in.refuse("mean", ErrorCode::kCardNotNumbers);
  }
  if (detector.deviation.size() != detector.size() ||
      !std::all_of(detector.deviation.begin(), detector.deviation.end(), positive)) {
    in.refuse("deviation", ErrorCode::kCardNotNumbers);
  }
  if (detector.variances.empty() || detector.variances.size() > detector.size() ||
      !std::all_of(detector.variances.begin(), detector.variances.end(), positive)) {
    in.refuse("variances", ErrorCode::kCardNotNumbers);
  }
  if (detector.directions.size() != detector.variances.size() * detector.size()) {
    in.refuse("directions", ErrorCode::kCardNotNumbers);
  }
  return detector;
}

NoveltyCard read_novelty(const CardReader& in) {
  constexpr int kMost = std::numeric_limits<int>::max();
  NoveltyCard novelty;
  novelty.learned_from = in.text("learned_from");
  novelty.images = in.integer("images", 0, kMost);
  novelty.chosen_on = in.text("chosen_on");
  novelty.responses = read_detector(in.child("responses"));
  novelty.light = read_detector(in.child("light"));
  if (novelty.light.size() != kLightFeatures) in.refuse("light", ErrorCode::kCardNotNumbers);
  in.each("measured", [&](const CardReader& entry) {
    NoveltyFigure figure;
    figure.what = entry.text("what");
    figure.group = entry.choice<NoveltyGroup>("group", kNoveltyGroupNames);
    figure.images = entry.integer("images", 1, kMost);
    figure.responses = entry.integer("responses", 0, figure.images);
    figure.light = entry.integer("light", 0, figure.images);
    figure.either = entry.integer("either", 0, figure.images);
    novelty.measured.push_back(std::move(figure));
  });
  return novelty;
}

FilterEffectsRecord read_filter_effects(const CardReader& in) {
  constexpr int kMost = std::numeric_limits<int>::max();
  return {in.text("measured_on"), in.integer("images", 1, kMost), in.text("means_from"),
          in.integer("means_images", 0, kMost)};
}

ExplanationScoreCard read_score(const CardReader& in) {
  ExplanationScoreCard one;
  one.method = in.text("method");
  if (one.method.empty()) in.refuse("method", ErrorCode::kCardEmpty);
  one.measure = in.text("measure");
  if (one.measure.empty()) in.refuse("measure", ErrorCode::kCardEmpty);
  one.untrained = in.boolean("untrained");
  one.images = in.integer("images", 1, std::numeric_limits<int>::max());
  one.score = read_effect(in);
  one.score.extra = in.others({"method", "measure", "untrained", "images", "mean", "low", "high"});
  return one;
}

ExplanationsRecord read_explanations(const CardReader& in) {
  ExplanationsRecord record{in.text("measured_on"), {}};
  in.each("scores", [&](const CardReader& entry) { record.scores.push_back(read_score(entry)); });
  return record;
}

void check_classes(const ModelCard& card, const CardReader& in) {
  const auto& classes = card.classes;
  if (classes.size() < 2 || classes.size() > kMaxClasses) {
    in.refuse("classes", ErrorCode::kCardClassCount);
    return;
  }
  for (std::size_t i = 0; i < classes.size(); ++i) {
    if (classes[i].empty()) in.refuse("classes", ErrorCode::kCardClassEmpty);
    for (std::size_t j = 0; j < i; ++j) {
      if (classes[i] == classes[j]) in.refuse("classes", ErrorCode::kCardClassTwice);
    }
  }
}

ModelCard read_card(const CardReader& in, int schema) {
  ModelCard card;
  card.name = in.text("name");
  card.architecture = in.text("architecture");
  card.description = in.text_or("description", "");
  card.input = read_input(in.child("input"), schema);
  card.input_tensor = in.text_or("input_tensor", card.input_tensor);
  card.logits_tensor = in.text_or("logits_tensor", card.logits_tensor);
  card.classes = in.texts("classes");
  check_classes(card, in);
  if (schema > 1 && in.has("output")) {
    card.output = in.choice<OutputKind>("output", kOutputKindNames);
    if (output_count(card) == 1 && card.classes.size() != 2) {
      in.refuse("output", ErrorCode::kCardSingleOutput);
    }
  }
  card.positive_class =
      in.integer("positive_class", 0, std::max(0, static_cast<int>(card.classes.size()) - 1));
  card.temperature = in.number("temperature", 1e-6, 1e6);
  if (in.has("operating_point")) {
    card.operating_point = read_operating_point(in.child("operating_point"));
  }
  in.each("metrics", [&](const CardReader& entry) { card.metrics.push_back(read_metric(entry)); });
  if (in.has("faults")) card.faults = in.texts("faults");
  in.each("translations", [&](const CardReader& entry) {
    CardTranslation texts;
    texts.language = entry.text("language");
    texts.description = entry.text_or("description", card.description);
    if (entry.has("faults")) texts.faults = entry.texts("faults");
    if (texts.faults.size() != card.faults.size()) {
      entry.refuse("faults", ErrorCode::kCardNotTexts);
    }
    texts.extra = entry.others({"language", "description", "faults"});
    card.translations.push_back(std::move(texts));
  });
  in.each("concept_effects", [&](const CardReader& entry) {
    card.concept_effects.push_back(read_concept_effect(entry));
  });
  in.each("layers", [&](const CardReader& entry) {
    auto layer = read_layer(entry);
    for (const auto& earlier : card.layers) {
      if (earlier.tensor == layer.tensor) entry.refuse("tensor", ErrorCode::kCardLayerTwice);
    }
    card.layers.push_back(std::move(layer));
  });
  if (in.has("novelty")) {
    card.novelty = read_novelty(in.child("novelty"));
    std::size_t filters = 0;
    for (const auto& layer : card.layers) filters += static_cast<std::size_t>(layer.filter_count);
    if (card.novelty->responses.size() != filters) {
      in.refuse("novelty.responses", ErrorCode::kCardNotNumbers);
    }
  }
  if (in.has("filter_effects")) {
    card.filter_effects = read_filter_effects(in.child("filter_effects"));
  }
  if (in.has("explanations")) card.explanations = read_explanations(in.child("explanations"));
  if (in.has("training")) card.training = read_training(in.child("training"));
  if (in.has("compression")) card.compression = read_compression(in.child("compression"));
  card.licence = in.text_or("licence", "");
  card.attribution = in.text_or("attribution", "");
  card.notice = in.text_or("notice", std::string(kNotice));
  card.extra = in.others({"schema",          "name",           "architecture",   "description",
                          "input",           "input_tensor",   "logits_tensor",  "output",
                          "classes",         "positive_class", "temperature",    "operating_point",
                          "metrics",         "faults",         "layers",         "training",
                          "compression",     "licence",        "attribution",    "notice",
                          "concept_effects", "novelty",        "filter_effects", "explanations",
                          "translations",    "own_point"});
  return card;
}

}  // namespace

CardTranslation texts_in(const ModelCard& card, std::string_view language) {
  const auto at = std::find_if(card.translations.begin(), card.translations.end(),
                               [&](const auto& texts) { return texts.language == language; });
  if (at != card.translations.end()) return *at;
  return {.language = "en", .description = card.description, .faults = card.faults};
}

Result<ModelCard> card_from_json(std::string_view json) {
  if (json.size() > kMaxCardBytes) {
    return fail(ErrorCode::kCardTooLarge, {{"most", kMaxCardBytes >> 20}});
  }
  const auto root = nlohmann::json::parse(json, nullptr, false);
  if (!root.is_object()) {
    return fail(ErrorCode::kCardNotJson);
  }
  std::optional<Error> error;
  const CardReader in(root, "", error);
  const int schema = in.integer("schema", 1, std::numeric_limits<int>::max());
  if (!error && schema > kCardSchema) {
    return fail(ErrorCode::kCardSchema, {{"schema", schema}, {"newest", kCardSchema}});
  }
  auto card = read_card(in, schema);
  if (error) return tl::unexpected<Error>(*error);
  if (in.has("own_point")) {
    auto own = own_point_from(root["own_point"], "own_point.");
    if (!own) return tl::unexpected<Error>(own.error());
    card.own_point = std::move(*own);
  }
  return card;
}

}  // namespace lesion
