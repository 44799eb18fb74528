// What all parts of the Sheet screen are drawn from.
#pragma once

#include <vector>

#include "wasm/viewer/panels/image_parts.h"
#include "wasm/viewer/screens/sheet/layout.h"
#include "wasm/viewer/screens/sheet/rows.h"

namespace lesion::viewer {

inline constexpr double kSheetPad = 12;  // CSS px

// The table as it lies on the canvas.
struct SheetTable {
  SheetLayout layout;
  ImageList rows;
  std::vector<FilterPlace> columns;
  int first = 0;  // row that is seen
  int end = 0;    // after the last one
  // Where cells may be drawn: beside the names.
  DeviceRect cells;
};

// The rows that are seen: names, images and maps.
void draw_sheet_rows(Ui& ui, const SheetTable& table);

inline ImVec2 corner(const DeviceRect& rect) { return {rect.x, rect.y}; }
inline ImVec2 end_of(const DeviceRect& rect) { return {rect.x + rect.width, rect.y + rect.height}; }

}  // namespace lesion::viewer
