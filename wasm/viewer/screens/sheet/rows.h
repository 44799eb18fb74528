// What follows from the state of the Sheet screen: its rows and columns, and what they need.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "wasm/viewer/state/viewer_state.h"

namespace lesion::viewer {

struct Doing;

// The filters that are shown: chosen by hand, else the strongest on average; empty while no image
// has been measured.
const std::vector<FilterPlace>& sheet_columns(const ViewerState& state);
// The images, in the filmstrip's order; those that have an estimate.
ImageList sheet_rows(const ViewerState& state);
// Nothing while it has not come.
const SheetAnswer* sheet_answer(const ViewerState& state, int image);
bool holds_map(const SheetAnswer& answer, const FilterPlace& place);
bool sheet_refused(const ViewerState& state, int image);

// A cell as if its image and filter were shown on Read: all that viewer_state.h says of a state
// it says of a cell too. Without an answer there is no image.
ViewerState sheet_cell(const ViewerState& state, int image, const FilterPlace& place);

// What has to be looked at, the rows on the screen first, then those below and above them; each
// image with the columns that it lacks. Nothing on any other screen.
std::vector<SheetRequest> sheet_wanted(const ViewerState& state);

// Where the cursor stands in sheet_rows(): the first row where its image is none of them.
int sheet_cursor_row(const ViewerState& state);

// What opens a cell large: a filter's map on Explore, the image itself (column -1, or one that
// there is not) on Read.
Doing open_sheet_cell(const ViewerState& state, int image, int column);

// After any change: what images, squares or models that are gone have left behind is let go, and
// rows far from those on the screen.
void settle_sheet(ViewerState& state);

}  // namespace lesion::viewer
