#include "wasm/viewer/state/hint_place.h"

#include <algorithm>
#include <array>

namespace lesion::viewer {
namespace {

Point corner(const Rect& item, Size size, Size canvas, double gap, HintSide side) {
  const double right = std::max(0.0, canvas.width - size.width);
  const double bottom = std::max(0.0, canvas.height - size.height);
  const double along = std::clamp(item.x, 0.0, right);
  const double level = std::clamp(item.y, 0.0, bottom);
  switch (side) {
    case HintSide::kAbove:
      return {along, item.y - gap - size.height};
    case HintSide::kLeft:
      return {item.x - gap - size.width, level};
    case HintSide::kRight:
      return {item.x + item.width + gap, level};
    case HintSide::kBelow:
      break;
  }
  return {along, item.y + item.height + gap};
}

bool within(Point at, Size size, Size canvas) {
  return at.x >= 0 && at.y >= 0 && at.x + size.width <= canvas.width &&
         at.y + size.height <= canvas.height;
}

}  // namespace

Point hint_corner(const Rect& item, Size size, Size canvas, double gap, HintSide first) {
  const std::array sides = {first, HintSide::kAbove, HintSide::kLeft, HintSide::kRight,
                            HintSide::kBelow};
  for (const HintSide side : sides) {
    const Point at = corner(item, size, canvas, gap, side);
    if (within(at, size, canvas)) return at;
  }
  const Point at = corner(item, size, canvas, gap, HintSide::kBelow);
  return {at.x, std::clamp(at.y, 0.0, std::max(0.0, canvas.height - size.height))};
}

}  // namespace lesion::viewer
