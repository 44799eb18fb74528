// The part of the one-page report that shows the maps.
#pragma once

#include <cstddef>

#include "core/image/image.h"
#include "core/print/one_page.h"
#include "core/print/page.h"

namespace lesion::print {

struct MapsDrawn {
  double below = 0;          // the y below, in millimetres, without the gap that follows
  std::size_t left_out = 0;  // maps that there was no room for
};

// The maps of `report` with their title and words within `room` (millimetres), in type of `type`
// times the usual size. No map is lower than 12 mm, or as low as its column is wide enough for: of
// the arrangements that hold all of them the usual one, else the one with the highest maps; where
// none does, the first that there is room for, and a sentence says how many are left out.
MapsDrawn draw_report_maps(Page& page, const Report& report, const Rect& room, double type);

}  // namespace lesion::print
