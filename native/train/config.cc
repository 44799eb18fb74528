#include "native/train/config.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numbers>

#include <nlohmann/json.hpp>

#include "core/model/colour_constancy.h"
#include "core/table/class_mapping.h"
#include "native/train/json_fields.h"

namespace lesion {
namespace {

using Json = nlohmann::ordered_json;

// One list of fields for both directions: a visitor is called with every key and value.
template <typename Config, typename Visitor>
void visit(Config& config, Visitor&& field) {
  field("width", config.width);
  field("batch", config.batch);
  field("seed", config.seed);
  field("threads", config.threads);
  field("rate", config.rate);
  field("warm_up", config.warm_up);
  field("beta1", config.beta1);
  field("beta2", config.beta2);
  field("decay", config.decay);
  field("average", config.average);
  field("dropout", config.dropout);
  field("smoothing", config.smoothing);
  field("diagnoses", config.diagnoses);
  field("crop_fraction", config.crop_fraction);
  field("mean", config.mean);
  field("std", config.std);
  field("cache_scale", config.cache_scale);
  field("val_part", config.val_part);
  field("test_part", config.test_part);
  auto& augment = config.augment;
  field("crop_low", augment.crop_low);
  field("crop_high", augment.crop_high);
  field("rotate", augment.rotate);
  field("flip", augment.flip);
  field("brightness", augment.brightness);
  field("contrast", augment.contrast);
  field("hue", augment.hue);
  field("saturation_low", augment.saturation_low);
  field("saturation_high", augment.saturation_high);
  field("white_balance", augment.white_balance);
  field("gamma", augment.gamma);
  field("blur", augment.blur);
}

// Only in configurations with squares fitted to the lesion.
template <typename Config, typename Visitor>
void visit_square(Config& config, Visitor&& field) {
  field("share", config.share);
  field("cap", config.cap);
  field("masks", config.masks);
  field("margin", config.augment.margin);
  field("zoom", config.augment.zoom);
  field("shift", config.augment.shift);
}

// Only in configurations with teachers.
template <typename Config, typename Visitor>
void visit_teachers(Config& config, Visitor&& field) {
  field("teachers_identity", config.teachers_identity);
  field("teaching", config.teaching);
  field("temperature", config.temperature);
}

template <typename Enum, std::size_t N>
struct Names {
  std::array<const char*, N> names;

  const char* of(Enum value) const { return names[static_cast<std::size_t>(value)]; }
  bool read(const Json& json, const char* key, Enum& out) const {
    if (!json.contains(key) || !json[key].is_string()) return false;
    const auto found = std::find(names.begin(), names.end(), json[key].get<std::string>());
    if (found == names.end()) return false;
    out = static_cast<Enum>(found - names.begin());
    return true;
  }
};

constexpr Names<Arch, 2> kArchNames{{"paper", "compact"}};
constexpr Names<Balance, 2> kBalanceNames{{"none", "loss"}};
constexpr Names<Rate, 2> kRateNames{{"constant", "cosine"}};
constexpr Names<Device, 2> kDeviceNames{{"cpu", "cuda"}};
constexpr Names<Precision, 2> kPrecisionNames{{"float32", "bfloat16"}};
constexpr Names<CropKind, 3> kSquareNames{kCropKindNames};
constexpr Names<Fill, 3> kFillNames{{"reflect", "edge", "black"}};

bool read_int(std::string_view text, int& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

int TrainConfig::epochs() const {
  int sum = 0;
  for (const Stage& stage : stages) sum += stage.epochs;
  return sum;
}

const Stage& TrainConfig::stage_of(int epoch) const {
  for (const Stage& stage : stages) {
    if (epoch < stage.epochs) return stage;
    epoch -= stage.epochs;
  }
  return stages.back();
}

InputRule TrainConfig::rule(int size) const {
  return {.width = size,
          .height = size,
          .crop = {.kind = square, .fraction = crop_fraction, .share = share, .cap = cap},
          .colour_constancy = constancy,
          .mean = mean,
          .std = std};
}

int TrainConfig::cache_side(int size) const {
  return static_cast<int>(std::lround(size * cache_scale));
}

PlanOptions TrainConfig::plan_options(int diagnosis_count) const {
  return {.arch = arch,
          .width = width,
          .members = members,
          .input_size = input_size(),
          .aux_classes = diagnoses > 0 ? diagnosis_count : 0};
}

TrainConfig paper_config() {
  TrainConfig config;
  config.arch = Arch::kPaper;
  config.stages = {{224, 192}};
  config.batch = 96;
  config.rate = 1e-4;
  config.schedule = Rate::kConstant;
  config.warm_up = 0;
  config.decay = 0;
  config.average = 0;
  config.dropout = 0;
  config.smoothing = 0;
  config.balance = Balance::kNone;
  config.augment = paper_augmentation();
  config.crop_fraction = 224.0 / 300.0;
  config.mean = {0, 0, 0};
  config.std = {1, 1, 1};
  config.cache_scale = 300.0 / 224.0;
  return config;
}

TrainConfig compact_config() {
  TrainConfig config;
  config.stages = {{64, 20}, {128, 10}, {224, 2}};
  return config;
}

TrainConfig lens_config(Arch arch) {
  TrainConfig config = compact_config();
  config.arch = arch;
  config.stages = {{64, 20}, {128, 12}};
  // The paper's fully connected layers fix one size.
  if (arch == Arch::kPaper) config.stages = {{224, 40}};
  config.average = 0.99;
  config.diagnoses = 0.5;
  config.constancy = 1;
  return config;
}

void use_lesion_square(TrainConfig& config) {
  config.square = CropKind::kLesion;
  AugmentRanges& augment = config.augment;
  augment.crop_low = augment.crop_high = 1;
  augment.margin = 1.6;
  augment.zoom = 0.25;
  augment.shift = 0.15;
  config.cache_scale = augment.margin * 8.0 / 7.0;
}

Result<std::vector<Stage>> parse_stages(std::string_view text) {
  std::vector<Stage> stages;
  while (!text.empty()) {
    const std::string_view item = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), item.size() + 1));
    Stage stage;
    const auto colon = item.find(':');
    if (colon == std::string_view::npos || !read_int(item.substr(0, colon), stage.size) ||
        !read_int(item.substr(colon + 1), stage.epochs) || stage.epochs < 1) {
      return fail(ErrorKind::kInvalidArgument,
                  "--stages: \"" + std::string(item) + "\" is not size:epochs, such as 64:20");
    }
    stages.push_back(stage);
  }
  if (stages.empty()) return fail(ErrorKind::kInvalidArgument, "--stages: names no stage");
  return stages;
}

