// The flags of `lesionlens train`.
#pragma once

#include <CLI/CLI.hpp>

#include <memory>
#include <string>
#include <vector>

#include "core/error.h"
#include "native/masks/places.h"
#include "native/train/config.h"
#include "native/train/export.h"
#include "native/train/group.h"
#include "native/train/trainer.h"

namespace lesion {

// Options as they were given; what was not given comes from the recipe.
struct TrainFlags {
  std::string arch;
  std::string recipe;
  std::string stages;
  std::string schedule;
  std::string balance;
  std::string fill;
  std::string device;
  std::string precision;
  std::string square;
  std::string masks = kMasksFile;
  std::vector<double> crop, saturation;
  TrainConfig values;
  TrainRequest request;
  ExportRequest result;
  std::string resume;
  std::string faults_file;
  bool export_only = false;
  std::vector<std::string> join;
  std::unique_ptr<Group> group;  // null: alone

  bool leads() const { return group == nullptr || group->rank() == 0; }
};

Device device_of(const TrainFlags& flags);

// What was given on the command line over the recipe's values. Fails as check_config() does.
Result<TrainConfig> config_of(const CLI::App& command, const TrainFlags& flags);

// Declare the flags on `command`; both must outlive the parsing.
void add_result_options(CLI::App& command, TrainFlags& flags);
void add_learning_options(CLI::App& command, TrainFlags& flags);
void add_image_options(CLI::App& command, TrainFlags& flags);

}  // namespace lesion
