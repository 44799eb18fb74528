#include "wasm/viewer/state/stroke.h"

#include <algorithm>
#include <cmath>

namespace lesion::viewer {

double brush_radius(double side, std::size_t size) {
  return std::max(1.0, side * kBrushParts[std::min(size, kBrushSizes - 1)]);
}

std::size_t stepped_brush(std::size_t size, int by) {
  const int last = static_cast<int>(kBrushSizes) - 1;
  return static_cast<std::size_t>(
      std::clamp(static_cast<int>(size) + std::clamp(by, -last, last), 0, last));
}

bool go_on(Stroke& stroke, double dx, double dy) {
  if (stroke.points.empty() || stroke.points.size() >= kMostStrokePoints) return false;
  const Point last = stroke.points.back();
  const Point point{last.x + dx, last.y + dy};
  if (!std::isfinite(point.x) || !std::isfinite(point.y)) return false;
  // The first stays where the hand went down.
  const bool moves =
      stroke.points.size() > 1 &&
      std::hypot(point.x - stroke.points[stroke.points.size() - 2].x,
                 point.y - stroke.points[stroke.points.size() - 2].y) < stroke.radius / 3;
  if (moves) {
    stroke.points.back() = point;
  } else {
    stroke.points.push_back(point);
  }
  return true;
}

void append_pieces(const Stroke& stroke, const float* last, std::vector<float>& floats) {
  for (std::size_t i = 0; i < stroke.points.size(); ++i) {
    const Point from = stroke.points[i == 0 ? 0 : i - 1];
    const Point to = stroke.points[i];
    // The first point is a piece only where it is alone.
    if (i == 0 && stroke.points.size() > 1) continue;
    for (const double value : {from.x, from.y, to.x, to.y, stroke.radius}) {
      floats.push_back(static_cast<float>(value));
    }
    if (last) floats.push_back(*last);
  }
}

Point stepped_aim(const Point& at, int x, int y, double radius, Size image) {
  const auto moved = [](double value, double by, double most) {
    return std::clamp(value + by, 0.0, most);
  };
  return {moved(at.x, std::clamp(x, -100, 100) * radius, image.width),
          moved(at.y, std::clamp(y, -100, 100) * radius, image.height)};
}

}  // namespace lesion::viewer
