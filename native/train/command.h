// The command line that a configuration stands for.
#pragma once

#include <string>

#include "native/train/config.h"

namespace lesion {

// "lesionlens train --data ham10000 --arch compact ...": with every flag whose value is not the
// architecture's default. Typed in again with the folder's whole path, it trains the same network.
std::string command_text(const TrainConfig& config, const std::string& data);

}  // namespace lesion
