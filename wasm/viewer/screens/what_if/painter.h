// The part of the image that was painted over, as the worker made it: drawn over the image.
#pragma once

#include <vector>

#include "wasm/viewer/gl/painter.h"
#include "wasm/viewer/state/viewer_state.h"

namespace lesion::viewer {

class PaintedPart {
 public:
  // One copy: of WhatIfAnswer::painted.
  void set(std::vector<ImageLevel> levels) { painter_.image().set(std::move(levels)); }
  // Lets go of it where the state has none.
  void keep(const ViewerState& state);
  void draw(const DeviceRect& part, const DeviceRect& clip);

  Painter& painter() { return painter_; }
  int count() const { return painter_.image().empty() ? 0 : 1; }

 private:
  Painter painter_;
};

// The page's only one.
PaintedPart& painted_part();

}  // namespace lesion::viewer
