// lesionlens dissect: what each filter of a network responds to, measured against masks.
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "core/model/card.h"
#include "core/model/fingerprint.h"
#include "native/cli/card_file.h"
#include "native/cli/commands.h"
#include "native/data/files.h"
#include "native/dissect/dissect.h"
#include "native/dissect/result.h"
#include "native/masks/places.h"

namespace lesion {
namespace {

struct Arguments {
  DissectionRequest request;
  std::string json;
  std::string html;
  std::string card;
};

Result<void> write_text(const std::string& path, const std::string& text) {
  return write_file_atomic(
      path, std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

Result<void> work(const Arguments& given) {
  const bool terminal = isatty(fileno(stderr)) != 0;
  const auto progress = [&](const char* what, std::size_t done, std::size_t all) {
    if (terminal || done % 200 == 0) {
      std::fprintf(stderr, "%s%s: %zu of %zu images%s", terminal ? "\r" : "", what, done, all,
                   terminal ? "  " : "\n");
    }
  };
  if (given.request.atlas.folder.empty() && given.request.atlas.names) {
    return fail(ErrorKind::kInvalidArgument, "--atlas-names is of use only with --atlas");
  }
  const auto result = dissect(given.request, progress);
  if (terminal) std::fputc('\n', stderr);
  if (!result) return tl::unexpected<Error>(result.error());
  if (!given.json.empty()) {
    if (auto done = write_text(given.json, to_json(*result).dump(1)); !done) return done;
  }
  if (!given.html.empty()) {
    if (auto done = write_text(given.html, dissection_html(*result)); !done) return done;
  }
  if (!given.card.empty()) {
    const auto done = change_card(given.request.model, given.card,
                                  [&](ModelCard& card) { return put_into(card, *result); });
    if (!done) return done;
    if (!given.request.atlas.folder.empty()) {
      const auto named = read_file(given.card);
      if (!named) return tl::unexpected<Error>(named.error());
      if (auto added = add_model(given.request.atlas.folder, sha256(*named)); !added) return added;
    }
  }
  std::printf("%s", to_text(*result).c_str());
  return {};
}

void run(const Arguments& given) {
  const auto done = work(given);
  if (done) return;
  std::fprintf(stderr, "lesionlens dissect: %s\n", done.error().message.c_str());
  exit_code = done.error().kind == ErrorKind::kIo ? 1 : 2;
}

}  // namespace

void add_dissect(CLI::App& app) {
  CLI::App* command = app.add_subcommand(
      "dissect", "What each filter responds to: hair, border, ruler, ..., beside controls");
  auto given = std::make_shared<Arguments>();
  DissectionRequest& request = given->request;
  request.masks = kMasksFile;
  command->add_option("--model", request.model, "ONNX file with a LesionLens card")->required();
  command->add_option("--data", request.data, "Folder with images and metadata.csv")->required();
  command->add_option("--json", given->json, "File for every figure")->required();
  command->add_option("--html", given->html, "File for a page to read");
  command->add_option("--card", given->card,
                      "File for the model with the names in its card; may be the model itself");
  command->add_option("--masks", request.masks, "Mask network")->capture_default_str();
  command->add_option("--split", request.split, "train, val, test or all")
      ->check(CLI::IsMember({"train", "val", "test", "all"}))
      ->capture_default_str();
  command->add_option("--classes", request.classes,
                      "Diagnoses' classes other than usual, as for train");
  command->add_option("--images-limit", request.limit, "At most N images, evenly over the table")
      ->check(CLI::PositiveNumber);
  command->add_option("--threads", request.threads, "Images at a time")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  command->add_option("--shuffles", request.shuffles, "Of masks between images")
      ->check(CLI::Range(2, 100))
      ->capture_default_str();
  command->add_option("--untrained", request.untrained, "Networks never trained, as controls")
      ->check(CLI::Range(1, 20))
      ->capture_default_str();
  command
      ->add_option("--check-untrained", request.checks,
                   "Examine N further networks never trained by the same rule")
      ->check(CLI::Range(0, 20));
  command->add_flag("--effects", request.effects,
                    "Also what artefacts do to the answer, drawn on images and taken away, and "
                    "what each filter does: how far the answer moves when it alone is put out");
  command
      ->add_option("--effect-images", request.effect_images,
                   "--effects: images on which filters are put out, evenly over the others; 0: all")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command
      ->add_option("--mean-images", request.mean_images,
                   "--effects: images of the part train, over which a filter's mean is taken")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_option("--atlas", request.atlas.folder,
                      "Folder for each filter's strongest places on these images, which the page "
                      "shows where it lies as atlas/ beside the site");
  command->add_option("--atlas-places", request.atlas.places, "--atlas: places of each filter")
      ->check(CLI::Range(1, 12))
      ->capture_default_str();
  command->add_flag("--atlas-names", request.atlas.names,
                    "--atlas: also the names of the data and of the images' files");
  command->add_option("--seed", request.seed, "Of everything drawn")->capture_default_str();
  command->callback([given] { run(*given); });
}

}  // namespace lesion
