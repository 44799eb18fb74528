// What a run leaves behind: checkpoints, the settings, one CSV row per epoch.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/error.h"
#include "native/data/metadata.h"
#include "native/train/checkpoint.h"

namespace lesion {

struct EpochRow {
  int epoch = 0;  // from 1
  int size = 0;
  double rate = 0;
  double loss = 0;
  double val_loss = 0;
  double val_auc = 0;
  double images_per_second = 0;
  double seconds = 0;
};

// An image that was not learnt from, and why, in words.
struct LeftOut {
  std::string id;
  std::string reason;
};

// Files in the folder: last.ckpt, best.ckpt, log.csv, config.json, data.txt (where the images
// are, a folder a line), left_out.csv where images could not be read.
struct RunFolder {
  std::filesystem::path path;

  std::filesystem::path last() const { return path / "last.ckpt"; }
  std::filesystem::path best() const { return path / "best.ckpt"; }
  std::filesystem::path log() const { return path / "log.csv"; }

  // Makes the folder and writes config.json and data.txt. Fails with kIo.
  Result<void> begin(const Checkpoint& checkpoint,
                     const std::vector<std::filesystem::path>& data) const;
  // The folders of images that the run began with, absolute. Fails with kNotFound or kIo.
  Result<std::vector<std::filesystem::path>> data() const;
  // Writes left_out.csv (isic_id, reason), or removes it where there is none. Fails with kIo.
  Result<void> list_left_out(const std::vector<LeftOut>& images) const;
  // The images of left_out.csv; empty without the file. Fails with kIo or kCorrupt.
  Result<std::vector<LeftOut>> left_out() const;
  // Every epoch of log.csv, in order; of an epoch that stands there twice (a run that was killed
  // while saving) the later one. Fails with kNotFound, kIo or kCorrupt.
  Result<std::vector<EpochRow>> epochs() const;
  // Adds a row to log.csv, the header first where the file is new; atomic. Fails with kIo.
  Result<void> add(const EpochRow& row) const;
};

// Takes the images that the run left out of `dataset` too.
void drop_left_out(Dataset& dataset, const std::vector<LeftOut>& images);

}  // namespace lesion
