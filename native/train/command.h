// The command line that a configuration stands for.
#pragma once

#include <string>

#include <vector>

#include "native/train/checkpoint.h"
#include "native/train/config.h"

namespace lesion {

// "lesionlens train --data ham10000 --arch compact ...": with every flag whose value is not the
// architecture's default. Typed in again with the folder's whole path, it trains the same network.
std::string command_text(const TrainConfig& config, const std::string& data);

// The commands that made a run, in order: those before its stages were changed, and the last.
std::vector<std::string> commands_of(const Checkpoint& run);

}  // namespace lesion
