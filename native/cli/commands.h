// The subcommands of `lesionlens`. Each add_ function declares its options on `app`; when it is
// chosen, its callback does the work and leaves the program's exit code in `exit_code`.
#pragma once

#include <CLI/CLI.hpp>

namespace lesion {

// 0 done; 1 the work failed; 2 the command line or the data are wrong; 130 interrupted.
inline int exit_code = 0;

void add_card(CLI::App& app);
void add_train(CLI::App& app);
void add_dissect(CLI::App& app);
void add_evaluate(CLI::App& app);
void add_explain(CLI::App& app);
void add_image(CLI::App& app);
void add_inspect(CLI::App& app);
void add_novelty(CLI::App& app);
void add_synth(CLI::App& app);

}  // namespace lesion
