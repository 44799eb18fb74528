// lesionlens masks: where the lesion is on every image of a folder, and how well it is found.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/concepts/presence.h"
#include "core/image/png.h"
#include "native/cli/commands.h"
#include "native/cli/mask_commands.h"
#include "native/data/files.h"
#include "native/data/metadata.h"
#include "native/masks/agreement.h"
#include "native/masks/concepts.h"
#include "native/masks/evaluate.h"
#include "native/masks/finder.h"

namespace lesion {
namespace {

namespace fs = std::filesystem;

struct MasksRequest {
  std::string model = kMasksFile;
  std::string images;
  std::string out;
  std::string mask = "lesion";
  std::string metadata;
  std::string split = "all";
  std::string truth;
  bool flags = false;
  int threads = 0;
};

// `number` is the network's mask of that name, -1 where core/concepts finds it.
Result<Mask> find_on(const MaskFinder& finder, const Image& image, const std::string& name,
                     int number) {
  if (number >= 0) return finder.find(image, number);
  const auto found = concepts_of(finder, image);
  if (!found) return tl::unexpected(found.error());
  return mask_of(*found, concepts_named(name), image.width, image.height);
}

Result<Mask> find_in(const MaskFinder& finder, const fs::path& path, const std::string& name,
                     int number) {
  const auto image = read_image(path);
  if (!image) return tl::unexpected(image.error());
  auto mask = find_on(finder, *image, name, number);
  if (!mask) return fail(mask.error().kind, path.string() + ": " + mask.error().message);
  return mask;
}

void refuse(const Error& error) {
  std::cerr << "lesionlens: " << error.message << '\n';
  exit_code = error.kind == ErrorKind::kIo ? 1 : 2;
}

// The folder's files in the order of their names.
Result<std::vector<fs::path>> files_of(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> files;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (at->is_regular_file(error)) files.push_back(at->path());
  }
  if (error) return fail(ErrorKind::kNotFound, folder.string() + ": " + error.message());
  std::sort(files.begin(), files.end());
  return files;
}

// The mask's file, of the image's name without its extension.
fs::path mask_file(const MasksRequest& request, const fs::path& image) {
  return fs::path(request.out) / (image.stem().string() + "_" + request.mask + ".png");
}

void write_masks(const MasksRequest& request, const MaskFinder& finder, int number) {
  const auto files = files_of(request.images);
  if (!files) return refuse(files.error());
  std::error_code error;
  fs::create_directories(request.out, error);
  if (error) return refuse(plain_error(ErrorKind::kIo, request.out + ": " + error.message()));
  std::map<fs::path, fs::path> written;  // mask -> its image
  int left_out = 0;
  for (const fs::path& path : *files) {
    const auto mask = find_in(finder, path, request.mask, number);
    const fs::path file = mask_file(request, path);
    if (!mask || written.contains(file)) {
      std::cerr << (mask ? path.string() + ": its mask would take the place of that of " +
                               written[file].filename().string()
                         : mask.error().message)
                << '\n';
      ++left_out;
      continue;
    }
    const auto png = encode_png_grey(mask->pixels, mask->width, mask->height);
    if (!png) return refuse(png.error());
    if (const auto done = write_file_atomic(file, *png); !done) return refuse(done.error());
    written[file] = path;
  }
  std::cout << written.size() << " masks in " << request.out;
  if (left_out > 0) std::cout << ", " << left_out << " files left out";
  std::cout << '\n';
  if (written.empty()) exit_code = 2;
}

void print_agreement(const std::string& what, const std::vector<double>& values) {
  const Agreement result = agreement(values);
  std::printf("%s: Jaccard %.4f (%.4f-%.4f) over %d images, %.1f%% below 0.65\n", what.c_str(),
              result.mean, result.low, result.high, result.images, 100 * result.failed);
}

// The images to evaluate on, of the part asked for.
Result<Dataset> evaluation_set(const MasksRequest& request) {
  auto dataset = read_dataset(fs::path(request.metadata), fs::path(request.images));
  if (!dataset) return dataset;
  if (request.split != "all" && !dataset->has_split) {
    return fail(ErrorKind::kInvalidArgument, request.metadata + ": has no column split");
  }
  std::erase_if(dataset->records, [&](const Record& record) {
    return request.split != "all" && request.split != part_name(record.part);
  });
  return dataset;
}

void print_flags(const MasksRequest& request, const MaskFinder& finder) {
  const auto dataset = evaluation_set(request);
  if (!dataset) return refuse(dataset.error());
  const auto verdict = evaluate_flags(finder, *dataset);
  if (!verdict) return refuse(verdict.error());
  for (const std::string& line : verdict->left_out) std::cerr << line << '\n';
  for (const FlagEvaluation& flag : verdict->flags) {
    const std::string name(concept_name(flag.what));
    if (!flag.auc) {
      std::printf("%s by %s: flagged on all images or none\n", name.c_str(), flag.column.c_str());
      continue;
    }
    std::printf("%s by %s, %s: AUC %.3f (%.3f-%.3f), %zu flagged of %zu\n", name.c_str(),
                flag.column.c_str(), request.split.c_str(), flag.auc->value, flag.auc->low,
                flag.auc->high, flag.auc->positives, flag.auc->positives + flag.auc->negatives);
    if (!told_from(flag.what)) continue;
    std::printf("  a person is told of it on %d flagged images and %d others\n", flag.told_flagged,
                flag.told_others);
  }
  if (verdict->flags.empty()) {
    refuse(plain_error(ErrorKind::kInvalidArgument, request.metadata + ": has no column of flags"));
  }
}

void print_masks(const MasksRequest& request, const MaskFinder& finder, int number) {
  const auto dataset = evaluation_set(request);
  if (!dataset) return refuse(dataset.error());
  const TruthFolders truth{request.truth, request.truth};
  const MaskVerdict verdict =
      number >= 0 ? evaluate_masks(finder, dataset->records, truth, std::span(&number, 1))
                  : evaluate_concept(finder, dataset->records, truth, request.mask);
  for (const std::string& line : verdict.left_out) std::cerr << line << '\n';
  const MaskEvaluation& mask = verdict.masks[0];
  const std::string what = request.mask + ", " + request.split;
  print_agreement(what, mask.all);
  if (mask.shown.size() != mask.all.size()) {
    print_agreement(what + ", images that have it", mask.shown);
  }
  if (!verdict.left_out.empty()) std::printf("%zu images left out\n", verdict.left_out.size());
  if (mask.all.empty()) exit_code = 2;
}

void run_masks(const MasksRequest& request) {
  if (int{!request.out.empty()} + int{!request.truth.empty()} + int{request.flags} != 1) {
    return refuse(
        plain_error(ErrorKind::kInvalidArgument,
                    "give --out to write masks, or --metadata and --truth to evaluate them, or "
                    "--metadata and --flags"));
  }
  TorchRuntime::set_threads(request.threads);
  const auto finder = MaskFinder::open(request.model);
  if (!finder) {
    const bool missing = finder.error().kind == ErrorKind::kNotFound;
    const char* advice =
        missing ? "; run lesionlens in the repository's folder or give --model FILE" : "";
    return refuse(plain_error(finder.error().kind, finder.error().message + advice));
  }
  if (request.flags) return print_flags(request, *finder);
  const int number = finder->mask_number(request.mask);
  if (number < 0 && concepts_named(request.mask).empty()) {
    return refuse(plain_error(ErrorKind::kInvalidArgument,
                              request.model + ": has no mask of the name " + request.mask));
  }
  if (request.truth.empty()) {
    write_masks(request, *finder, number);
  } else {
    print_masks(request, *finder, number);
  }
}

}  // namespace

