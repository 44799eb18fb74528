// Any lines of JSON as the page's messages to the viewer: whatever they ask for, there is a state
// after it that can be mirrored.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "tests/wasm/state/made_state.h"
#include "wasm/viewer/state/action.h"
#include "wasm/viewer/state/mirror.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lesion::viewer;
  static const ViewerState kBegin = made_state();
  std::string_view text(reinterpret_cast<const char*>(data), size);
  ViewerState state = kBegin;
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (const auto action = action_from_json(line)) state = reduce(std::move(state), *action);
  }
  if (mirror_json(state).empty()) std::abort();
  return 0;
}
