#include "native/train/run_data.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "core/model/region.h"
#include "core/table/class_mapping.h"
#include "native/data/files.h"
#include "native/data/image_scan.h"
#include "native/data/leaks.h"
#include "native/data/sources.h"
#include "native/train/trainer.h"

namespace lesion {
namespace {

// Side of the central squares that leaks are looked for in, where the run's own are fitted.
constexpr int kLeakSide = 73;

using Say = std::function<void(const std::string&)>;

template <typename... Values>
std::string text_of(const char* format, Values... values) {
  char text[300];
  std::snprintf(text, sizeof text, format, values...);
  return text;
}

std::uint64_t identity_of(const Dataset& dataset, const ImageScan& scan) {
  std::uint64_t hash = 0;
  for (std::size_t i = 0; i < dataset.records.size(); ++i) {
    const Record& record = dataset.records[i];
    const std::string text = record.id + "\n" + std::to_string(record.label) + "\n" +
                             part_name(record.part) + "\n" + std::to_string(scan.contents[i]);
    hash = content_hash({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}, hash);
  }
  return hash;
}

void leave_out(RunData& run, ImageScan& scan, const Say& say) {
  for (const UnreadableImage& image : scan.unreadable) {
    run.left_out.push_back({run.dataset.records[image.place].id, image.reason});
  }
  if (run.left_out.empty()) return;
  say(text_of("%zu of %zu images cannot be read and are left out:", run.left_out.size(),
              run.dataset.records.size()) +
      "\n" + unreadable_text(run.dataset, scan));
  run.cache.leave_out(scan.unreadable);
  drop_unreadable(run.dataset, scan);
}

Result<void> check_sources(const Dataset& dataset) {
  for (std::size_t i = 0; i < source_count(dataset); ++i) {
    if (const auto classes = check_classes(source_of(dataset, i)); !classes) return classes;
  }
  return {};
}

// The squares fitted to the lesions, `margin` times as wide, about the same centre.
Result<void> open_fitted(RunData& run, const std::filesystem::path& folder,
                         const TrainConfig& config, int side, LesionPlaces& lesions,
                         const Say& say) {
  const auto file = lesions_file(folder, run.dataset);
  lesions.read(file);
  const InputRule rule = config.rule(config.input_size());
  const double margin = config.augment.margin;
  const std::string text = std::to_string(lesions.identity()) + " " +
                           std::to_string(rule.crop.share) + " " + std::to_string(rule.crop.cap) +
                           " " + std::to_string(rule.crop.fraction) + " " + std::to_string(margin);
  const CachedSquare square{
      .region = [&](std::span<const std::uint8_t> bytes, const Image& image) -> Result<Rect> {
        const auto lesion = lesions.of(bytes, image);
        if (!lesion) return tl::unexpected(lesion.error());
        const Rect fitted = region_for(rule, image.width, image.height, *lesion);
        return Rect{fitted.x - (margin - 1) / 2 * fitted.width,
                    fitted.y - (margin - 1) / 2 * fitted.height, margin * fitted.width,
                    margin * fitted.height};
      },
      .identity = content_hash({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}),
      .name = "lesion"};
  auto cache = PixelCache::open(
      run.dataset, folder, side, config.threads,
      [&](std::size_t done, std::size_t all) {
        say(text_of("fitting squares: %zu of %zu", done, all));
      },
      square);
  if (!cache) return tl::unexpected(cache.error());
  run.cache = std::move(*cache);
  say(text_of("squares: on %zu of %zu images no lesion was found", lesions.without(),
              lesions.known()));
  return lesions.write(file);
}

Result<void> open_images(RunData& run, const std::filesystem::path& folder,
                         const TrainConfig& config, LesionPlaces* lesions, const Say& say) {
  if (const auto classes = check_sources(run.dataset); !classes) return classes;
  // By the table alone: known before the first image is decoded.
  if (!config.allow_leak) {
    const auto sound = check_leaks(run.dataset, find_leaks(run.dataset));
    if (!sound) return sound;
  }
  int largest = 0;
  for (const Stage& stage : config.stages) {
    largest = std::max(largest, config.cache_side(stage.size));
  }
  const bool fitted = config.square == CropKind::kLesion;
  ImageScan scan;
  auto cache = PixelCache::open(
      run.dataset, folder, fitted ? kLeakSide : largest, config.threads,
      [&](std::size_t done, std::size_t all) {
        say(text_of("checking images: %zu of %zu", done, all));
      },
      scan);
  if (!cache) return tl::unexpected(cache.error());
  run.cache = std::move(*cache);
  if (const auto enough = check_unreadable(run.dataset, scan); !enough) return enough;
  run.identity = identity_of(run.dataset, scan);
  leave_out(run, scan, say);
  const auto leaks = find_leaks(run.dataset, scan);
  if (!config.allow_leak) {
    if (const auto sound = check_leaks(run.dataset, leaks); !sound) return sound;
  } else if (!leaks.empty()) {
    say("leaks between the parts, allowed by --allow-leak: " + leaks_text(run.dataset, leaks));
  }
  if (const auto classes = check_sources(run.dataset); !classes || !fitted) return classes;
  return open_fitted(run, folder, config, largest, *lesions, say);
}

}  // namespace

std::vector<std::string> parts_lines(const Dataset& dataset) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < source_count(dataset); ++i) {
    const Dataset source = source_of(dataset, i);
    for (const Part part : {Part::kTrain, Part::kVal, Part::kTest}) {
      lines.push_back(text_of("%s %s: %d benign, %d malignant", source.name.c_str(),
                              part_name(part), source.count(part, kBenign),
                              source.count(part, kMalignant)));
    }
  }
  if (dataset.unknown_patients > 0) {
    lines.push_back(
        text_of("%d rows without a known patient (such as \"nan\"): split by lesion or image",
                dataset.unknown_patients));
  }
  if (dataset.skipped > 0) {
    lines.push_back(
        text_of("%d rows passed over: indeterminate or without a class", dataset.skipped));
  }
  return lines;
}

