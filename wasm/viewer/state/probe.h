// The cell of the shown map that is asked about: under the pointer or the finger, or, for hands on
// a keyboard, where the probe has been put.
#pragma once

#include <optional>

#include "wasm/viewer/state/viewer_state.h"

namespace lesion::viewer {

struct PointedCell {
  Cell cell;
  int width = 0;  // of the map, cells
  int height = 0;
  Point canvas;  // where it was pointed at, CSS px
};

// Nothing while neither points at what the network saw, or the layer's map has not come. The
// pointer goes before the probe.
std::optional<PointedCell> pointed_cell(const ViewerState& state);

// The middle of the shown map's strongest cell, image pixels; nothing without a map.
std::optional<Point> strongest_point(const ViewerState& state);

// `point`, image pixels, moved by cells of the shown map, to the middle of one; cells end at the
// map's border. As it was without a map.
Point stepped_point(const ViewerState& state, Point point, int x, int y);

}  // namespace lesion::viewer
