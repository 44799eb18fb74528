// How the canvas is divided: a pure function of its size and of what there is to show.
#pragma once

#include "wasm/viewer/state/viewer_state.h"

namespace lesion::viewer {

// Height of a row of the bar under the image, CSS px: legend of two lines, a button under a finger.
inline constexpr double kImageBarRow = 54;

struct Layout {
  // Stacked: image on top, everything else below it in one column (phones). Otherwise the
  // image is in the middle with panels around it.
  bool stacked = false;
  // No room for captions and legend around the image: the legend is in a bar under it.
  bool tight = false;
  // The pane is too narrow for its buttons and the image's name in one row above the image.
  bool two_rows = false;
  Rect top;     // name, screens, open, keys
  Rect strip;   // images of this session and samples; empty where there is no room
  Rect pane;    // the image
  Rect before;  // as large, beside or above it: the image as it is (ScreenRules::beside)
  Rect frame;   // part of the pane that captions leave free: the fitted image lies here
  Rect bar;     // under the pane where that is tight: legend, what lies over the image
  Rect side;    // result (Read) or grid of filters (Explore)
  Rect notice;  // always
};

// Without an image the pane is the whole space between top bar and notice.
Layout layout_of(const ViewerState& state);

}  // namespace lesion::viewer