std::string stages_text(const std::vector<Stage>& stages) {
  std::string text;
  for (const Stage& stage : stages) {
    if (!text.empty()) text += ',';
    text += std::to_string(stage.size) + ':' + std::to_string(stage.epochs);
  }
  return text;
}

Result<void> check_config(const TrainConfig& config) {
  const auto wrong = [](const std::string& words) {
    return tl::unexpected(plain_error(ErrorKind::kInvalidArgument, words));
  };
  if (config.stages.empty()) return wrong("--stages: names no stage");
  for (const Stage& stage : config.stages) {
    if (stage.size % 16 != 0 || stage.size < 32 || stage.size > 512) {
      return wrong("--stages: the size " + std::to_string(stage.size) +
                   " is not a multiple of 16 from 32 to 512");
    }
    if (config.arch == Arch::kPaper && stage.size != config.input_size()) {
      return wrong("--stages: the paper's fully connected layers fix one size for all stages");
    }
  }
  if (config.batch < 2 || config.batch > 4096) return wrong("--batch must be 2 to 4096");
  if (config.threads < 1 || config.threads > 256) return wrong("--threads must be 1 to 256");
  if (config.ranks < 1 || config.ranks > 65536) return wrong("ranks must be 1 to 65536");
  if (config.batch < 2L * config.workers() * config.ranks) {
    return wrong(config.ranks == 1 ? "--batch must be twice --threads or more"
                                   : "--batch must be twice --threads, times the ranks, or more");
  }
  if (config.precision != Precision::kFloat32 && config.device != Device::kCuda) {
    return wrong("--precision bfloat16 is for --device cuda");
  }
  if (!(config.rate > 0) || config.rate > 1) return wrong("--rate must be above 0, at most 1");
  if (config.dropout < 0 || config.dropout >= 1) return wrong("--dropout must be 0 to below 1");
  if (config.teaching < 0 || config.teaching > 1) return wrong("--teaching must be 0 to 1");
  if (!(config.temperature >= 1) || config.temperature > 100) {
    return wrong("--temperature must be 1 to 100");
  }
  if (config.smoothing < 0 || config.smoothing >= 1) {
    return wrong("--label-smoothing must be 0 to below 1");
  }
  if (config.average < 0 || config.average >= 1) return wrong("--average must be 0 to below 1");
  if (config.warm_up < 0 || config.warm_up > 1) return wrong("--warm-up must be 0 to 1");
  if (!(config.augment.crop_low > 0) || config.augment.crop_high < config.augment.crop_low ||
      config.augment.crop_high > 2) {
    return wrong("--crop must be two parts of the image's side, low then high, above 0");
  }
  if (!(config.crop_fraction > 0) || config.crop_fraction > 1) {
    return wrong("--test-crop must be above 0, at most 1");
  }
  if (config.square == CropKind::kWhole) return wrong("--square must be central or lesion");
  if (!(config.share > 0) || config.share > 1) {
    return wrong("--square-share must be above 0, at most 1");
  }
  if (!(config.cap > 0) || config.cap > 8) return wrong("--square-cap must be above 0, at most 8");
  if (config.augment.zoom < 0 || config.augment.zoom > 1) return wrong("--zoom must be 0 to 1");
  if (config.augment.shift < 0 || config.augment.shift > 1) return wrong("--shift must be 0 to 1");
  if (!(config.augment.margin >= 1) || config.augment.margin > 4) {
    return wrong("the cached square's margin must be 1 to 4");
  }
  if (config.constancy != 0 && !is_constancy_power(config.constancy)) {
    return wrong("--constancy must be 0, 1, 2, 4 or 8");
  }
  if (config.val_part <= 0 || config.test_part < 0 || config.val_part + config.test_part >= 1) {
    return wrong("--val-part and --test-part must leave images to train on");
  }
  if (const auto mapping = parse_class_mapping(config.classes); !mapping) {
    return wrong("--classes: " + mapping.error().message);
  }
  return {};
}

