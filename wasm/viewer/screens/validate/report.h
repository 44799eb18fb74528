// What the one-page report of Validate says and draws.
#pragma once

#include <string>
#include <vector>

#include "core/print/validation_report.h"
#include "wasm/viewer/state/viewer_state.h"
#include "wasm/viewer/words.h"

namespace lesion::viewer {

// A file that could not be read, and why, in a sentence without its name.
struct UnreadFile {
  std::string name;
  std::string reason;
};

// There are figures (Validate::found). `names`: names of files may stand on it; else neither those
// of images nor the table's do. `date`: as it is to be printed.
print::ValidationReport validation_report(const Words& words, const ViewerState& state, bool names,
                                          const std::string& date,
                                          const std::vector<UnreadFile>& unread);

}  // namespace lesion::viewer
