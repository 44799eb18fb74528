#include "wasm/viewer/state/masks.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "wasm/viewer/state/concepts.h"
#include "wasm/viewer/state/crop.h"
#include "wasm/viewer/state/outline_edit.h"
#include "wasm/viewer/state/viewer_state.h"

namespace lesion::viewer {
namespace {

constexpr std::size_t kMost = 4;
// Less of the square than that says nothing of the estimate: as `lesionlens dissect --effects`.
constexpr double kLeastSeen = 0.004;
constexpr double kLeastCut = 0.05;
// Of a central square; see kCentralUsual. 1% of the lesions take up less, 1% more.
constexpr double kCentralLow = 0.02;
constexpr double kCentralHigh = 0.96;
// Squares fitted to the lesion are all alike but for those that the image's size holds back.
constexpr double kFittedLow = 1.0 / 3;
constexpr double kFittedHigh = 3;

// Half way, as rarity goes, from what a usual training image draws from a filter to the most that
// any did (core/maps/notability.h).
constexpr double kStrong = 0.75;

// Named filters of the concept that respond strongly.
int strong_filters(const ViewerState& state, Concept what) {
  if (!state.model) return 0;
  int count = 0;
  for (const NamedFilters& one : named_filters(state.model->card)) {
    if (one.name != concept_name(what)) continue;
    for (const FilterPlace& place : one.filters) {
      const NotableFilter entry = notable(state, place.layer, place.filter);
      count += entry.measured && entry.notability >= kStrong ? 1 : 0;
    }
  }
  return count;
}

std::optional<double> without(const ViewerState& state, Concept what) {
  for (const PaintedOver& one : state.painted_over) {
    if (one.what == what && one.region == state.verdict->region) return one.probability;
  }
  return std::nullopt;
}

void add_unlike(const ViewerState& state, std::vector<Warning>& warnings) {
  if (!state.verdict || !state.verdict->novelty || crop_pending(state)) return;
  const Novelty& novelty = *state.verdict->novelty;
  if (novelty.responses > 1) {
    warnings.push_back({.kind = WarningKind::kUnlikeResponses});
  } else if (novelty.light > 1) {
    warnings.push_back({.kind = WarningKind::kUnlikeLight});
  }
}

void add_artefacts(const ViewerState& state, std::vector<Warning>& warnings) {
  const Rect& square = state.verdict->region;
  for (const SeenConcept& one : state.masks->concepts) {
    if (!one.told || !one.mask) continue;
    const double share =
        overlap_of(*one.mask, square, state.image->width, state.image->height).of_square;
    if (share < kLeastSeen) continue;
    warnings.push_back({WarningKind::kArtefact, one.what, share, strong_filters(state, one.what),
                        without(state, one.what)});
  }
}

void add_lesion(const ViewerState& state, std::vector<Warning>& warnings) {
  const SeenConcept* lesion = state.masks->find(Concept::kLesion);
  if (!state.masks->lesion || !lesion || !lesion->mask) {
    // Where the square should have been fitted to it that is said beside the square.
    if (!fits_lesion(state) || outline_corrected(state))
      warnings.push_back({.kind = WarningKind::kNoLesion});
    return;
  }
  if (state.masks->lesion_parts > 1) {
    warnings.push_back({.kind = WarningKind::kSeveralLesions, .count = state.masks->lesion_parts});
  }
  const Overlap seen =
      overlap_of(*lesion->mask, state.verdict->region, state.image->width, state.image->height);
  const bool fitted = fits_lesion(state);
  const double rule = state.model->card.input.crop.share;
  const double low = fitted ? kFittedLow * rule : kCentralLow;
  const double high = fitted ? std::min(0.97, kFittedHigh * rule) : kCentralHigh;
  if (1 - seen.of_mask >= kLeastCut) {
    warnings.push_back({.kind = WarningKind::kLesionCut, .share = 1 - seen.of_mask});
  } else if (seen.of_square < low) {
    warnings.push_back({.kind = WarningKind::kLesionSmall, .share = seen.of_square});
  } else if (seen.of_square > high) {
    warnings.push_back({.kind = WarningKind::kLesionLarge, .share = seen.of_square});
  }
}

bool all_there(const ViewerState& state) {
  return masks_current(state) && state.verdict && state.image && state.model &&
         !crop_pending(state);
}

}  // namespace

const SeenConcept* ImageMasks::find(Concept what) const {
  const auto found = std::find_if(concepts.begin(), concepts.end(),
                                  [what](const SeenConcept& one) { return one.what == what; });
  return found == concepts.end() ? nullptr : &*found;
}

bool agrees(const ImageMasks& masks) {
  if (masks.width <= 0 || masks.height <= 0 || masks.concepts.size() > kConceptCount) return false;
  const std::size_t pixels =
      static_cast<std::size_t>(masks.width) * static_cast<std::size_t>(masks.height);
  return std::all_of(masks.concepts.begin(), masks.concepts.end(), [&](const SeenConcept& one) {
    const bool first = masks.find(one.what) == &one;
    return first &&
           (!one.mask || (one.mask->width == masks.width && one.mask->height == masks.height &&
                          one.mask->pixels.size() == pixels));
  });
}

bool masks_wanted(const ViewerState& state) {
  return state.image && state.verdict && !state.outline_tool.painting && !masks_current(state) &&
         !crop_pending(state);
}

std::vector<Concept> outlines_of(const ViewerState& state) {
  std::vector<Concept> all;
  if (!state.masks) return all;
  for (const SeenConcept& one : state.masks->concepts) {
    if (one.cover >= 0 && one.mask && concept_info(one.what).outlined) all.push_back(one.what);
  }
  return all;
}

const SeenConcept* shown_outline(const ViewerState& state) {
  if (!state.outline || !state.masks || !concept_info(*state.outline).outlined) return nullptr;
  const SeenConcept* one = state.masks->find(*state.outline);
  return one && one->cover >= 0 && one->mask ? one : nullptr;
}

Overlap overlap_of(const Mask& mask, Rect square, int image_width, int image_height) {
  if (image_width <= 0 || image_height <= 0 || mask.width <= 0 || mask.height <= 0) return {};
  const double x = static_cast<double>(mask.width) / image_width;
  const double y = static_cast<double>(mask.height) / image_height;
  square = {square.x * x, square.y * y, square.width * x, square.height * y};
  double all = 0;
  double in = 0;
  for (int row = 0; row < mask.height; ++row) {
    const bool down = row + 0.5 >= square.y && row + 0.5 < square.y + square.height;
    for (int column = 0; column < mask.width; ++column) {
      if (!mask.at(column, row)) continue;
      all += 1;
      const bool across = column + 0.5 >= square.x && column + 0.5 < square.x + square.width;
      in += down && across ? 1 : 0;
    }
  }
  const double area = square.width * square.height;
  return {all > 0 ? in / all : 0, area > 0 ? std::min(1.0, in / area) : 0};
}

std::vector<Warning> warnings_of(const ViewerState& state) {
  std::vector<Warning> warnings;
  add_unlike(state, warnings);
  if (!all_there(state)) return warnings;
  add_lesion(state, warnings);
  const auto artefacts = static_cast<std::ptrdiff_t>(warnings.size());
  add_artefacts(state, warnings);
  std::stable_sort(warnings.begin() + artefacts, warnings.end(),
                   [](const Warning& a, const Warning& b) { return a.share > b.share; });
  if (warnings.size() > kMost) warnings.resize(kMost);
  return warnings;
}

std::optional<Concept> paint_over_wanted(const ViewerState& state) {
  if (!all_there(state)) return std::nullopt;
  for (const Warning& one : state.warnings) {
    if (one.kind == WarningKind::kArtefact && !one.without) return one.what;
  }
  return std::nullopt;
}

std::optional<Rect> square_on_lesion(const ViewerState& state) {
  if (!all_there(state) || !crop_movable(state)) return std::nullopt;
  const InputRule& rule = state.model->card.input;
  if (const Correction* correction = correction_of(state)) {
    const std::optional<Rect> again = refitted_square(state, *correction);
    if (again) return *again == wanted_crop(state) ? std::nullopt : again;
  }
  const std::optional<LesionSummary>& lesion = state.masks->lesion;
  if (rule.crop.kind == CropKind::kLesion || !lesion) return std::nullopt;
  InputRule fitted = rule;
  fitted.crop = CropRule{.kind = CropKind::kLesion, .share = kCentralUsual};
  const int width = state.image->width;
  const int height = state.image->height;
  const Rect square =
      limited_region(region_for(fitted, width, height, lesion), width, height, region_limits(rule));
  return square == wanted_crop(state) ? std::nullopt : std::optional(square);
}

}  // namespace lesion::viewer
