// States of the What if screen that its tests begin from.
#pragma once

#include <utility>
#include <vector>

#include "tests/wasm/state/made_state.h"
#include "wasm/viewer/screens/what_if/tries.h"

namespace lesion::viewer {

inline constexpr Rect kRegion{50, 0, 300, 300};

inline ViewerState then(ViewerState state, const std::vector<WhatIfAction>& actions) {
  for (const WhatIfAction& action : actions) {
    state = reduce(std::move(state), Action(ScreenAction(action)));
  }
  return state;
}

inline ViewerState on_screen() { return reduce(made_state(), ShowScreen{Screen::kWhatIf}); }

// The network's answer to the try that is shown.
inline ViewerState answered(ViewerState state, double probability) {
  const int revision = shown_try(state).revision;
  return then(std::move(state), {TryCame{{revision, kRegion, probability, std::nullopt}}});
}

inline SwitchFilters off(std::vector<FilterPlace> places) { return {std::move(places), true}; }

}  // namespace lesion::viewer
