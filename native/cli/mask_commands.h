// The subcommands that learn and find masks; see commands.h.
#pragma once

#include <CLI/CLI.hpp>

namespace lesion {

void add_train_mask(CLI::App& app);
void add_masks(CLI::App& app);

}  // namespace lesion
