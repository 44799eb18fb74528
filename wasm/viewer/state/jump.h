// "6/12" as a person types it to go to a filter.
#pragma once

#include <string>
#include <string_view>

#include "wasm/viewer/state/viewer_state.h"

namespace lesion::viewer {

// Where the typed text leads. "6/12" (also with a space, comma, point or colon between): layer 6,
// filter 12. "6/": layer 6, its first filter. "12": filter 12 of the layer that is shown.
struct JumpTarget {
  enum class Kind { kNothing, kNoLayer, kNoFilter, kFound } kind = Kind::kNothing;
  int layer = 0;
  int filter = 0;
};

// kNothing where the text holds no number yet or is none; kNoLayer and kNoFilter where there is no
// such layer, or no such filter in it.
JumpTarget jump_target(const ViewerState& state, std::string_view text);

}  // namespace lesion::viewer
