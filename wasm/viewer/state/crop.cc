#include "wasm/viewer/state/crop.h"

#include <algorithm>
#include <cmath>

#include "core/model/estimate.h"
#include "wasm/viewer/state/layout.h"
#include "wasm/viewer/state/outline_edit.h"
#include "wasm/viewer/state/screens.h"

namespace lesion::viewer {
namespace {

constexpr int kMostSteps = 50;  // of one action; a guard

Rect limited_to(const Rect& part, Size image, const RegionLimits& limits) {
  return limited_region(part, static_cast<int>(image.width), static_cast<int>(image.height),
                        limits);
}

double apart(Point a, double x, double y) { return std::max(std::abs(a.x - x), std::abs(a.y - y)); }

}  // namespace

std::optional<Rect> chosen_crop(const ViewerState& state) {
  if (!state.image) return std::nullopt;
  const SessionImage* known = state.session.find(state.image->id);
  return known ? known->crop : std::nullopt;
}

Rect wanted_crop(const ViewerState& state) {
  if (!state.image || !state.model) return {};
  const ImageInfo& image = *state.image;
  const InputRule& rule = state.model->card.input;
  const std::optional<Rect> chosen = chosen_crop(state);
  // Chosen under another model, it may reach further than this one's may.
  return chosen ? limited_region(*chosen, image.width, image.height, region_limits(rule))
                : region_for(rule, image.width, image.height, image.lesion);
}

bool crop_pending(const ViewerState& state) {
  return state.verdict && state.model && !(state.verdict->region == wanted_crop(state));
}

RegionKind seen_kind(const ViewerState& state) {
  if (!state.verdict || !state.image || !state.model) return RegionKind::kCentral;
  const Rect& seen = state.verdict->region;
  const ImageInfo& image = *state.image;
  const InputRule& rule = state.model->card.input;
  if (is_by_rule(seen, image.width, image.height, rule, image.lesion)) return RegionKind::kCentral;
  return region_kind(seen, image.width, image.height, rule, image.lesion);
}

std::optional<double> own_estimate(const ViewerState& state) {
  if (!state.image || seen_kind(state) == RegionKind::kCentral) return std::nullopt;
  const SessionImage* image = state.session.find(state.image->id);
  return image ? image->by_rule : std::nullopt;
}

bool fits_lesion(const ViewerState& state) {
  return state.model && state.model->card.input.crop.kind == CropKind::kLesion;
}

bool lesion_missed(const ViewerState& state) {
  return fits_lesion(state) && state.verdict && !state.verdict->lesion &&
         seen_kind(state) == RegionKind::kCentral;
}

bool central_crosses(const ViewerState& state) {
  if (!state.verdict || !state.verdict->central) return false;
  if (seen_kind(state) != RegionKind::kCentral) return false;
  return called_positive(state, *state.verdict->central) != called_positive(state);
}

bool own_crosses(const ViewerState& state) {
  const std::optional<double> own = own_estimate(state);
  return own && called_positive(state, *own) != called_positive(state);
}

std::vector<double> figures_beside(const ViewerState& state) {
  if (!state.verdict) return {};
  std::vector<double> all;
  const auto add = [&](const std::optional<double>& one) {
    if (one) all.push_back(*one);
  };
  add(own_estimate(state));
  if (seen_kind(state) == RegionKind::kCentral) add(state.verdict->central);
  if (state.spread) {
    add(state.spread->lowest);
    add(state.spread->highest);
  }
  for (const Warning& warning : state.warnings) {
    if (warning.without && worth_digits(*warning.without, state.verdict->probability)) {
      add(warning.without);
    }
  }
  return read_beside(state.verdict->probability, all);
}

bool worth_digits(double without, double with) { return std::abs(without - with) >= 0.0005; }

Doubts doubts_of(const ViewerState& state) {
  const bool unlike = state.verdict && state.verdict->novelty && state.verdict->novelty->unlike();
  return {lesion_missed(state), unlike, central_crosses(state) || own_crosses(state)};
}

Doubts doubts_of(const ViewerState& state, const SessionImage& image) {
  Doubts doubts = image.doubts;
  const std::optional<double>& other = image.crop ? image.by_rule : image.central;
  doubts.crosses = image.probability && other &&
                   called_positive(state, *other) != called_positive(state, *image.probability);
  return doubts;
}

std::optional<double> lesion_share(const ViewerState& state) {
  if (!fits_lesion(state) || !state.verdict || !state.image) return std::nullopt;
  // The network's own square was fitted to what was found.
  const std::optional<LesionSummary> lesion =
      seen_kind(state) == RegionKind::kCentral ? state.image->lesion : known_lesion(state);
  if (!lesion) return std::nullopt;
  const Rect& seen = state.verdict->region;
  return lesion->area / (seen.width * seen.height);
}

bool crop_movable(const ViewerState& state) {
  return state.verdict && state.model && state.image && rules_of(state).one_image;
}

bool seen_beyond(const ViewerState& state) {
  if (!state.verdict || !state.image) return false;
  const Rect& seen = state.verdict->region;
  return seen.x < 0 || seen.y < 0 || seen.x + seen.width > state.image->width ||
         seen.y + seen.height > state.image->height;
}

CropGrip crop_grip_at(const ViewerState& state, Point canvas, double slop) {
  if (!crop_movable(state) || state.outline_tool.shown) return CropGrip::kNone;
  const Layout layout = layout_of(state);
  if (!contains(layout.pane, canvas)) return CropGrip::kNone;
  const Size size = state.image->size();
  const Rect image = image_rect(state.view, layout.frame, size, state.canvas.dpr);
  const Rect crop = wanted_crop(state);
  const Point from = to_canvas({crop.x, crop.y}, image, size);
  const Point to = to_canvas({crop.x + crop.width, crop.y + crop.height}, image, size);
  if (state.crop_tool) {
    if (apart(canvas, from.x, from.y) <= slop) return CropGrip::kTopLeft;
    if (apart(canvas, to.x, from.y) <= slop) return CropGrip::kTopRight;
    if (apart(canvas, from.x, to.y) <= slop) return CropGrip::kBottomLeft;
    if (apart(canvas, to.x, to.y) <= slop) return CropGrip::kBottomRight;
  }
  const Rect outer{from.x - slop, from.y - slop, to.x - from.x + 2 * slop,
                   to.y - from.y + 2 * slop};
  if (!contains(outer, canvas)) return CropGrip::kNone;
  const Rect inner{from.x + slop, from.y + slop, to.x - from.x - 2 * slop,
                   to.y - from.y - 2 * slop};
  return state.crop_tool || !contains(inner, canvas) ? CropGrip::kMove : CropGrip::kNone;
}

Rect dragged_crop(const Rect& from, CropGrip grip, double dx, double dy, Size image,
                  const RegionLimits& limits) {
  if (grip == CropGrip::kNone || !std::isfinite(dx) || !std::isfinite(dy)) return from;
  if (grip == CropGrip::kMove) {
    return limited_to({from.x + dx, from.y + dy, from.width, from.height}, image, limits);
  }
  const bool left = grip == CropGrip::kTopLeft || grip == CropGrip::kBottomLeft;
  const bool top = grip == CropGrip::kTopLeft || grip == CropGrip::kTopRight;
  // Along the diagonal: what both directions agree on.
  const double grown = from.width + ((left ? -dx : dx) + (top ? -dy : dy) * limits.aspect) / 2;
  const Rect size = limited_to({0, 0, grown, 0}, image, limits);
  const double x = left ? from.x + from.width - size.width : from.x;
  const double y = top ? from.y + from.height - size.height : from.y;
  return limited_to({x, y, size.width, size.height}, image, limits);
}

Rect stepped_crop(const Rect& from, int x, int y, Size image, const RegionLimits& limits) {
  const double step = std::max(1.0, std::round(from.width / 20));
  const double across = std::clamp(x, -kMostSteps, kMostSteps);
  const double down = std::clamp(y, -kMostSteps, kMostSteps);
  return limited_to({from.x + across * step, from.y + down * step, from.width, from.height}, image,
                    limits);
}

Rect scaled_crop(const Rect& from, int steps, Size image, const RegionLimits& limits) {
  const double factor = std::pow(1.1, std::clamp(steps, -kMostSteps, kMostSteps));
  const Rect size = limited_to({0, 0, from.width * factor, 0}, image, limits);
  return limited_to({from.x + (from.width - size.width) / 2,
                     from.y + (from.height - size.height) / 2, size.width, size.height},
                    image, limits);
}

}  // namespace lesion::viewer
