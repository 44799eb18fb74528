// A whole run: check the data, learn epoch by epoch, keep checkpoints.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "native/data/lesion_places.h"
#include "native/data/metadata.h"
#include "native/train/checkpoint.h"
#include "native/train/config.h"
#include "native/train/progress.h"

namespace lesion {

class Group;

struct TrainRequest {
  TrainConfig config;
  std::vector<std::filesystem::path> data;  // folders with metadata.csv: the sources
  std::filesystem::path run;                // folder for checkpoints and log
  std::filesystem::path cache;              // empty: run/cache
  bool resume = false;  // go on from run/last.ckpt; `config` then is the checkpoint's
  // With `resume`: the run is made longer or shorter; the epochs already done stay. Empty: as is.
  std::vector<Stage> stages;
  // Likewise: to go on with other threads or on another device; where they are given.
  std::optional<int> threads;
  std::optional<Device> device;
  std::optional<Precision> precision;
  // Likewise, the run's own must be this: the rule is for good.
  std::optional<CropKind> square;
  // Opens what finds the lesions, for squares fitted to them; asked only where a run has such.
  std::function<Result<std::shared_ptr<LesionPlaces>>()> lesions;
  // The processes that learn together, of which this is one; null: alone. Rank 0's request counts,
  // but for the folders `data` and `cache`; rank 0 alone prints and writes into `run`.
  Group* group = nullptr;
  double save_minutes = 10;  // between checkpoints within an epoch; each epoch ends with one
  int log_seconds = 30;      // between progress lines
  // Set by a signal: the run saves and stops at the next step.
  const std::atomic<int>* interrupt = nullptr;
  std::function<void(const std::string&)> print;  // one line of progress
  // Where it is given, it is told several times a second instead of a line every `log_seconds`.
  std::function<void(const Progress&)> status;
};

struct TrainOutcome {
  bool finished = false;  // false: interrupted, last.ckpt holds the place
  double best_auc = 0;
  int best_epoch = 0;  // from 1
};

// Every image is found, decoded and its label read before the first step. Images that cannot
// be read are listed in left_out.csv of the run and left out; more than 1% of them is a failure,
// and so is a leak between the parts (find_leaks) unless config.allow_leak. Fails with a sentence:
// bad data (kInvalidArgument, kNotFound, kCorrupt, ...: file and line), no room (kIo), a loss that
// is no number (kInvalidArgument), another rank that died or gave up (kIo); the last good
// checkpoint stays whole. After a failure with a group see Group: the process is to be ended.
Result<TrainOutcome> train(const TrainRequest& request);

// The data set, of several folders all of them as one (merged()), with its split: the table's own
// or one dealt by the configuration's seed. Classes by config.classes.
Result<Dataset> dataset_for(const std::vector<std::filesystem::path>& folders,
                            const TrainConfig& config);

}  // namespace lesion
