// lesionlens train: from a folder of images to a network.
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "native/cli/commands.h"
#include "native/cli/terminal.h"
#include "native/data/files.h"
#include "native/masks/places.h"
#include "native/train/device.h"
#include "native/train/export.h"
#include "native/train/group.h"
#include "native/train/launch.h"
#include "native/train/run_folder.h"
#include "native/train/run_report_files.h"
#include "native/train/trainer.h"
#include "native/train/workers.h"

namespace lesion {
namespace {

std::atomic<int> interrupts{0};

void on_signal(int signal) {
  // The first one asks the run to save and stop; at the second somebody is in a hurry.
  if (interrupts.fetch_add(1) > 0) {
    std::signal(signal, SIG_DFL);
    std::raise(signal);
  }
}

void watch_signals() {
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
  // A limit on the size of files then is an error like a full disk, not the end of the program.
  std::signal(SIGXFSZ, SIG_IGN);
}

// Options as they were given; what was not given comes from the recipe.
struct Flags {
  std::string arch;
  std::string recipe;
  std::string stages;
  std::string schedule;
  std::string balance;
  std::string fill;
  std::string device;
  std::string precision;
  std::string square;
  std::string masks = kMasksFile;
  std::vector<double> crop, saturation;
  TrainConfig values;
  TrainRequest request;
  ExportRequest result;
  std::string resume;
  std::string faults_file;
  bool export_only = false;
  std::vector<std::string> join;
  std::unique_ptr<Group> group;  // null: alone

