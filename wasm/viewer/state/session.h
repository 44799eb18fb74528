// The pictures of the session.
#pragma once

#include <algorithm>

#include "wasm/viewer/state/viewer_state.h"

namespace lesion::viewer {

// Nothing where the session has no picture of this id.
inline const SessionPicture* in_session(const ViewerState& state, int id) {
  const auto found = std::find_if(state.session.begin(), state.session.end(),
                                  [id](const SessionPicture& one) { return one.id == id; });
  return found == state.session.end() ? nullptr : &*found;
}

}  // namespace lesion::viewer
