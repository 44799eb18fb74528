// The Sheet screen as the page sees it; a part of mirror_json.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "wasm/viewer/state/viewer_state.h"

namespace lesion::viewer {

// Object:
//   columns [[layer,filter]] shown; names, one a column: as in the model's card, "" for none;
//   byHand; table, null here: {measured, images (how many the strongest on average are of, how many
//   there are), cursor {image,column} or null, wanted
//   [{image,columns}], body {x,y,width,height}, scrollX, scrollY, scale "training"|"layer"|"map",
//   rows
//   [{image,imageName,probability,positive, refused,rect,cells}]}; rows: all that have come or
//   are seen; cells, one a column: null while it has not come, else [greatest response, 1 where the
//   filter is inactive, place]; rectangles in CSS px of the canvas, of the row's first cell (the
//   image itself).
nlohmann::ordered_json sheet_json(const ViewerState& state);
// `table`, while the screen is shown.
nlohmann::ordered_json sheet_table_json(const ViewerState& state);

}  // namespace lesion::viewer
