#include "wasm/viewer/state/probe.h"

#include <algorithm>

#include "wasm/viewer/state/layout.h"
#include "wasm/viewer/state/screens.h"

namespace lesion::viewer {
namespace {

Point middle_of(int x, int y, const Layer& layer, const Rect& region) {
  return {region.x + region.width * (x + 0.5) / layer.width,
          region.y + region.height * (y + 0.5) / layer.height};
}

Rect shown_image(const ViewerState& state) {
  return image_rect(state.view, layout_of(state).frame, state.image->size(), state.canvas.dpr);
}

}  // namespace

std::optional<PointedCell> pointed_cell(const ViewerState& state) {
  // Where several maps are shown, there is no such cell, or every pane says its own. A pointer over
  // the bare image asks for nothing.
  if (!rules_of(state).one_image) return std::nullopt;
  if (!state.probe && !overlay_wanted(state)) return std::nullopt;
  const Layer* layer = layer_of(state, state.layer);
  if (!layer || !state.verdict || !state.image || (!state.pointer && !state.probe)) {
    return std::nullopt;
  }
  const Size size = state.image->size();
  const Rect image = shown_image(state);
  const Point point = state.pointer ? to_image(*state.pointer, image, size) : *state.probe;
  const Cell cell = cell_at(point, state.verdict->region, layer->width, layer->height);
  if (!cell.valid) return std::nullopt;
  return PointedCell{cell, layer->width, layer->height,
                     state.pointer ? *state.pointer : to_canvas(point, image, size)};
}

std::optional<Point> strongest_point(const ViewerState& state) {
  const Layer* layer = layer_of(state, state.layer);
  const MapStatistics* statistics = statistics_of(state, state.layer, state.filter);
  if (!layer || !statistics || !state.verdict) return std::nullopt;
  return middle_of(statistics->peak_x, statistics->peak_y, *layer, state.verdict->region);
}

Point stepped_point(const ViewerState& state, Point point, int x, int y) {
  const Layer* layer = layer_of(state, state.layer);
  if (!layer || !state.verdict || layer->width <= 0 || layer->height <= 0) return point;
  const Rect& region = state.verdict->region;
  // Another layer, or a crop that was moved, may have left it outside.
  const Point inside{std::clamp(point.x, region.x, region.x + region.width * (1 - 1e-9)),
                     std::clamp(point.y, region.y, region.y + region.height * (1 - 1e-9))};
  const Cell cell = cell_at(inside, region, layer->width, layer->height);
  return middle_of(std::clamp(cell.x + std::clamp(x, -4096, 4096), 0, layer->width - 1),
                   std::clamp(cell.y + std::clamp(y, -4096, 4096), 0, layer->height - 1), *layer,
                   region);
}

}  // namespace lesion::viewer
