// Which images of the session have a label, and what the network's answers to them are worth.
#pragma once

#include <cstddef>

#include "wasm/viewer/state/viewer_state.h"

namespace lesion::viewer {

// Of an image there is one entry a record of the table, in the table's order (of several files that
// a record may mean the first of image_names()), then the images with a label from elsewhere, in
// the session's. Only those with an answer, and of the part that is chosen.
Validation validation_of(const ViewerState& state);

// How many images have an answer and a label by now.
std::size_t labelled_count(const ViewerState& state);

}  // namespace lesion::viewer
