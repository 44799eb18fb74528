// What the Sheet screen shows (the paper's Fig. 6): a row for each image of the session, a column
// for each of some filters, in every cell the image with that filter's map over it. A part of
// ViewerState, and what can happen to it; screens/sheet/rows.h says what follows from it.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "wasm/viewer/state/filter_place.h"
#include "wasm/viewer/state/image_info.h"

namespace lesion::viewer {

// As many as fit on a printed page (core/print/sheet.h).
inline constexpr std::size_t kMostSheetColumns = 15;
// "The strongest on average": how many, and of one layer; as the printed sheet has them.
inline constexpr int kSheetStrongest = 6;
inline constexpr int kSheetStrongestPerLayer = 2;
// Rows whose maps are held.
inline constexpr std::size_t kMostSheetRows = 32;

// What the model said of one row's image: as image, verdict and layers of ViewerState are for
// Read, but the values beside the state are of some filters only.
struct SheetAnswer {
  ImageInfo image;
  Verdict verdict;
  std::optional<Rect> crop;          // the square that was asked for; nothing: the model's own
  std::vector<FilterPlace> columns;  // whose maps have come
  std::vector<std::shared_ptr<const Layer>> layers;
};

// One thing to look at: an image for the maps of these filters.
struct SheetRequest {
  int image = 0;
  std::vector<FilterPlace> columns;

  bool operator==(const SheetRequest&) const = default;
};

// The cell that keys mean.
struct SheetCursor {
  int image = 0;       // of the session; 0 = the first row
  int column = -1;     // -1: the image itself
  bool shown = false;  // until a key or a press has moved it

  bool operator==(const SheetCursor&) const = default;
};

struct Sheet {
  std::vector<FilterPlace> chosen;     // columns by hand; none: the strongest on average
  std::vector<FilterPlace> strongest;  // on average over the images measured so far
  std::size_t strongest_of = 0;        // how many images that were
  std::size_t strongest_at = 0;        // ViewerState::measurements then
  SheetCursor cursor;
  double scroll_x = 0;  // CSS px that the table is moved by
  double scroll_y = 0;
  double size = 1;          // of the cells, times the usual one
  bool tools_open = false;  // where they are folded away (SheetLayout::folded)

  // Rows that have come; the maps' values lie beside the state.
  std::vector<std::shared_ptr<const SheetAnswer>> answers;
  std::vector<int> refused;  // images that could not be looked at, this time
};

// --- A person's doing -------------------------------------------------------------------------
// One more column, once; without numbers the filter that is shown (on Compare the active pane's, on
// Sheet the cursor's is there already). The first one by hand takes the place of the strongest on
// average. Nothing beyond kMostSheetColumns, or where there is no such filter.
struct AddSheetColumn {
  std::optional<FilterPlace> place;
};
// By its place among the columns. Where the columns are the strongest on average, the others become
// columns by hand.
struct RemoveSheetColumn {
  int column = 0;
};
// All columns anew; none: the strongest on average.
struct SetSheetColumns {
  std::vector<FilterPlace> places;
};
// The columns as they are, by hand.
struct KeepSheetColumns {};
// A column for each name of the model's card: its surest filter; of too many the surest.
struct ConceptSheetColumns {};
struct ScrollSheet {
  double dx = 0;  // CSS px, positive: on to the right
  double dy = 0;  // down
};
// Where tools are folded away: they are shown in the rows' place, or the rows again.
struct ShowSheetTools {
  bool on = true;
};
struct StepSheet {
  int columns = 0;
  int rows = 0;
};
struct PointSheet {
  int image = 0;
  int column = -1;
};

// --- News from the page -----------------------------------------------------------------------
// Ignored where the row is not wanted any more. Where the row has come before, its maps are joined.
struct SheetRowCame {
  SheetAnswer answer;
};
struct SheetRowRefused {
  int image = 0;
};

using SheetAction = std::variant<AddSheetColumn, RemoveSheetColumn, SetSheetColumns,
                                 KeepSheetColumns, ConceptSheetColumns, ScrollSheet, StepSheet,
                                 ShowSheetTools, PointSheet, SheetRowCame, SheetRowRefused>;

}  // namespace lesion::viewer
