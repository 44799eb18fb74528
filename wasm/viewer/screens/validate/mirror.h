// Validate's part of the mirrored state.
#pragma once

#include "wasm/viewer/state/mirror_parts.h"
#include "wasm/viewer/state/viewer_state.h"

namespace lesion::viewer {

// What is in use, on every screen: {model, sha256, json: as a file has it} or null.
Json own_point_json(const ViewerState& state);
// Counts and figures, numbers only; the sentences are validation_text()'s.
Json validate_json(const ViewerState& state);

}  // namespace lesion::viewer
