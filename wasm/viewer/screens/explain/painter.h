// The map of the explanation that is shown, or the image that it has made.
#pragma once

#include <utility>
#include <vector>

#include "wasm/viewer/gl/painter.h"
#include "wasm/viewer/state/viewer_state.h"

namespace lesion::viewer {

class ExplainedMap {
 public:
  // levels: of the image, one; none where none is made.
  void set(int revision, MapValues values, std::vector<ImageLevel> levels) {
    revision_ = revision;
    painter_.set_maps(0, std::move(values));
    painter_.image().set(std::move(levels));
  }
  // Lets go of what the state has no answer with.
  void keep(const ViewerState& state);
  // From -greatest to greatest: two colours, zero transparent.
  void draw(int revision, float greatest, float opacity, const DeviceRect& region,
            const DeviceRect& clip);

  // The image that was made, instead.
  void draw_made(int revision, const DeviceRect& region, const DeviceRect& clip);

  Painter& painter() { return painter_; }
  int count() const { return painter_.maps(0) ? 1 : 0; }

 private:
  Painter painter_;
  int revision_ = 0;
};

// The page's only one.
ExplainedMap& explained_map();

}  // namespace lesion::viewer
