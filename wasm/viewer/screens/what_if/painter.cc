#include "wasm/viewer/screens/what_if/painter.h"

namespace lesion::viewer {

void PaintedPart::keep(const ViewerState& state) {
  const bool there = state.what_if.answer && state.what_if.answer->painted;
  if (!there && count() > 0) painter_.image().set({});
}

void PaintedPart::draw(const DeviceRect& part, const DeviceRect& clip) {
  if (count() > 0) painter_.draw_image(part, clip);
}

PaintedPart& painted_part() {
  static PaintedPart instance;
  return instance;
}

}  // namespace lesion::viewer
