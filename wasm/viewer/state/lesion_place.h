// Where a filter's response lies relative to the lesion's outline.
#pragma once

#include <array>
#include <optional>

#include "wasm/viewer/state/viewer_state.h"

namespace lesion::viewer {

// The band about the outline by sides (core/concepts/regions.h), what it encloses, and what lies
// beyond it as seen from the lesion's centroid.
enum class LesionPlace {
  kInside,
  kUpperBorder,
  kRightBorder,
  kLowerBorder,
  kLeftBorder,
  kAbove,
  kRightOf,
  kBelow,
  kLeftOf,
};

// Keys of their words (web/words), in the order of the enumerators.
inline constexpr std::array kLesionPlaceWords = {
    "beside.inside",         "concept.border_top",  "concept.border_right",
    "concept.border_bottom", "concept.border_left", "beside.above",
    "beside.right",          "beside.below",        "beside.left"};

// Where the filter's response is strongest. Nothing without an outline, and where the response is
// in no one place (all over, along the square's edge, nowhere).
std::optional<LesionPlace> lesion_place(const ViewerState& state, int layer, int filter);

}  // namespace lesion::viewer
