// How the Sheet screen is divided. All lengths are CSS pixels.
#pragma once

#include <optional>
#include <utility>

#include "wasm/viewer/state/viewer_state.h"

namespace lesion::viewer {

struct SheetLayout {
  int tool_rows = 1;  // 1, or 2 (phones)
  // Low or small canvases: tools and foot are folded away behind one button, so that rows have
  // room; while they are open there are no heads and no rows.
  bool folded = false;
  Rect fold = {};        // that button's
  Rect tools;            // which filters, and what can be done with them
  Rect point = {};       // from where on the class is called; empty where that stands in the heads
  Rect heads;            // of the columns: number, legend
  Rect body;             // the rows; they are cut at its edges
  Rect foot;             // how the maps are drawn
  double head_name = 0;  // height of the names below the numbers in the heads; 0: beside them
  double label = 0;      // width of the column of names; 0: the name stands above its row
  double name = 0;       // height of the name above its row; 0: beside it
  double cell_width = 0;
  double cell_height = 0;
  double step_x = 0;  // from cell to cell
  double step_y = 0;  // from row to row
  double content_width = 0;
  double content_height = 0;
  double scroll_x = 0;  // state.sheet's, held within the content
  double scroll_y = 0;
};

SheetLayout sheet_layout(const ViewerState& state);

// Where a cell lies on the canvas, cut or not; column -1 is the image itself.
Rect sheet_cell_rect(const SheetLayout& layout, int row, int column);
// Where the image of `size` lies in its cell.
Rect sheet_image_rect(const Rect& cell, Size size);
// The first row that is seen and the one after the last, of `count`.
std::pair<int, int> sheet_rows_seen(const SheetLayout& layout, int count);
// The scroll that brings a cell into view; as it is where it is in view.
Point sheet_scroll_to(const SheetLayout& layout, int row, int column);

}  // namespace lesion::viewer