void add_masks(CLI::App& app) {
  auto* command = app.add_subcommand(
      "masks", "Write a mask for every image of a folder, or evaluate masks against the truth");
  const auto request = std::make_shared<MasksRequest>();
  command->add_option("--images", request->images, "Folder of images")->required();
  command->add_option("--out", request->out, "Folder for NAME_lesion.png, 0 or 255 a pixel");
  command
      ->add_option(
          "--concept", request->mask,
          "Which mask: lesion, an attribute's or another concept's name (docs/concepts.md)")
      ->capture_default_str();
  command
      ->add_option("--model", request->model,
                   "Mask network, from the folder that the program is run in")
      ->capture_default_str();
  auto* metadata =
      command->add_option("--metadata", request->metadata, "Table of the images to evaluate on");
  command->add_option("--truth", request->truth, "Folder of true masks, ID.png")->needs(metadata);
  command
      ->add_flag("--flags", request->flags,
                 "How well each artefact's presence tells the images that the table flags")
      ->needs(metadata);
  command->add_option("--split", request->split, "train, val, test or all")
      ->check(CLI::IsMember({"train", "val", "test", "all"}))
      ->capture_default_str();
  command->add_option("--threads", request->threads, "0: as many as there are");
  command->callback([request] { run_masks(*request); });
}

}  // namespace lesion
