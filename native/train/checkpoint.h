// A run on disk: everything that going on from here needs.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "core/error.h"
#include "native/train/config.h"
#include "native/train/optimiser.h"

namespace lesion {

// Randomness needs no state of its own: it follows from seed, epoch and image (see random.h).
struct Checkpoint {
  TrainConfig config;
  std::vector<std::string> diagnoses;  // of the auxiliary head, in its order
  std::string data;                    // name of the data set
  // RunData::identity of the run's images, and how many of each part and class there were: train,
  // val, test, benign before malignant. 0 of runs from before these were kept.
  std::uint64_t data_identity = 0;
  std::array<int, 6> data_counts{};
  // Of a run whose stages were changed on the way: the commands before, with the steps they did.
  std::vector<std::string> history;
  int epoch = 0;         // the next step's
  int step = 0;          // the next one's within the epoch
  long steps_done = 0;   // of the optimiser
  double loss_sum = 0;   // over the epoch's steps so far
  double seconds = 0;    // of training so far
  double best_auc = -1;  // on val, of all epochs so far
  int best_epoch = -1;
  AdamState adam;
  std::vector<float> buffers;          // running statistics
  std::vector<float> average_buffers;  // their running average
};

// Atomic: `file` holds its old contents or the new ones whole. Fails with kIo in words.
Result<void> save_checkpoint(const std::filesystem::path& file, const Checkpoint& checkpoint);

// What save_checkpoint writes.
std::vector<std::uint8_t> checkpoint_bytes(const Checkpoint& checkpoint);
// Back from there. Fails with kCorrupt; the message begins with `name`.
Result<Checkpoint> checkpoint_from(std::span<const std::uint8_t> bytes, const std::string& name);

// Fails with kNotFound, kIo or kCorrupt (damaged, cut short, of another version).
Result<Checkpoint> load_checkpoint(const std::filesystem::path& file);

}  // namespace lesion
