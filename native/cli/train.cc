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
#include "native/cli/train_flags.h"
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

int report(const Error& error, const TrainFlags& flags) {
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
Result<void> settle_folders(TrainFlags& flags) {
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
Result<void> read_faults(TrainFlags& flags) {
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
void find_lesions_by(TrainFlags& flags) {
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

int write_model_files(TrainFlags& flags) {
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

int write_report(const TrainFlags& flags) {
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
Result<void> meet_others(TrainFlags& flags) {
  const auto launch = launch_from([](const char* name) { return std::getenv(name); });
  if (!launch) return tl::unexpected(launch.error());
  if (launch->ranks == 1) return {};
  auto group = Group::join(*launch);
  if (!group) return tl::unexpected(group.error());
  flags.group = std::move(*group);
  flags.request.group = flags.group.get();
  return {};
}

void take_request(const CLI::App& command, const TrainConfig& config, TrainFlags& flags) {
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

int finish(TrainFlags& flags, const TrainOutcome& outcome) {
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

int run(const CLI::App& command, TrainFlags& flags) {
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

}  // namespace

void add_train(CLI::App& app) {
  CLI::App* command = app.add_subcommand("train", "Train a network on a folder of images");
  auto flags = std::make_shared<TrainFlags>();
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
