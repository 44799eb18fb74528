// lesionlens synth: labelled synthetic dermoscopy.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>

#include "native/cli/commands.h"
#include "native/synth/dataset.h"

namespace lesion {
namespace {

struct Arguments {
  std::string folder;
  long long count = 0;
  std::uint64_t seed = 1;
  std::string size = "512";
  std::string artefacts;
  std::string label = "both";
  std::string format = "jpg";
  int quality = 90;
  int tone = 0;
  int thumbnail = 0;
  bool masks = false;
  bool force = false;
};

Result<synth::DatasetOptions> read_arguments(const Arguments& given) {
  synth::DatasetOptions options;
  options.folder = given.folder;
  if (given.count < 1 || given.count > synth::kMostImages) {
    return fail(ErrorKind::kInvalidArgument, "--count must be 1 to " +
                                                 std::to_string(synth::kMostImages) + ", not " +
                                                 std::to_string(given.count));
  }
  options.count = static_cast<int>(given.count);
  options.seed = given.seed;
  const auto size = synth::parse_size(given.size);
  if (!size) return tl::unexpected(size.error());
  options.width = size->width;
  options.height = size->height;
  if (!given.artefacts.empty()) {
    const auto artefacts = synth::parse_artefacts(given.artefacts);
    if (!artefacts) return tl::unexpected(artefacts.error());
    options.artefacts = *artefacts;
  }
  if (given.label == "benign") {
    options.labels = synth::Labels::kBenign;
  } else if (given.label == "malignant") {
    options.labels = synth::Labels::kMalignant;
  } else if (given.label != "both") {
    return fail(ErrorKind::kInvalidArgument,
                "--label must be both, benign or malignant, not \"" + given.label + "\"");
  }
  if (given.format != "jpg" && given.format != "png") {
    return fail(ErrorKind::kInvalidArgument,
                "--format must be jpg or png, not \"" + given.format + "\"");
  }
  options.jpeg = given.format == "jpg";
  options.quality = given.quality;
  options.tone = given.tone;
  options.thumbnail_width = given.thumbnail;
  options.masks = given.masks;
  options.force = given.force;
  return options;
}

// Says what went wrong; returns the program's exit code.
int refuse(const Error& error) {
  std::fprintf(stderr, "lesionlens synth: %s\n", error.message.c_str());
  return error.kind == ErrorKind::kInvalidArgument ? 2 : 1;
}

int run(const Arguments& given) {
  const auto options = read_arguments(given);
  if (!options) return refuse(options.error());
  const bool terminal = isatty(fileno(stderr)) != 0;
  const auto show = [&](int done) {
    if (terminal) std::fprintf(stderr, "\r%d of %d images", done, options->count);
  };
  const auto done = synth::write_dataset(*options, show);
  if (terminal) std::fputc('\n', stderr);
  if (!done) return refuse(done.error());
  std::printf("%s: %d synthetic images, %dx%d pixels, seed %llu\n", given.folder.c_str(),
              options->count, options->width, options->height,
              static_cast<unsigned long long>(options->seed));
  return 0;
}

}  // namespace

void add_synth(CLI::App& app) {
  CLI::App* command = app.add_subcommand(
      "synth", "Make labelled synthetic dermoscopy with exact masks, from a seed");
  command->footer(
      "The label follows a rule and is no medical claim: malignant = irregular border and several "
      "colours.\nThe same arguments give the same files on every platform.");
  auto given = std::make_shared<Arguments>();
  command->add_option("--out", given->folder, "Folder to write: images, metadata.csv")->required();
  command->add_option("--count", given->count, "How many images")->required();
  command->add_option("--seed", given->seed, "Number that everything is drawn from")
      ->capture_default_str();
  command->add_option("--size", given->size, "Pixels: 512, or 1024x768")->capture_default_str();
  command->add_flag("--masks", given->masks,
                    "Also masks/ID_CONCEPT.png (0 or 255) for lesion, border, darker_region, skin "
                    "and each artefact");
  command->add_option("--artefact", given->artefacts,
                      "hair,ruler,gel,ink,patch,dark_corner (any of them), all, or none; without "
                      "it each image draws its own");
  command->add_option("--label", given->label, "both (in turn), benign or malignant")
      ->capture_default_str();
  command->add_option("--tone", given->tone, "Fitzpatrick skin type 1 to 6; 0 draws it")
      ->capture_default_str();
  command->add_option("--format", given->format, "jpg or png")->capture_default_str();
  command->add_option("--quality", given->quality, "Of JPEG, 1 to 100")->capture_default_str();
  command->add_option("--thumbnail", given->thumbnail,
                      "Also thumbnails/ID.jpg of this width in pixels");
  command->add_flag("--force", given->force, "Write into a folder that is not empty");
  command->callback([given] { exit_code = run(*given); });
}

}  // namespace lesion
