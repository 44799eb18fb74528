// "6/12", or a word as "hair", as a person types it to go to a filter.
#pragma once

#include <string>
#include <string_view>

#include "wasm/viewer/state/viewer_state.h"

namespace lesion::viewer {

// Where the typed text leads. "6/12" (also with a space, comma, point or colon between): layer 6,
// filter 12. "6/": layer 6, its first filter. "12": filter 12 of the layer that is shown. Anything
// that begins with no digit is looked for in the filters' names (filters_called() in concepts.h).
struct JumpTarget {
  enum class Kind { kNothing, kNoLayer, kNoFilter, kNoName, kFound } kind = Kind::kNothing;
  int layer = 0;
  int filter = 0;
  int named = 0;  // how many filters bear such a name, where a word was typed
};

// kNothing where the text holds no number yet or is none; kNoLayer and kNoFilter where there is no
// such layer, or no such filter in it; kNoName where no filter bears such a name, of a card that
// has names.
JumpTarget jump_target(const ViewerState& state, std::string_view text);

// The length of `text` (UTF-8) cut to at most `most` bytes, no character of it in two.
std::size_t whole_characters(std::string_view text, std::size_t most);

}  // namespace lesion::viewer
