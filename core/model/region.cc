#include "core/model/region.h"

#include <algorithm>
#include <cmath>

namespace lesion {
namespace {

constexpr double kLeastPixels = 16;
constexpr double kLeastPart = 0.125;  // of the picture's shorter side

// Where a stretch of `side` begins along an axis of `length`.
double placed(double wanted, double side, double length) {
  if (side >= length) return (length - side) / 2;
  return std::clamp(std::round(wanted), 0.0, length - side);
}

}  // namespace

Rect whole_region(int width, int height) {
  if (width <= 0 || height <= 0) return {};
  const double side = std::max(width, height);
  return {(width - side) / 2, (height - side) / 2, side, side};
}

Rect limited_region(const Rect& wanted, int width, int height) {
  if (width <= 0 || height <= 0) return {};
  const bool finite =
      std::isfinite(wanted.x) && std::isfinite(wanted.y) && std::isfinite(wanted.width);
  if (!finite) return whole_region(width, height);
  const double longer = std::max(width, height);
  const double least =
      std::min(longer, std::max(kLeastPixels, std::ceil(kLeastPart * std::min(width, height))));
  const double side = std::clamp(std::round(wanted.width), least, longer);
  return {placed(wanted.x, side, width), placed(wanted.y, side, height), side, side};
}

RegionKind region_kind(const Rect& region, int width, int height, const InputRule& rule) {
  if (region == seen_region(width, height, rule)) return RegionKind::kCentral;
  return region == whole_region(width, height) ? RegionKind::kWhole : RegionKind::kMoved;
}

}  // namespace lesion
