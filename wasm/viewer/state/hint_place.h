// Where the words that explain something are put: beside it, never over it.
#pragma once

#include "wasm/viewer/state/geometry.h"

namespace lesion::viewer {

enum class HintSide { kBelow, kAbove, kLeft, kRight };

// The left top corner of words of `size` that explain `item`, all in the same unit: on the side
// `first` where the canvas has room for them there, else on the first side above, left, right,
// below (over the next lines) that has; where none has, below, to its end. `gap` lies between.
Point hint_corner(const Rect& item, Size size, Size canvas, double gap, HintSide first);

}  // namespace lesion::viewer
