#include "wasm/viewer/state/geometry.h"

#include <algorithm>
#include <cmath>

namespace lesion::viewer {
namespace {

constexpr double kMaxDevicePixels = 64;  // of an image pixel, at the greatest zoom

bool is_empty(Size size) { return !(size.width > 0) || !(size.height > 0); }

}  // namespace

bool contains(const Rect& rect, Point point) {
  return point.x >= rect.x && point.x < rect.x + rect.width && point.y >= rect.y &&
         point.y < rect.y + rect.height;
}

double fit_zoom(Size frame, Size image) {
  if (is_empty(frame) || is_empty(image)) return 1;
  return std::min(frame.width / image.width, frame.height / image.height);
}

View fit_view(Size frame, Size image) {
  return {fit_zoom(frame, image), {image.width / 2, image.height / 2}, true};
}

View one_to_one(const View& view, Size image, double dpr) {
  View next = view;
  next.zoom = 1 / dpr;
  next.fitted = false;
  next.centre.x = std::clamp(next.centre.x, 0.0, image.width);
  next.centre.y = std::clamp(next.centre.y, 0.0, image.height);
  return next;
}

View limited(View view, Size frame, Size image, double dpr) {
  const double least = std::min(fit_zoom(frame, image) / 2, 1 / dpr);
  const double most = std::max(kMaxDevicePixels / dpr, least);
  view.zoom = std::clamp(view.zoom, least, most);
  view.centre.x = std::clamp(view.centre.x, 0.0, std::max(0.0, image.width));
  view.centre.y = std::clamp(view.centre.y, 0.0, std::max(0.0, image.height));
  return view;
}

View zoomed_about(const View& view, Point at, double factor, const Rect& frame, Size image,
                  double dpr) {
  if (!(factor > 0) || !std::isfinite(factor)) return view;
  const Size size{frame.width, frame.height};
  View scaled = view;
  scaled.zoom = view.zoom * factor;
  const double zoom = limited(scaled, size, image, dpr).zoom;
  // The point under the pointer is centre + offset / zoom before and after.
  const double offset_x = at.x - (frame.x + frame.width / 2);
  const double offset_y = at.y - (frame.y + frame.height / 2);
  View next;
  next.zoom = zoom;
  next.centre = {view.centre.x + offset_x / view.zoom - offset_x / zoom,
                 view.centre.y + offset_y / view.zoom - offset_y / zoom};
  next.fitted = false;
  return limited(next, size, image, dpr);
}

View panned(const View& view, double dx, double dy, Size frame, Size image, double dpr) {
  if (!std::isfinite(dx) || !std::isfinite(dy)) return view;
  View next = view;
  next.centre.x -= dx / view.zoom;
  next.centre.y -= dy / view.zoom;
  next.fitted = false;
  return limited(next, frame, image, dpr);
}

Rect image_rect(const View& view, const Rect& frame, Size image, double dpr) {
  const double x = frame.x + frame.width / 2 - view.centre.x * view.zoom;
  const double y = frame.y + frame.height / 2 - view.centre.y * view.zoom;
  return {std::round(x * dpr) / dpr, std::round(y * dpr) / dpr, image.width * view.zoom,
          image.height * view.zoom};
}

Point to_image(Point canvas, const Rect& rect, Size image) {
  if (!(rect.width > 0) || !(rect.height > 0)) return {};
  return {(canvas.x - rect.x) / rect.width * image.width,
          (canvas.y - rect.y) / rect.height * image.height};
}

Point to_canvas(Point point, const Rect& rect, Size image) {
  if (is_empty(image)) return {rect.x, rect.y};
  return {rect.x + point.x / image.width * rect.width,
          rect.y + point.y / image.height * rect.height};
}

Cell cell_at(Point point, const Rect& region, int map_width, int map_height) {
  if (!contains(region, point) || map_width <= 0 || map_height <= 0) return {};
  const double u = (point.x - region.x) / region.width;
  const double v = (point.y - region.y) / region.height;
  return {std::min(static_cast<int>(u * map_width), map_width - 1),
          std::min(static_cast<int>(v * map_height), map_height - 1), true};
}

Rect receptive_field(const Cell& cell, const LayerCard& layer, const InputRule& input,
                     const Rect& region) {
  if (!cell.valid || input.width <= 0 || input.height <= 0) return {};
  const double scale_x = region.width / input.width;
  const double scale_y = region.height / input.height;
  const double half = layer.receptive_field / 2.0;
  const double x = layer.receptive_field_start + cell.x * layer.stride - half;
  const double y = layer.receptive_field_start + cell.y * layer.stride - half;
  return {region.x + x * scale_x, region.y + y * scale_y, layer.receptive_field * scale_x,
          layer.receptive_field * scale_y};
}

}  // namespace lesion::viewer
