#include "core/model/card.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/model/card_reader.h"
#include "core/model/colour_constancy.h"
#include "core/model/metric_json.h"

namespace lesion {
namespace {

using nlohmann::ordered_json;

// A card of a thousand layers is far below this; what is above is not a card.
constexpr std::size_t kMaxCardBytes = 8u << 20;
constexpr int kMaxClasses = 1000;
constexpr int kMaxFilters = 1 << 16;
constexpr int kMaxPixels = 1 << 20;

ordered_json to_object(const InputRule& rule) {
  return {{"size", rule.size},
          {"crop_fraction", rule.crop_fraction},
          {"colour_constancy", rule.colour_constancy},
          {"mean", rule.mean},
          {"std", rule.std}};
}

ordered_json to_object(const LayerCard& layer) {
  ordered_json filters = ordered_json::array();
  for (const auto& filter : layer.filters) {
    filters.push_back({{"median", filter.median},
                       {"high", filter.high},
                       {"max", filter.max},
                       {"dead", filter.dead}});
  }
  return {{"tensor", layer.tensor},
          {"filter_count", layer.filter_count},
          {"stride", layer.stride},
          {"receptive_field", layer.receptive_field},
          {"receptive_field_start", layer.receptive_field_start},
          {"filters", std::move(filters)}};
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

ordered_json to_object(const CompressionRecord& compression) {
  return {{"method", compression.method},
          {"greatest_change", compression.greatest_change},
          {"measured_on", compression.measured_on}};
}

InputRule read_input(const CardReader& in) {
  InputRule rule;
  rule.size = in.integer("size", 1, 4096);
  rule.crop_fraction = in.number("crop_fraction", 0, 1);
  if (rule.crop_fraction <= 0) in.refuse("crop_fraction", "must be above 0");
  if (in.has("colour_constancy")) {
    rule.colour_constancy = in.integer("colour_constancy", 0, 8);
    if (rule.colour_constancy != 0 && !is_constancy_power(rule.colour_constancy)) {
      in.refuse("colour_constancy", "must be 0, 1, 2, 4 or 8");
    }
  }
  for (const auto* key : {"mean", "std"}) {
    const auto values = in.numbers(key);
    if (values.size() != 3) {
      in.refuse(key, "must be three numbers, for red, green and blue");
      continue;
    }
    auto& target = std::string_view(key) == "mean" ? rule.mean : rule.std;
    std::transform(values.begin(), values.end(), target.begin(),
                   [](double value) { return static_cast<float>(value); });
  }
  for (const float deviation : rule.std) {
    if (!(deviation > 0)) in.refuse("std", "must be above 0");
  }
  return rule;
}

FilterCard read_filter(const CardReader& in) {
  FilterCard filter;
  filter.median = in.single("median");
  filter.high = in.single("high");
  filter.max = in.single("max");
  filter.dead = in.boolean("dead");
  return filter;
}

LayerCard read_layer(const CardReader& in) {
  LayerCard layer;
  layer.tensor = in.text("tensor");
  if (layer.tensor.empty()) in.refuse("tensor", "must not be empty");
  layer.filter_count = in.integer("filter_count", 1, kMaxFilters);
  layer.stride = in.integer("stride", 1, kMaxPixels);
  layer.receptive_field = in.integer("receptive_field", 1, kMaxPixels);
  layer.receptive_field_start = in.number("receptive_field_start", -kMaxPixels, kMaxPixels);
  in.each("filters", [&](const CardReader& entry) { layer.filters.push_back(read_filter(entry)); });
  if (!layer.filters.empty() &&
      layer.filters.size() != static_cast<std::size_t>(layer.filter_count)) {
    in.refuse("filters", "must have filter_count entries or none");
  }
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

void check_classes(const ModelCard& card, const CardReader& in) {
  const auto& classes = card.classes;
  if (classes.size() < 2 || classes.size() > kMaxClasses) {
    in.refuse("classes", "must name 2 to 1000 classes");
    return;
  }
  for (std::size_t i = 0; i < classes.size(); ++i) {
    if (classes[i].empty()) in.refuse("classes", "must not hold an empty name");
    for (std::size_t j = 0; j < i; ++j) {
      if (classes[i] == classes[j]) in.refuse("classes", "names a class twice");
    }
  }
}

ModelCard read_card(const CardReader& in) {
  ModelCard card;
  card.name = in.text("name");
  card.architecture = in.text("architecture");
  card.description = in.text_or("description", "");
  card.input = read_input(in.child("input"));
  card.input_tensor = in.text_or("input_tensor", card.input_tensor);
  card.logits_tensor = in.text_or("logits_tensor", card.logits_tensor);
  card.classes = in.texts("classes");
  check_classes(card, in);
  card.positive_class =
      in.integer("positive_class", 0, std::max(0, static_cast<int>(card.classes.size()) - 1));
  card.temperature = in.number("temperature", 1e-6, 1e6);
  if (in.has("operating_point")) {
    card.operating_point = read_operating_point(in.child("operating_point"));
  }
  in.each("metrics", [&](const CardReader& entry) { card.metrics.push_back(read_metric(entry)); });
  if (in.has("faults")) card.faults = in.texts("faults");
  in.each("layers", [&](const CardReader& entry) {
    auto layer = read_layer(entry);
    for (const auto& earlier : card.layers) {
      if (earlier.tensor == layer.tensor) entry.refuse("tensor", "is that of an earlier layer");
    }
    card.layers.push_back(std::move(layer));
  });
  if (in.has("training")) card.training = read_training(in.child("training"));
  if (in.has("compression")) card.compression = read_compression(in.child("compression"));
  card.licence = in.text_or("licence", "");
  card.attribution = in.text_or("attribution", "");
  card.notice = in.text_or("notice", std::string(kNotice));
  return card;
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
                    {"classes", card.classes},
                    {"positive_class", card.positive_class},
                    {"temperature", card.temperature}};
  if (card.operating_point) json["operating_point"] = to_object(*card.operating_point);
  json["metrics"] = std::move(metrics);
  if (!card.faults.empty()) json["faults"] = card.faults;
  json["layers"] = std::move(layers);
  if (card.training) json["training"] = to_object(*card.training);
  if (card.compression) json["compression"] = to_object(*card.compression);
  json["licence"] = card.licence;
  json["attribution"] = card.attribution;
  json["notice"] = card.notice;
  // Bytes that are not UTF-8 become the replacement character: the default would throw.
  return json.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

Result<ModelCard> card_from_json(std::string_view json) {
  if (json.size() > kMaxCardBytes) {
    return fail(ErrorKind::kTooLarge, "the model card is larger than 8 MB");
  }
  const auto root = nlohmann::json::parse(json, nullptr, false);
  if (!root.is_object()) {
    return fail(ErrorKind::kCorrupt, "the model card is not a JSON object");
  }
  std::optional<Error> error;
  const CardReader in(root, "", error);
  const int schema = in.integer("schema", 1, std::numeric_limits<int>::max());
  if (!error && schema > kCardSchema) {
    return fail(ErrorKind::kUnsupported, "the model card has schema " + std::to_string(schema) +
                                             "; this version reads " + std::to_string(kCardSchema) +
                                             " and older: update LesionLens");
  }
  auto card = read_card(in);
  if (error) return tl::unexpected<Error>(*error);
  return card;
}

double probability(const ModelCard& card, std::span<const float> logits) {
  const auto positive = static_cast<std::size_t>(card.positive_class);
  if (logits.size() != card.classes.size() || positive >= logits.size() || logits.size() < 2) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  // One minus the positive class's share among all, in the form that cannot overflow: the others
  // joined by their log-sum-exp, which for two classes is the other logit itself.
  double greatest = -std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < logits.size(); ++i) {
    if (i != positive) greatest = std::max(greatest, logits[i] / card.temperature);
  }
  double sum = 0;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    if (i != positive) sum += std::exp(logits[i] / card.temperature - greatest);
  }
  const double margin = logits[positive] / card.temperature - (greatest + std::log(sum));
  return margin >= 0 ? 1 / (1 + std::exp(-margin)) : std::exp(margin) / (1 + std::exp(margin));
}

}  // namespace lesion
