// Where on the image one filter's response lies, coarse enough to be said in two words.
#pragma once

#include <span>
#include <string_view>

#include "core/maps/margins.h"

namespace lesion {

// Nine thirds of the image, row by row, and what is in no single one of them.
enum class Place {
  kUpperLeft,
  kUpper,
  kUpperRight,
  kLeft,
  kCentre,
  kRight,
  kLowerLeft,
  kLower,
  kLowerRight,
  kAllOver,  // spread, or in several places at once
  kRim,      // along the edge of the region: what dark corners do
  kNowhere,  // no response above 0
};

// Place of the bright part of a map (`width` cells to a row; NaN and infinities count as 0):
// 1. The bright part is the cells of at least half the greatest value, weighted by their values.
//    Without a value above 0: kNowhere.
// 2. It covers at least 60% of the cells: kAllOver.
// 3. At least 70% of its weight lies within an eighth of the side from the edge, and at least three
//    sides have 15% of it each (a corner counts for both its sides): kRim.
// 4. Otherwise the third of the image that its centre of mass falls in, along x and along y. An
// axis along which
//    its standard deviation is 0.24 of the side or more (evenly spread: 0.29) is not told apart and
//    counts as middle: a band along the top is kUpper.
// 5. kAllOver after all where that would mislead: both axes spread; or one, with the other in the
//    middle (a band through the centre); or the window of a third's size about the centre of mass
//    is emptier than the map's average (a ring, two spots).
// Cells within the margins left out count as 0, and not among the cells of 2. The thirds of 4 are
// the image's, of which the map covers `frame.part`; all else is told on the map. A map whose size
// is not a multiple of `width`, or is empty, is kNowhere.
Place response_place(std::span<const float> map, int width, const MapFrame& frame = {});

// "upper_left", ..., "all_over", "rim", "nowhere": stable names for tables and word lists.
std::string_view place_name(Place place);

}  // namespace lesion
