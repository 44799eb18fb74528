#include "native/train/command.h"

#include <charconv>

#include "native/data/sources.h"

namespace lesion {
namespace {

std::string number(double value) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  return {text, end};
}

// For a POSIX shell.
std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

class Command {
 public:
  explicit Command(std::string start) : text_(std::move(start)) {}

  void word(const char* flag, const std::string& value) {
    text_ += std::string(" ") + flag + " " + value;
  }
  void flag(const char* name) { text_ += std::string(" ") + name; }
  void differing(const char* flag, double value, double usual) {
    if (value != usual) word(flag, number(value));
  }
  void differing(const char* flag, double low, double high, double usual_low, double usual_high) {
    if (low != usual_low || high != usual_high) word(flag, number(low) + " " + number(high));
  }
  void differing(const char* flag, bool value, bool usual) {
    if (value != usual) word(flag, value ? "true" : "false");
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

const char* fill_name(Fill fill) {
  switch (fill) {
    case Fill::kReflect:
      return "reflect";
    case Fill::kEdge:
      return "edge";
    case Fill::kBlack:
      return "black";
  }
  return "";
}

void add_augmentation(Command& command, const AugmentRanges& is, const AugmentRanges& usual) {
  command.differing("--crop", is.crop_low, is.crop_high, usual.crop_low, usual.crop_high);
  command.differing("--rotate", is.rotate, usual.rotate);
  command.differing("--flip", is.flip, usual.flip);
  if (is.fill != usual.fill) command.word("--fill", fill_name(is.fill));
  command.differing("--brightness", is.brightness, usual.brightness);
  command.differing("--contrast", is.contrast, usual.contrast);
  command.differing("--hue", is.hue, usual.hue);
  command.differing("--saturation", is.saturation_low, is.saturation_high, usual.saturation_low,
                    usual.saturation_high);
  command.differing("--white-balance", is.white_balance, usual.white_balance);
  command.differing("--gamma", is.gamma, usual.gamma);
  command.differing("--blur", is.blur, usual.blur);
}

}  // namespace

std::string command_text(const TrainConfig& config, const std::string& data) {
  TrainConfig usual = config.arch == Arch::kPaper ? paper_config() : compact_config();
  const bool fitted = config.square == CropKind::kLesion;
  if (fitted) use_lesion_square(usual);
  // As torchrun says it; mpirun and srun say it in their own way.
  Command command(config.ranks > 1
                      ? "WORLD_SIZE=" + std::to_string(config.ranks) + " lesionlens train"
                      : "lesionlens train");
  for (const std::string& name : source_names(data)) command.word("--data", name);
  command.word("--arch", arch_name(config.arch));
  command.word("--stages", stages_text(config.stages));
  command.word("--seed", std::to_string(config.seed));
  command.word("--threads", std::to_string(config.threads));
  if (config.device == Device::kCuda) command.word("--device", "cuda");
  if (config.precision == Precision::kBfloat16) command.word("--precision", "bfloat16");
  if (config.width != usual.width) command.word("--width", std::to_string(config.width));
  if (config.batch != usual.batch) command.word("--batch", std::to_string(config.batch));
  command.differing("--rate", config.rate, usual.rate);
  if (config.schedule != usual.schedule) {
    command.word("--schedule", config.schedule == Rate::kCosine ? "cosine" : "constant");
  }
  command.differing("--warm-up", config.warm_up, usual.warm_up);
  command.differing("--beta1", config.beta1, usual.beta1);
  command.differing("--beta2", config.beta2, usual.beta2);
  command.differing("--decay", config.decay, usual.decay);
  command.differing("--average", config.average, usual.average);
  command.differing("--dropout", config.dropout, usual.dropout);
  command.differing("--label-smoothing", config.smoothing, usual.smoothing);
  if (config.balance != usual.balance) {
    command.word("--balance", config.balance == Balance::kLoss ? "loss" : "none");
  }
  command.differing("--diagnoses", config.diagnoses, usual.diagnoses);
  for (const std::string& teacher : config.teachers) command.word("--teacher", quoted(teacher));
  command.differing("--teaching", config.teaching, usual.teaching);
  command.differing("--temperature", config.temperature, usual.temperature);
  add_augmentation(command, config.augment, usual.augment);
  if (fitted) command.word("--square", "lesion");
  command.differing("--square-share", config.share, usual.share);
  command.differing("--square-cap", config.cap, usual.cap);
  command.differing("--zoom", config.augment.zoom, usual.augment.zoom);
  command.differing("--shift", config.augment.shift, usual.augment.shift);
  command.differing("--test-crop", config.crop_fraction, usual.crop_fraction);
  if (config.constancy != usual.constancy) {
    command.word("--constancy", std::to_string(config.constancy));
  }
  command.differing("--val-part", config.val_part, usual.val_part);
  command.differing("--test-part", config.test_part, usual.test_part);
  if (!config.classes.empty()) command.word("--classes", quoted(config.classes));
  if (config.allow_leak) command.flag("--allow-leak");
  return command.text();
}

std::vector<std::string> commands_of(const Checkpoint& run) {
  std::vector<std::string> commands = run.history;
  commands.push_back(command_text(run.config, run.data));
  if (!run.history.empty()) commands.back() += " --resume";
  return commands;
}

}  // namespace lesion
