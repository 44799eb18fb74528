#include "wasm/viewer/state/lesion_place.h"

#include <cmath>

namespace lesion::viewer {
namespace {

// Whether the concept is marked at a point of the image.
bool marked(const ViewerState& state, Concept what, const Point& at) {
  const SeenConcept* one = state.masks->find(what);
  if (!one || !one->mask) return false;
  const Mask& mask = *one->mask;
  const int x = static_cast<int>(std::floor(at.x / state.image->width * mask.width));
  const int y = static_cast<int>(std::floor(at.y / state.image->height * mask.height));
  return x >= 0 && y >= 0 && x < mask.width && y < mask.height && mask.at(x, y);
}

}  // namespace

std::optional<LesionPlace> lesion_place(const ViewerState& state, int layer, int filter) {
  if (!state.masks || !state.masks->lesion || !state.image || !state.verdict) return std::nullopt;
  const Layer* maps = layer_of(state, layer);
  const MapStatistics* statistics = statistics_of(state, layer, filter);
  if (!maps || !statistics || maps->width <= 0 || maps->height <= 0) return std::nullopt;
  const Place place = notable(state, layer, filter).place;
  if (place == Place::kAllOver || place == Place::kRim || place == Place::kNowhere) {
    return std::nullopt;
  }
  const Rect& region = state.verdict->region;
  const Point peak{region.x + (statistics->peak_x + 0.5) / maps->width * region.width,
                   region.y + (statistics->peak_y + 0.5) / maps->height * region.height};
  for (int side = 0; side < 4; ++side) {
    const auto what = static_cast<Concept>(static_cast<int>(Concept::kBorderTop) + side);
    if (marked(state, what, peak)) {
      return static_cast<LesionPlace>(static_cast<int>(LesionPlace::kUpperBorder) + side);
    }
  }
  if (marked(state, Concept::kLesion, peak)) return LesionPlace::kInside;
  const double dx = peak.x - state.masks->lesion->x;
  const double dy = peak.y - state.masks->lesion->y;
  if (std::abs(dy) >= std::abs(dx)) return dy < 0 ? LesionPlace::kAbove : LesionPlace::kBelow;
  return dx < 0 ? LesionPlace::kLeftOf : LesionPlace::kRightOf;
}

}  // namespace lesion::viewer
