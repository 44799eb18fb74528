// Each side is measured in processes of its own: how memory is handled holds for a whole process.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "native/bench/sides.h"

namespace lesion::bench {

// What `--side NAME` does: prints its steps' images a second and its peak memory as JSON; of
// several processes that learn together (see launch_from) the first one does. Returns the exit
// code.
int child(const std::string& name, const Options& options, int steps);

// Starts `program` with --side `name`, as `ranks` processes on the loopback interface, and returns
// what it prints. Throws where it fails.
nlohmann::ordered_json run_child(const std::string& program, const std::string& name,
                                 const Options& options, int steps, int ranks = 1);

}  // namespace lesion::bench
