// The network as a row of blocks, from the image to what it answers: how large each layer's maps
// are (height) and how many of them there are (thickness).
#pragma once

#include <vector>

#include "wasm/viewer/state/viewer_state.h"

namespace lesion::viewer {

struct NetworkBlock {
  enum class Kind { kImage, kLayer, kAnswer } kind = Kind::kLayer;
  int layer = 0;  // of a layer
  Rect place;     // what is pressed for it
  Rect box;       // the block itself, within its place
};

// Of the model that is open, in rows as wide as `width`, each `height` high; a place is at least
// `least` wide (where `width` is), so that a deep network takes more rows. A layer whose size
// nobody knows before its maps have come is as high as the one before it. Empty without layers.
std::vector<NetworkBlock> network_blocks(const ViewerState& state, double width, double height,
                                         double least);

}  // namespace lesion::viewer
