#include "wasm/viewer/screens/explain/painter.h"

#include "core/maps/overlay.h"

namespace lesion::viewer {

void ExplainedMap::keep(const ViewerState& state) {
  if (state.explain.answer || count() == 0) return;
  painter_.forget_maps();
  painter_.image().set({});
}

void ExplainedMap::draw_made(int revision, const DeviceRect& region, const DeviceRect& clip) {
  if (revision == revision_ && !painter_.image().empty()) painter_.draw_image(region, clip);
}

void ExplainedMap::draw(int revision, float greatest, float opacity, const DeviceRect& region,
                        const DeviceRect& clip) {
  if (revision != revision_ || !(greatest > 0)) return;
  OverlayUniforms uniforms;
  uniforms.scale = {-greatest, greatest};
  uniforms.opacity = opacity;
  uniforms.palette = static_cast<int>(OverlayPalette::kSigned);
  painter_.draw_overlay(0, uniforms, region, clip);
}

ExplainedMap& explained_map() {
  static ExplainedMap instance;
  return instance;
}

}  // namespace lesion::viewer