Result<Dataset> dataset_for(const std::vector<std::filesystem::path>& folders,
                            const TrainConfig& config) {
  const auto mapping = parse_class_mapping(config.classes);
  if (!mapping) return tl::unexpected(mapping.error());
  std::vector<Dataset> sources;
  for (const auto& folder : folders) {
    auto dataset = read_dataset(folder, *mapping);
    if (!dataset) return dataset;
    if (!dataset->has_split) {
      split_dataset(*dataset, config.val_part, config.test_part, config.seed);
    }
    sources.push_back(std::move(*dataset));
  }
  return merged(std::move(sources));
}

std::filesystem::path lesions_file(const std::filesystem::path& cache, const Dataset& dataset) {
  return cache / (dataset.name + ".lesions");
}

Result<RunData> open_run_data(const std::vector<std::filesystem::path>& data,
                              const std::filesystem::path& cache, const TrainConfig& config,
                              LesionPlaces* lesions, const Say& say) {
  if (config.square == CropKind::kLesion && lesions == nullptr) {
    return fail(ErrorKind::kInvalidArgument,
                "squares are fitted to the lesion; name the network that finds it with --masks");
  }
  auto dataset = dataset_for(data, config);
  if (!dataset) return tl::unexpected(dataset.error());
  RunData run;
  run.dataset = std::move(*dataset);
  if (const auto opened = open_images(run, cache, config, lesions, say); !opened) {
    return tl::unexpected(opened.error());
  }
  return run;
}

TrainingSet training_set(const Dataset& dataset, const std::vector<std::string>& diagnoses) {
  TrainingSet set;
  set.images = dataset.part(Part::kTrain);
  for (const std::size_t place : set.images) {
    const Record& record = dataset.records[place];
    set.labels.push_back(record.label);
    std::int64_t diagnosis = 0;
    for (std::size_t i = 0; i < diagnoses.size(); ++i) {
      if (diagnoses[i] == record.diagnosis) diagnosis = static_cast<std::int64_t>(i);
    }
    set.diagnoses.push_back(diagnosis);
    if (!dataset.sources.empty()) set.groups.push_back(2 * record.source + record.label);
  }
  return set;
}

namespace {

std::array<int, 6> counts_of(const Dataset& dataset) {
  std::array<int, 6> counts{};
  std::size_t at = 0;
  for (const Part part : {Part::kTrain, Part::kVal, Part::kTest}) {
    for (const int label : {kBenign, kMalignant}) counts[at++] = dataset.count(part, label);
  }
  return counts;
}

}  // namespace

void remember_data(const RunData& run, Checkpoint& state) {
  state.data = run.dataset.name;
  state.data_identity = run.identity;
  state.data_counts = counts_of(run.dataset);
}

Result<void> check_same_data(const RunData& run, const Checkpoint& state) {
  const auto refuse = [](const std::string& what) {
    return fail(
        ErrorKind::kInvalidArgument,
        "--resume: " + what + "; go on with the data that the run began with, or begin a new run");
  };
  if (state.data != run.dataset.name) {
    return refuse("the run began with the data set " + state.data + ", and this is " +
                  run.dataset.name);
  }
  if (state.data_identity == 0 || state.data_identity == run.identity) return {};
  const auto counts = counts_of(run.dataset);
  std::string changes;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == state.data_counts[i]) continue;
    changes += (changes.empty() ? "" : ", ") +
               text_of("%s %s: %d images, now %d", part_name(static_cast<Part>(i / 2)),
                       i % 2 == 0 ? "benign" : "malignant", state.data_counts[i], counts[i]);
  }
  return refuse(changes.empty()
                    ? "as many images as when the run began, but others, or others of them in a "
                      "part or class"
                    : "the data changed since the run began (" + changes + ")");
}

}  // namespace lesion
