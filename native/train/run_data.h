// The images of a run: found, decoded, checked.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/error.h"
#include "native/data/lesion_places.h"
#include "native/data/metadata.h"
#include "native/data/pixel_cache.h"
#include "native/train/checkpoint.h"
#include "native/train/config.h"
#include "native/train/loader.h"
#include "native/train/run_folder.h"

namespace lesion {

struct RunData {
  Dataset dataset;  // without the images that cannot be read
  PixelCache cache;
  std::vector<LeftOut> left_out;
  std::uint64_t identity = 0;  // of ids, labels, parts and the files' contents
};

// Decodes every image into a cache in the folder `cache`, takes out those that cannot be read and
// looks for leaks; `say` gets lines of progress. Fails as train() does.
// With squares fitted to the lesion `lesions` finds it, and the cache is of these squares; leaks
// are looked for in central squares even so.
Result<RunData> open_run_data(const std::vector<std::filesystem::path>& data,
                              const std::filesystem::path& cache, const TrainConfig& config,
                              LesionPlaces* lesions,
                              const std::function<void(const std::string&)>& say);

// What parts the sources have, a line each, and how many rows were passed over.
std::vector<std::string> parts_lines(const Dataset& dataset);

// Where what was found on the images of `dataset` is kept, in the folder of the cache.
std::filesystem::path lesions_file(const std::filesystem::path& cache, const Dataset& dataset);

// The images of the part train, with the number of each one's diagnosis among `diagnoses`.
TrainingSet training_set(const Dataset& dataset, const std::vector<std::string>& diagnoses);

// What of the data a checkpoint keeps, so that a run goes on only with the same.
void remember_data(const RunData& run, Checkpoint& state);
// Fails with kInvalidArgument, saying what is another now, where the run began with other images,
// classes or parts: a split drawn anew would teach what it is to be judged by.
Result<void> check_same_data(const RunData& run, const Checkpoint& state);

}  // namespace lesion
