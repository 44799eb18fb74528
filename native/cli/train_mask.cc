// lesionlens train-mask: from images with masks to a network that finds lesions.
#include <atomic>
#include <csignal>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "native/cli/commands.h"
#include "native/cli/mask_commands.h"
#include "native/masks/export.h"
#include "native/masks/trainer.h"

namespace lesion {
namespace {

std::atomic<int> mask_interrupts{0};

void on_mask_signal(int signal) {
  // The first one asks the run to save and stop; at the second somebody is in a hurry.
  if (mask_interrupts.fetch_add(1) > 0) {
    std::signal(signal, SIG_DFL);
    std::raise(signal);
  }
}

struct MaskFlags {
  MaskTrainRequest request;
  std::vector<std::string> data;
  std::string stages;
  std::string run;
  std::string cache;
  bool resume = false;
  bool export_only = false;
  std::string out;
  std::vector<std::string> parts;
  MaskExport result;
};

void refuse(const Error& error) {
  std::cerr << "lesionlens: " << error.message << '\n';
  exit_code = error.kind == ErrorKind::kIo ? 1 : 2;
}

// Whether the run was finished.
bool learn(MaskFlags& flags) {
  MaskTrainRequest& request = flags.request;
  request.resume = flags.resume;
  request.run = flags.run;
  request.cache = flags.cache.empty() ? request.run / "cache" : std::filesystem::path(flags.cache);
  request.change_stages = !flags.stages.empty();
  if (request.change_stages) {
    auto stages = parse_stages(flags.stages);
    if (!stages) {
      refuse(stages.error());
      return false;
    }
    request.config.stages = std::move(*stages);
  }
  request.interrupt = &mask_interrupts;
  std::signal(SIGINT, on_mask_signal);
  std::signal(SIGTERM, on_mask_signal);
  const auto done = train_masks(request);
  if (!done) {
    refuse(done.error());
    return false;
  }
  if (!*done) exit_code = 130;
  return *done;
}

void write(MaskFlags& flags) {
  MaskExport& result = flags.result;
  result.run = flags.run;
  result.out = flags.out;
  result.data = flags.request.data;
  result.parts = flags.parts;
  result.print = flags.request.print;
  const auto done = export_masks(result);
  if (!done) refuse(done.error());
}

void run(MaskFlags& flags) {
  flags.request.data.assign(flags.data.begin(), flags.data.end());
  flags.request.print = [](const std::string& line) { std::cout << line << std::endl; };
  if (flags.export_only && flags.out.empty()) {
    return refuse(plain_error(ErrorKind::kInvalidArgument, "--export-only: give --out too"));
  }
  if (!flags.export_only && !learn(flags)) return;
  if (!flags.out.empty()) write(flags);
}

}  // namespace

void add_train_mask(CLI::App& app) {
  auto* command =
      app.add_subcommand("train-mask", "Learn to find the lesion and dermoscopic attributes");
  const auto flags = std::make_shared<MaskFlags>();
  flags->request.config = mask_config();
  TrainConfig& config = flags->request.config;
  command
      ->add_option("--data", flags->data,
                   "Folder with metadata.csv (with a column split), images/ and masks/, and "
                   "masks_attributes/ where there are any; may be given several times")
      ->required();
  command->add_option("--run", flags->run, "Folder for checkpoints")->required();
  command->add_option("--cache", flags->cache, "Folder of decoded images (default: RUN/cache)");
  command->add_option("--shares", flags->request.shares,
                      "Part of each source in what is learnt from (default: by the root of their "
                      "numbers)");
  command->add_option("--stages", flags->stages,
                      "SIZE:EPOCHS,... (sizes: multiples of 32); with --resume it "
                      "makes the run longer or shorter");
  command->add_option("--epoch-images", flags->request.epoch_images, "Draws per epoch")
      ->check(CLI::Range(1, 10'000'000))
      ->capture_default_str();
  command->add_option("--width", config.width, "Channels at half the image's side")
      ->check(CLI::Range(4, 64))
      ->capture_default_str();
  command->add_option("--batch", config.batch, "Images per step")
      ->check(CLI::Range(2, 1024))
      ->capture_default_str();
  command->add_option("--rate", config.rate, "Learning rate")->capture_default_str();
  command->add_option("--decay", config.decay, "Weight decay")->capture_default_str();
  command->add_option("--average", config.average, "Of the weights' running average")
      ->capture_default_str();
  command->add_option("--attributes", flags->request.attribute_weight, "Weight of the attributes")
      ->capture_default_str();
  command
      ->add_option("--overlays", flags->request.overlays,
                   "Part of the images on which hair, rulers, dark corners are drawn")
      ->capture_default_str();
  command->add_option("--seed", config.seed, "Of every random choice")->capture_default_str();
  command->add_option("--threads", config.threads, "For opening the images")->capture_default_str();
  command->add_flag("--resume", flags->resume, "Go on from RUN/last.ckpt");
  command->add_option("--out", flags->out,
                      "Write the network to this ONNX file, its card beside it");
  command->add_flag("--export-only", flags->export_only, "No learning: write RUN's network");
  command
      ->add_option("--evaluate,--judge", flags->parts,
                   "Parts of the data on which the file is evaluated")
      ->check(CLI::IsMember({"train", "val", "test"}));
  MaskCard& card = flags->result.card;
  card.name = "masks";
  command->add_option("--name", card.name, "In the card")->capture_default_str();
  command->add_option("--description", card.description, "In the card, a sentence");
  command->add_option("--licence", card.licence, "In the card");
  command->add_option("--command", card.command, "In the card: how it was made");
  command->add_option("--fault", card.faults,
                      "In the card, a sentence; may be given several times");
  command->callback([flags] { run(*flags); });
}

}  // namespace lesion
