// What the Sheet screen shows (the paper's Fig. 6): a row for each picture of the session, a column
// for each of some filters, in every cell the picture with that filter's map over it. A part of
// ViewerState; sheet.h says what follows from it.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "wasm/viewer/state/filter_place.h"

namespace lesion::viewer {

struct SheetAnswer;

// As many as fit on a printed page (core/print/sheet.h).
inline constexpr std::size_t kMostSheetColumns = 15;
// "The strongest on average": how many, and of one layer; as the printed sheet has them.
inline constexpr int kSheetStrongest = 6;
inline constexpr int kSheetStrongestPerLayer = 2;
// Rows whose maps are held.
inline constexpr std::size_t kMostSheetRows = 32;

// The cell that keys mean.
struct SheetCursor {
  int picture = 0;     // of the session; 0 = the first row
  int column = -1;     // -1: the picture itself
  bool shown = false;  // until a key or a press has moved it

  bool operator==(const SheetCursor&) const = default;
};

struct Sheet {
  std::vector<FilterPlace> chosen;     // columns by hand; none: the strongest on average
  std::vector<FilterPlace> strongest;  // on average over the pictures measured so far
  std::size_t strongest_of = 0;        // how many pictures that were
  std::size_t strongest_at = 0;        // ViewerState::measurements then
  SheetCursor cursor;
  double scroll_x = 0;  // CSS px that the table is moved by
  double scroll_y = 0;
  double size = 1;  // of the cells, times the usual one

  // Rows that have come; the maps' values lie beside the state.
  std::vector<std::shared_ptr<const SheetAnswer>> answers;
  std::vector<int> refused;  // pictures that could not be looked at, this time
};

}  // namespace lesion::viewer
