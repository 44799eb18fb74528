// Learning a mask network: data, steps, validation, checkpoints.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/error.h"
#include "native/train/config.h"

namespace lesion {

struct MaskTrainRequest {
  // Of it count: width, stages (an epoch is `epoch_images` draws), batch, seed, threads, rate,
  // warm_up, decay, average, mean, std. mask_config() has our values.
  TrainConfig config;
  std::vector<std::filesystem::path> data;  // see open_masked_source()
  std::vector<double> shares;  // of each source in a batch; empty: by the root of their numbers
  std::filesystem::path run;   // folder for last.ckpt, best.ckpt and log.txt
  std::filesystem::path cache;
  int epoch_images = 10'000;
  double attribute_weight = 0.2;
  double overlays = 0.4;  // part of the images on which something is drawn
  bool resume = false;    // go on from run/last.ckpt, whose config then counts
  // With `resume`: the stages of `config` count nevertheless; the epochs already done stay.
  bool change_stages = false;
  const std::atomic<int>* interrupt = nullptr;
  std::function<void(const std::string&)> print;
};

TrainConfig mask_config();

// Learns on the parts `train` of all sources together and keeps in best.ckpt the averaged weights
// with the highest mean over the sources of the Jaccard index on their parts `val` (Checkpoint's
// best_auc holds it), among epochs at the last stage's size. Returns false where it was
// interrupted. The same seed and data give the same weights, whatever the number of threads. Fails
// with a sentence as open_masked_source() and load_checkpoint() do, and where the loss is no
// number.
Result<bool> train_masks(const MaskTrainRequest& request);

}  // namespace lesion