  bool leads() const { return group == nullptr || group->rank() == 0; }
};

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
  Overrides(const CLI::App& command, const Flags& flags) : command_(command), flags_(flags) {}

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
  const Flags& flags_;
};

// The recipe's values, for its own architecture unless another is named.
TrainConfig recipe_config(const std::string& recipe, const std::string& arch) {
  const bool paper = recipe.empty() ? arch == "paper" : recipe == "paper";
  TrainConfig config = paper ? paper_config() : compact_config();
  if (!arch.empty()) config.arch = arch == "paper" ? Arch::kPaper : Arch::kCompact;
  if (!paper && recipe == "lens") config = lens_config(config.arch);
  return config;
}

Device device_of(const Flags& flags) {
  return flags.device == "cuda" ? Device::kCuda : Device::kCpu;
}

Precision precision_of(const Flags& flags) {
  return flags.precision == "bfloat16" ? Precision::kBfloat16 : Precision::kFloat32;
}

Result<TrainConfig> config_of(const CLI::App& command, const Flags& flags) {
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

void add_learning_options(CLI::App& command, Flags& flags) {
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
}

void add_image_options(CLI::App& command, Flags& flags) {
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

int report(const Error& error, const Flags& flags) {
  const std::string who =
      flags.group != nullptr ? "rank " + std::to_string(flags.group->rank()) + ": " : "";
  std::cerr << "lesionlens train: " << who << error.message << '\n';
  return error.kind == ErrorKind::kIo ? 1 : 2;
}

// Of a run among others: threads of c10d may wait for a rank that is dead, and with them exit().
[[noreturn]] void end_now(int code) {
  std::cout.flush();
  std::cerr.flush();
  std::_Exit(code);
}

// Which folders the run, its data and its model are in, from what was given.
Result<void> settle_folders(Flags& flags) {
  TrainRequest& request = flags.request;
  if (!flags.resume.empty()) {
    request.resume = true;
    request.run = flags.resume;
  } else if (request.run.empty() && !flags.result.out.empty()) {
    request.run = std::filesystem::path("runs") / flags.result.out.stem();
  }
  if (request.run.empty()) {
    return fail(ErrorKind::kInvalidArgument, "name a folder for the run with --run");
  }
  if (flags.export_only && (!request.resume || flags.result.out.empty())) {
    return fail(ErrorKind::kInvalidArgument,
                "--export-only needs --resume RUN, the run, and --out X.onnx, the file to write");
  }
  if (!flags.join.empty() && !flags.export_only) {
    return fail(ErrorKind::kInvalidArgument,
                "--join goes with --export-only: it puts runs that are done into one file");
  }
  if (request.data.empty() && request.resume) {
    const auto data = RunFolder{request.run}.data();
    if (!data) return fail(data.error().kind, data.error().message + "; name the data with --data");
    request.data = *data;
  }
  if (request.data.empty()) {
    return fail(ErrorKind::kInvalidArgument, "name the folder of images with --data");
  }
  return {};
}

// Adds the sentences of --faults to those of --fault.
Result<void> read_faults(Flags& flags) {
  if (flags.faults_file.empty()) return {};
  const auto bytes = read_file(flags.faults_file);
  if (!bytes) return tl::unexpected(bytes.error());
  std::istringstream text(std::string(bytes->begin(), bytes->end()));
  for (std::string line; std::getline(text, line);) {
    const auto first = line.find_first_not_of(" \t\r");
    if (first == std::string::npos) continue;
    flags.result.faults.push_back(line.substr(first, line.find_last_not_of(" \t\r") + 1 - first));
  }
  return {};
}

// Opened once, when the run turns out to need it.
void find_lesions_by(Flags& flags) {
  flags.request.lesions = [file = flags.masks, opened = std::shared_ptr<LesionPlaces>()]() mutable
      -> Result<std::shared_ptr<LesionPlaces>> {
    if (opened) return opened;
    auto places = open_lesion_places(file);
    if (places) opened = *places;
    return places;
  };
}

std::filesystem::path checkpoint_of(const RunFolder& folder) {
  std::error_code ignored;
  return std::filesystem::exists(folder.best(), ignored) ? folder.best() : folder.last();
}

int write_model_files(Flags& flags) {
  ExportRequest& result = flags.result;
  result.checkpoint = checkpoint_of(RunFolder{flags.request.run});
  for (const std::string& run : flags.join) result.joined.push_back(checkpoint_of(RunFolder{run}));
  result.data = flags.request.data;
  result.tool_version = LESION_VERSION;
  result.print = print_line;
  result.lesions = flags.request.lesions;
  const auto card = export_model(result);
  if (!card) return report(card.error(), flags);
  print_line("written: " + result.out.string());
  return 0;
}

int write_report(const Flags& flags) {
  const auto written = write_run_report({.run = flags.request.run,
                                         .data = flags.request.data,
                                         .licence = flags.result.licence,
                                         .tool_version = LESION_VERSION,
                                         .threads = 1,
                                         .print = print_line,
                                         .lesions = flags.request.lesions});
  return written ? 0 : report(written.error(), flags);
}

// Finds the other processes that this one learns with, if any.
Result<void> meet_others(Flags& flags) {
  const auto launch = launch_from([](const char* name) { return std::getenv(name); });
  if (!launch) return tl::unexpected(launch.error());
  if (launch->ranks == 1) return {};
  auto group = Group::join(*launch);
  if (!group) return tl::unexpected(group.error());
  flags.group = std::move(*group);
  flags.request.group = flags.group.get();
  return {};
}

void take_request(const CLI::App& command, const TrainConfig& config, Flags& flags) {
  TrainRequest& request = flags.request;
  request.config = config;
  if (command.count("--stages") > 0) request.stages = config.stages;
  if (command.count("--threads") > 0) request.threads = config.threads;
  if (command.count("--device") > 0) request.device = config.device;
  if (command.count("--precision") > 0) request.precision = config.precision;
  if (command.count("--square") > 0) request.square = config.square;
  request.interrupt = &interrupts;
  request.print = print_line;
  // mpirun gives every rank a terminal of its own, whatever it writes to itself.
  if (flags.group == nullptr && on_terminal()) request.status = print_bar;
}

int finish(Flags& flags, const TrainOutcome& outcome) {
  if (!outcome.finished) {
    print_line("stopped; go on with --resume " + flags.request.run.string());
    return 130;
  }
  if (outcome.best_epoch > 0) {
    print_line("best validation AUC " + std::to_string(outcome.best_auc) + " in epoch " +
               std::to_string(outcome.best_epoch));
  }
  if (!flags.result.out.empty()) {
    if (const int code = write_model_files(flags); code != 0) return code;
  }
  return write_report(flags);
}

int run(const CLI::App& command, Flags& flags) {
  // Before anything is read.
  if (const auto there = check_device(device_of(flags)); !there) {
    return report(there.error(), flags);
  }
  if (const auto settled = settle_folders(flags); !settled) return report(settled.error(), flags);
  if (const auto read = read_faults(flags); !read) return report(read.error(), flags);
  find_lesions_by(flags);
  watch_signals();
  tune_process();
  if (flags.export_only) return write_model_files(flags);
  const auto config = config_of(command, flags);
  if (!config) return report(config.error(), flags);
  if (const auto met = meet_others(flags); !met) return report(met.error(), flags);
  take_request(command, *config, flags);
  const auto outcome = train(flags.request);
  if (!outcome) {
    const int code = report(outcome.error(), flags);
    if (flags.group != nullptr) end_now(code);
    return code;
  }
  if (!flags.leads()) return outcome->finished ? 0 : 130;
  return finish(flags, *outcome);
}

void add_result_options(CLI::App& command, Flags& flags) {
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

}  // namespace

void add_train(CLI::App& app) {
  CLI::App* command = app.add_subcommand("train", "Train a network on a folder of images");
  auto flags = std::make_shared<Flags>();
  TrainRequest& request = flags->request;
  command->add_option(
      "--data", request.data,
      "folder with metadata.csv and the images; given again: another source that is "
      "learnt from too, both classes alike within each");
  command->add_option("--run", request.run,
                      "folder for checkpoints and the log; default runs/X with --out X.onnx");
  command->add_option("--cache", request.cache, "folder for decoded images; default RUN/cache");
  command->add_option(
      "--resume", flags->resume,
      "go on with the run in this folder, as it was set; --stages, --threads, --device, "
      "--precision and the number of ranks may be changed");
  command->add_option("--save-minutes", request.save_minutes, "between checkpoints");
  command->add_option("--log-seconds", request.log_seconds, "between lines of progress");
  add_result_options(*command, *flags);
  add_learning_options(*command, *flags);
  add_image_options(*command, *flags);
  command->callback([command, flags] { exit_code = run(*command, *flags); });
}

}  // namespace lesion
