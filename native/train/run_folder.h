// What a run leaves behind: checkpoints, the settings, one CSV row an epoch.
#pragma once

#include <filesystem>
#include <string>

#include "core/error.h"
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

// Files in the folder: last.ckpt, best.ckpt, log.csv, config.json, data.txt (where the pictures
// are).
struct RunFolder {
  std::filesystem::path path;

  std::filesystem::path last() const { return path / "last.ckpt"; }
  std::filesystem::path best() const { return path / "best.ckpt"; }
  std::filesystem::path log() const { return path / "log.csv"; }

  // Makes the folder and writes config.json and data.txt. Fails with kIo.
  Result<void> begin(const Checkpoint& checkpoint, const std::filesystem::path& data) const;
  // The folder of pictures that the run began with, absolute. Fails with kNotFound or kIo.
  Result<std::filesystem::path> data() const;
  // Adds a row to log.csv; the header first where the file is new.
  Result<void> add(const EpochRow& row) const;
};

}  // namespace lesion