std::string config_to_json(const TrainConfig& config) {
  Json json;
  json["arch"] = kArchNames.of(config.arch);
  json["stages"] = stages_text(config.stages);
  json["schedule"] = kRateNames.of(config.schedule);
  json["balance"] = kBalanceNames.of(config.balance);
  json["fill"] = kFillNames.of(config.augment.fill);
  json["device"] = kDeviceNames.of(config.device);
  json["precision"] = kPrecisionNames.of(config.precision);
  json["ranks"] = config.ranks;
  json["classes"] = config.classes;
  json["allow_leak"] = config.allow_leak;
  json["constancy"] = config.constancy;
  if (config.members != 1) json["members"] = config.members;
  visit(config, [&](const char* key, const auto& value) { json[key] = value; });
  if (config.square != CropKind::kCentral) {
    json["square"] = kSquareNames.of(config.square);
    visit_square(config, [&](const char* key, const auto& value) { json[key] = value; });
  }
  if (!config.teachers.empty()) {
    json["teachers"] = config.teachers;
    visit_teachers(config, [&](const char* key, const auto& value) { json[key] = value; });
  }
  return json.dump(2);
}

Result<TrainConfig> config_from_json(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return fail(ErrorKind::kCorrupt, "the configuration is not JSON");
  TrainConfig config;
  std::string missing;
  if (!kArchNames.read(json, "arch", config.arch)) missing = "arch";
  if (!kRateNames.read(json, "schedule", config.schedule)) missing = "schedule";
  if (!kBalanceNames.read(json, "balance", config.balance)) missing = "balance";
  if (!kFillNames.read(json, "fill", config.augment.fill)) missing = "fill";
  visit(config, [&](const char* key, auto& value) {
    if (!read_json(json, key, value)) missing = key;
  });
  if (!json.contains("stages") || !json["stages"].is_string()) missing = "stages";
  // Runs from before these were there had none of them.
  if (json.contains("device") && !kDeviceNames.read(json, "device", config.device)) {
    missing = "device";
  }
  if (json.contains("precision") && !kPrecisionNames.read(json, "precision", config.precision)) {
    missing = "precision";
  }
  if (const auto found = json.find("ranks"); found != json.end()) {
    if (!read_json(*found, config.ranks)) missing = "ranks";
  }
  if (const auto found = json.find("classes"); found != json.end()) {
    if (!read_json(*found, config.classes)) missing = "classes";
  }
  if (const auto found = json.find("allow_leak"); found != json.end()) {
    if (!read_json(*found, config.allow_leak)) missing = "allow_leak";
  }
  if (const auto found = json.find("members"); found != json.end()) {
    if (!read_json(*found, config.members)) missing = "members";
  }
  if (const auto found = json.find("constancy"); found != json.end()) {
    if (!read_json(*found, config.constancy)) missing = "constancy";
  }
  if (json.contains("square")) {
    if (!kSquareNames.read(json, "square", config.square)) missing = "square";
    visit_square(config, [&](const char* key, auto& value) {
      if (!read_json(json, key, value)) missing = key;
    });
  }
  if (json.contains("teachers")) {
    if (!read_json(json, "teachers", config.teachers) || config.teachers.empty()) {
      missing = "teachers";
    }
    visit_teachers(config, [&](const char* key, auto& value) {
      if (!read_json(json, key, value)) missing = key;
    });
  }
  if (!missing.empty()) {
    return fail(ErrorKind::kCorrupt, "the configuration's \"" + missing + "\" cannot be read");
  }
  const auto stages = parse_stages(json["stages"].get<std::string>());
  if (!stages) return tl::unexpected(stages.error());
  config.stages = *stages;
  if (const auto checked = check_config(config); !checked) return tl::unexpected(checked.error());
  return config;
}

double rate_at(const TrainConfig& config, long step, long steps) {
  const double at = steps > 0 ? (static_cast<double>(step) + 0.5) / static_cast<double>(steps) : 0;
  // One-cycle (Smith, Topin 2018): up along a line, down along half a cosine to a hundredth.
  if (config.warm_up > 0 && at < config.warm_up) {
    return config.rate * (0.04 + 0.96 * at / config.warm_up);
  }
  if (config.schedule == Rate::kConstant) return config.rate;
  const double down = (at - config.warm_up) / (1 - config.warm_up);
  return config.rate * (0.01 + 0.99 * 0.5 * (1 + std::cos(std::numbers::pi * down)));
}

}  // namespace lesion
