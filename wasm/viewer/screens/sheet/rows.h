// What follows from the state of the Sheet screen: its rows and columns, and what they need.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "wasm/viewer/state/viewer_state.h"

namespace lesion::viewer {

struct Doing;

// The filters that are shown: chosen by hand, else the strongest on average; empty while no picture
// has been measured.
const std::vector<FilterPlace>& sheet_columns(const ViewerState& state);
// The pictures, in the filmstrip's order; those that have an estimate.
PictureList sheet_rows(const ViewerState& state);
// Nothing while it has not come.
const SheetAnswer* sheet_answer(const ViewerState& state, int picture);
bool holds_map(const SheetAnswer& answer, const FilterPlace& place);
bool sheet_refused(const ViewerState& state, int picture);

// A cell as if its picture and filter were shown on Read: all that viewer_state.h says of a state
// it says of a cell too. Without an answer there is no picture.
ViewerState sheet_cell(const ViewerState& state, int picture, const FilterPlace& place);

// What has to be looked at, the rows on the screen first, then those below and above them; each
// picture with the columns that it lacks. Nothing on any other screen.
std::vector<SheetLook> sheet_wanted(const ViewerState& state);

// Where the cursor stands in sheet_rows(): the first row where its picture is none of them.
int sheet_cursor_row(const ViewerState& state);

// What opens a cell large: a filter's map on Explore, the picture itself (column -1, or one that
// there is not) on Read.
Doing open_sheet_cell(const ViewerState& state, int picture, int column);

// After any change: what pictures, squares or models that are gone have left behind is let go, and
// rows far from those on the screen.
void settle_sheet(ViewerState& state);

}  // namespace lesion::viewer
