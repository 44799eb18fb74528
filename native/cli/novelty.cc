// lesionlens novelty: learns to tell images that are unlike a network's own, and puts that into the
// model's card.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>

#include "core/model/card.h"
#include "native/cli/card_file.h"
#include "native/cli/commands.h"
#include "native/masks/places.h"
#include "native/novelty/fit.h"

namespace lesion {
namespace {

struct Arguments {
  NoveltyRequest request;
  std::string card;
};

void print(const NoveltyCard& novelty) {
  std::printf("learned from %d images of %s; thresholds of %s\n\n", novelty.images,
              novelty.learned_from.c_str(), novelty.chosen_on.c_str());
  std::printf("%-44s %-5s %7s %10s %7s %7s\n", "images", "", "n", "responses", "light", "either");
  for (const NoveltyFigure& one : novelty.measured) {
    const auto share = [&](int count) { return 100.0 * count / one.images; };
    std::printf("%-44s %-5s %7d %9.1f%% %6.1f%% %6.1f%%\n", one.what.c_str(),
                kNoveltyGroupNames[static_cast<std::size_t>(one.group)], one.images,
                share(one.responses), share(one.light), share(one.either));
  }
}

Result<void> work(const Arguments& given) {
  const bool terminal = isatty(fileno(stderr)) != 0;
  const auto progress = [&](const std::string& what, std::size_t done, std::size_t all) {
    if (terminal) std::fprintf(stderr, "\r%s: %zu of %zu images   ", what.c_str(), done, all);
  };
  const auto result = fit_novelty(given.request, progress);
  if (terminal) std::fputc('\n', stderr);
  if (!result) return tl::unexpected<Error>(result.error());
  print(*result);
  if (given.card.empty()) return {};
  return change_card(given.request.model, given.card, [&](ModelCard& card) -> Result<void> {
    card.novelty = *result;
    return {};
  });
}

void run(const Arguments& given) {
  const auto done = work(given);
  if (done) return;
  std::fprintf(stderr, "lesionlens novelty: %s\n", done.error().message.c_str());
  exit_code = done.error().kind == ErrorKind::kIo ? 1 : 2;
}

}  // namespace

void add_novelty(CLI::App& app) {
  CLI::App* command = app.add_subcommand(
      "novelty", "Learns to tell images that are unlike those that a network learned from");
  auto given = std::make_shared<Arguments>();
  NoveltyRequest& request = given->request;
  request.masks = kMasksFile;
  command->add_option("--model", request.model, "ONNX file with a LesionLens card")->required();
  command
      ->add_option(
          "--data", request.data,
          "Folders with images and metadata.csv, with a column split; the first one's part "
          "val chooses the thresholds")
      ->required();
  command->add_option("--card", given->card,
                      "File for the model with the detectors in its card; may be the model itself");
  command->add_option("--masks", request.masks, "Mask network")->capture_default_str();
  command->add_option("--learn", request.learn, "Images of the parts train")
      ->check(CLI::Range(100, 1'000'000))
      ->capture_default_str();
  command->add_option("--components", request.components, "Of the filters' mean responses")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command
      ->add_option("--flagged", request.flagged,
                   "Part of the first data's part val that each of the two detectors calls unlike")
      ->check(CLI::Range(0.0, 0.5))
      ->capture_default_str();
  command->add_option("--drawn", request.drawn, "Drawn images of each kind that is no dermoscopy")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  command
      ->add_option("--shifts", request.shifts, "Images that are shown in other light and colours")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  command->add_flag("--test", request.test, "Count on the parts test too");
  command->add_option("--threads", request.threads, "Images at a time")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  command->add_option("--seed", request.seed, "Of the drawn images")->capture_default_str();
  command->callback([given] { run(*given); });
}

}  // namespace lesion
