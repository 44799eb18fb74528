#include "core/model/region.h"

#include <algorithm>
#include <cmath>

namespace lesion {
namespace {

constexpr double kLeastPixels = 16;
constexpr double kLeastPart = 0.125;  // of the image's shorter side

// Where a stretch of `side` begins along an axis of `length`.
double placed(double wanted, double side, double length, bool beyond) {
  if (beyond) {
    return std::clamp(std::round(wanted), std::ceil(-side / 2), std::floor(length - side / 2));
  }
  if (side >= length) return (length - side) / 2;
  return std::clamp(std::round(wanted), 0.0, length - side);
}

Rect central_region(int width, int height, double aspect, double fraction) {
  const double tall = std::min(static_cast<double>(height), width / aspect) * fraction;
  const double wide = tall * aspect;
  return {(width - wide) / 2, (height - tall) / 2, wide, tall};
}

bool usable(const LesionSummary& lesion, int width, int height) {
  return std::isfinite(lesion.area) && lesion.area > 0 && lesion.x >= 0 && lesion.x <= width &&
         lesion.y >= 0 && lesion.y <= height;
}

}  // namespace

Rect region_for(const InputRule& rule, int width, int height,
                const std::optional<LesionSummary>& lesion) {
  if (width <= 0 || height <= 0 || rule.width <= 0 || rule.height <= 0) return {};
  const double aspect = rule.aspect();
  if (rule.crop.kind == CropKind::kWhole) return whole_region(width, height, aspect);
  if (rule.crop.kind == CropKind::kLesion && lesion && usable(*lesion, width, height)) {
    const double side = std::min(std::sqrt(lesion->area / rule.crop.share),
                                 rule.crop.cap * std::min(width, height));
    const double wide = side * std::sqrt(aspect);
    const double tall = side / std::sqrt(aspect);
    return {lesion->x - wide / 2, lesion->y - tall / 2, wide, tall};
  }
  return central_region(width, height, aspect, rule.crop.fraction);
}

Rect whole_region(int width, int height, double aspect) {
  if (width <= 0 || height <= 0 || !(aspect > 0)) return {};
  const double tall = std::max(static_cast<double>(height), width / aspect);
  const double wide = tall * aspect;
  return {(width - wide) / 2, (height - tall) / 2, wide, tall};
}

RegionLimits region_limits(const InputRule& rule) {
  return {rule.height > 0 ? rule.aspect() : 1, rule.crop.kind == CropKind::kLesion};
}

Rect limited_region(const Rect& wanted, int width, int height, const RegionLimits& limits) {
  const double aspect = limits.aspect;
  if (width <= 0 || height <= 0 || !(aspect > 0)) return {};
  const Rect whole = whole_region(width, height, aspect);
  const bool finite =
      std::isfinite(wanted.x) && std::isfinite(wanted.y) && std::isfinite(wanted.width);
  const bool is_whole = wanted.x == whole.x && wanted.y == whole.y && wanted.width == whole.width;
  if (!finite || is_whole) return whole;
  const double shorter = std::max(kLeastPixels, std::ceil(kLeastPart * std::min(width, height)));
  const double least = std::min(whole.width, std::ceil(shorter * std::max(1.0, aspect)));
  const double most = limits.beyond ? 2 * whole.width : whole.width;
  const double wide = std::clamp(std::round(wanted.width), least, most);
  const double tall = wide / aspect;
  return {placed(wanted.x, wide, width, limits.beyond),
          placed(wanted.y, tall, height, limits.beyond), wide, tall};
}

bool is_by_rule(const Rect& region, int width, int height, const InputRule& rule,
                const std::optional<LesionSummary>& lesion) {
  return region == region_for(rule, width, height, lesion);
}

RegionKind region_kind(const Rect& region, int width, int height, const InputRule& rule,
                       const std::optional<LesionSummary>& lesion) {
  if (is_by_rule(region, width, height, rule, lesion)) {
    if (rule.crop.kind == CropKind::kWhole) return RegionKind::kWhole;
    const bool fitted =
        rule.crop.kind == CropKind::kLesion && lesion && usable(*lesion, width, height);
    return fitted ? RegionKind::kLesion : RegionKind::kCentral;
  }
  return region == whole_region(width, height, rule.aspect()) ? RegionKind::kWhole
                                                              : RegionKind::kMoved;
}

}  // namespace lesion
