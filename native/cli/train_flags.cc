#include "native/cli/train_flags.h"

#include <initializer_list>
#include <utility>

namespace lesion {
namespace {

template <typename Enum>
Enum choice(const std::string& text, std::initializer_list<std::pair<const char*, Enum>> names) {
  for (const auto& [name, value] : names) {
    if (text == name) return value;
  }
  return {};
}

// Takes one value from the command line, where it stands there.
class Overrides {
 public:
  Overrides(const CLI::App& command, const TrainFlags& flags) : command_(command), flags_(flags) {}

  template <typename T>
  void take(const char* flag, T TrainConfig::*field, TrainConfig& out) const {
    if (command_.count(flag) > 0) out.*field = flags_.values.*field;
  }
  template <typename T>
  void take(const char* flag, T AugmentRanges::*field, TrainConfig& out) const {
    if (command_.count(flag) > 0) out.augment.*field = flags_.values.augment.*field;
  }
  bool given(const char* flag) const { return command_.count(flag) > 0; }

 private:
  const CLI::App& command_;
  const TrainFlags& flags_;
};

// The recipe's values, for its own architecture unless another is named.
TrainConfig recipe_config(const std::string& recipe, const std::string& arch) {
  const bool paper = recipe.empty() ? arch == "paper" : recipe == "paper";
  TrainConfig config = paper ? paper_config() : compact_config();
  if (!arch.empty()) config.arch = arch == "paper" ? Arch::kPaper : Arch::kCompact;
  if (!paper && recipe == "lens") config = lens_config(config.arch);
  return config;
}

Precision precision_of(const TrainFlags& flags) {
  return flags.precision == "bfloat16" ? Precision::kBfloat16 : Precision::kFloat32;
}

}  // namespace

Device device_of(const TrainFlags& flags) {
  return flags.device == "cuda" ? Device::kCuda : Device::kCpu;
}

Result<TrainConfig> config_of(const CLI::App& command, const TrainFlags& flags) {
  TrainConfig config = recipe_config(flags.recipe, flags.arch);
  const Overrides over(command, flags);
  if (flags.square == "lesion") use_lesion_square(config);
  over.take("--square-share", &TrainConfig::share, config);
  over.take("--square-cap", &TrainConfig::cap, config);
  over.take("--zoom", &AugmentRanges::zoom, config);
  over.take("--shift", &AugmentRanges::shift, config);
  over.take("--width", &TrainConfig::width, config);
  over.take("--batch", &TrainConfig::batch, config);
  over.take("--seed", &TrainConfig::seed, config);
  over.take("--threads", &TrainConfig::threads, config);
  over.take("--rate", &TrainConfig::rate, config);
  over.take("--warm-up", &TrainConfig::warm_up, config);
  over.take("--beta1", &TrainConfig::beta1, config);
  over.take("--beta2", &TrainConfig::beta2, config);
  over.take("--decay", &TrainConfig::decay, config);
  over.take("--average", &TrainConfig::average, config);
  over.take("--dropout", &TrainConfig::dropout, config);
  over.take("--label-smoothing", &TrainConfig::smoothing, config);
  over.take("--diagnoses", &TrainConfig::diagnoses, config);
  over.take("--teacher", &TrainConfig::teachers, config);
  over.take("--teaching", &TrainConfig::teaching, config);
  over.take("--temperature", &TrainConfig::temperature, config);
  over.take("--test-crop", &TrainConfig::crop_fraction, config);
  over.take("--constancy", &TrainConfig::constancy, config);
  over.take("--val-part", &TrainConfig::val_part, config);
  over.take("--test-part", &TrainConfig::test_part, config);
  over.take("--classes", &TrainConfig::classes, config);
  over.take("--allow-leak", &TrainConfig::allow_leak, config);
  over.take("--brightness", &AugmentRanges::brightness, config);
  over.take("--contrast", &AugmentRanges::contrast, config);
  over.take("--hue", &AugmentRanges::hue, config);
  over.take("--white-balance", &AugmentRanges::white_balance, config);
  over.take("--gamma", &AugmentRanges::gamma, config);
  over.take("--blur", &AugmentRanges::blur, config);
  over.take("--rotate", &AugmentRanges::rotate, config);
  over.take("--flip", &AugmentRanges::flip, config);
  if (over.given("--crop")) {
    config.augment.crop_low = flags.crop[0];
    config.augment.crop_high = flags.crop[1];
  }
  if (over.given("--saturation")) {
    config.augment.saturation_low = flags.saturation[0];
    config.augment.saturation_high = flags.saturation[1];
  }
  if (over.given("--fill")) {
    config.augment.fill = choice<Fill>(
        flags.fill, {{"reflect", Fill::kReflect}, {"edge", Fill::kEdge}, {"black", Fill::kBlack}});
  }
  if (over.given("--schedule")) {
    config.schedule = flags.schedule == "constant" ? Rate::kConstant : Rate::kCosine;
  }
  config.device = device_of(flags);
  config.precision = precision_of(flags);
  if (over.given("--balance")) {
    config.balance = flags.balance == "loss" ? Balance::kLoss : Balance::kNone;
  }
  if (over.given("--stages")) {
    auto stages = parse_stages(flags.stages);
    if (!stages) return tl::unexpected(stages.error());
    config.stages = *stages;
  }
  if (const auto checked = check_config(config); !checked) return tl::unexpected(checked.error());
  return config;
}

void add_learning_options(CLI::App& command, TrainFlags& flags) {
  TrainConfig& v = flags.values;
  command
      .add_option("--recipe", flags.recipe,
                  "values where no flag says otherwise: paper (and --arch paper), or lens, our "
                  "own (and --arch compact)")
      ->check(CLI::IsMember({"paper", "lens"}));
  command.add_option("--arch", flags.arch, "paper (Van Molle et al. 2018, exactly) or compact")
      ->check(CLI::IsMember({"paper", "compact"}));
  command.add_option("--width", v.width, "multiplies the filters 8,8,16,16,32,32,64,64");
  command.add_option("--stages", flags.stages,
                     "size:epochs,... such as 64:20,128:10,224:2; the last size is the network's");
  command.add_option("--batch", v.batch, "images per step");
  command.add_option("--seed", v.seed, "same seed and threads: same weights");
  command.add_option("--threads", v.threads, "workers, each with its part of the batch");
  command.add_option("--device", flags.device, "cpu or cuda, a graphics card")
      ->check(CLI::IsMember({"cpu", "cuda"}));
  command
      .add_option("--precision", flags.precision,
                  "of the convolutions on a graphics card: float32 or bfloat16")
      ->check(CLI::IsMember({"float32", "bfloat16"}));
  command.add_option("--rate", v.rate, "peak learning rate");
  command.add_option("--schedule", flags.schedule, "cosine or constant")
      ->check(CLI::IsMember({"cosine", "constant"}));
  command.add_option("--warm-up", v.warm_up,
                     "linear warm-up of the learning rate: part of all steps");
  command.add_option("--beta1", v.beta1, "of Adam");
  command.add_option("--beta2", v.beta2, "of Adam");
  command.add_option("--decay", v.decay, "decoupled weight decay");
  command.add_option("--average", v.average,
                     "running average of the weights: part kept per step; 0 = none");
  command.add_option("--dropout", v.dropout, "before the last layer");
  command.add_option("--label-smoothing", v.smoothing,
                     "label smoothing: part of a label spread over both classes");
  command
      .add_option("--balance", flags.balance,
                  "loss: class weights, so that both classes weigh alike; or none")
      ->check(CLI::IsMember({"loss", "none"}));
  command.add_option("--diagnoses", v.diagnoses,
                     "weight of learning the diagnoses beside the classes; 0 = not at all");
  command.add_option(
      "--teacher", v.teachers,
      "folder of a finished run with the same square and colours, whose best network "
      "teaches this one; may be given again: the mean of what they say is learnt");
  command.add_option("--teaching", v.teaching,
                     "--teacher: the teachers' part in the loss; the labels have the rest");
  command.add_option("--temperature", v.temperature,
                     "--teacher: what logits are divided by before they are compared");
}

void add_image_options(CLI::App& command, TrainFlags& flags) {
  TrainConfig& v = flags.values;
  AugmentRanges& a = v.augment;
  command
      .add_option("--crop", flags.crop,
                  "random crop: side of the square, low high, parts of the whole")
      ->expected(2);
  command
      .add_option("--square", flags.square,
                  "what is seen of an image: central, or lesion: a square about the lesion, which "
                  "the network of --masks finds")
      ->check(CLI::IsMember({"central", "lesion"}));
  command.add_option("--masks", flags.masks, "mask network for --square lesion")
      ->capture_default_str();
  command.add_option("--square-share", v.share, "--square lesion: the lesion's part of the square");
  command.add_option("--square-cap", v.cap,
                     "--square lesion: greatest side, part of the image's shorter side");
  command.add_option("--zoom", a.zoom,
                     "--square lesion: deviation of the log of the side's random factor");
  command.add_option("--shift", a.shift,
                     "--square lesion: the centre moved by up to this part of the side");
  command.add_option("--rotate", a.rotate, "over the full circle: true or false");
  command.add_option("--flip", a.flip, "both ways: true or false");
  command.add_option("--fill", flags.fill, "outside a turned image: reflect, edge or black")
      ->check(CLI::IsMember({"reflect", "edge", "black"}));
  command.add_option("--brightness", a.brightness, "added, up to plus or minus this");
  command.add_option("--contrast", a.contrast, "factor 1 plus or minus up to this");
  command.add_option("--hue", a.hue, "turn, up to plus or minus this part of the circle");
  command.add_option("--saturation", flags.saturation, "factor: low high")->expected(2);
  command.add_option("--white-balance", a.white_balance,
                     "log of each channel's factor, up to this");
  command.add_option("--gamma", a.gamma, "log of the power, up to plus or minus this");
  command.add_option("--blur", a.blur, "probability of a mild blur");
  command.add_option(
      "--constancy", v.constancy,
      "shades-of-grey colour constancy (Minkowski p): 1 (grey world), 2, 4, 8; 0 = none");
  command.add_option("--test-crop", v.crop_fraction,
                     "central crop at evaluation: part of the shorter side");
  command.add_option("--val-part", v.val_part, "part for validation where the table has no split");
  command.add_option("--test-part", v.test_part, "part held out where the table has no split");
  command.add_option("--classes", v.classes,
                     "diagnoses' classes other than usual: \"akiec=benign,unk=skip\"");
  command.add_flag("--allow-leak", v.allow_leak,
                   "go on although a patient, lesion or image is on two sides of the split");
}

void add_result_options(CLI::App& command, TrainFlags& flags) {
  ExportRequest& result = flags.result;
  command.add_option("--out", result.out, "the model to write, X.onnx; its card becomes X.md");
  command.add_flag("--export-only", flags.export_only,
                   "write the model of --resume's best checkpoint, without training");
  command.add_option("--join", flags.join,
                     "with --export-only: another run of the same recipe with another seed; may be "
                     "repeated. One network with the mean of their logits");
  command.add_flag("--compress", result.compress,
                   "large weights as int8: a file a quarter as large, dequantised when opened; "
                   "all figures are of what is written");
  command.add_option("--name", result.name, "of the model; default: the file's");
  command.add_option("--description", result.description, "a sentence for the model card");
  command.add_option("--licence", result.licence, "for the model card; follow the images' own");
  command.add_option("--attribution", result.attribution, "for the model card: whose images");
  command.add_option("--also", result.also,
                     "a folder of images from elsewhere, as --data, that the model is judged on "
                     "too; may be given again");
  command.add_option(
      "--fault", result.faults,
      "for the model card: what is known to go wrong, a sentence; may be given again");
  command.add_option("--faults", flags.faults_file, "a text file of such sentences, one a line");
}

}  // namespace lesion
