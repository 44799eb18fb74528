#include "wasm/viewer/screens/sheet/layout.h"

#include <algorithm>
#include <cmath>

#include "wasm/viewer/screens/sheet/rows.h"
#include "wasm/viewer/state/concepts.h"
#include "wasm/viewer/state/layout.h"

namespace lesion::viewer {
namespace {

constexpr double kBesideFrom = 760;  // CSS px of width: names beside the rows
constexpr double kToolRow = 46;
constexpr double kHead = 62;
constexpr double kHeadName = 28;         // two lines
constexpr double kNameBesideFrom = 170;  // of a cell's width
constexpr double kPoint = 38;            // two lines
constexpr double kPointNarrow = 66;      // four lines
constexpr double kFoot = 46;
constexpr double kFoldBelow = 130;   // of what would be left to the rows
constexpr double kFoldNarrow = 380;  // of the room's width: tools would need more rows
constexpr double kFoldColumn = 84;   // width of the column with the button, where that is wide
constexpr double kFoldRow = 46;      // height of the row with it
constexpr double kFootFrom = 420;    // height of the room
constexpr double kLabel = 148;
constexpr double kName = 26;
constexpr double kPad = 12;
constexpr double kBetween = 8;
constexpr double kLeast = 84;
constexpr double kMost = 250;
constexpr double kAspect = 0.75;  // height by width

}  // namespace

SheetLayout sheet_layout(const ViewerState& state) {
  Rect room = layout_of(state).pane;
  SheetLayout layout;
  const bool high = room.height >= kFootFrom;
  layout.tool_rows = room.width >= kBesideFrom ? 1 : 2;
  double tools = std::min(room.height, layout.tool_rows * kToolRow + 6);
  double foot = high ? kFoot : 0;
  layout.folded =
      room.width < kFoldNarrow || room.height - tools - foot - kHead - kHeadName < kFoldBelow;
  const bool column = layout.folded && room.width > room.height;
  if (layout.folded) {
    tools = foot = 0;
    layout.fold = {room.x, room.y, column ? kFoldColumn : room.width,
                   column ? room.height : std::min(kFoldRow, room.height)};
    if (column) {
      room = {room.x + kFoldColumn, room.y, room.width - kFoldColumn, room.height};
    } else {
      room = {room.x, room.y + layout.fold.height, room.width, room.height - layout.fold.height};
    }
  }
  const bool beside = room.width >= kBesideFrom;
  layout.label = beside ? kLabel : 0;
  layout.name = beside ? 0 : kName;
  const auto cells = static_cast<double>(1 + std::max<std::size_t>(1, sheet_columns(state).size()));
  const double width = room.width - 2 * kPad - layout.label;
  const double fitted = (width + kBetween) / cells - kBetween;
  layout.cell_width = std::floor(std::clamp(fitted, kLeast, kMost) * state.sheet.size);
  layout.cell_height = std::floor(layout.cell_width * kAspect);
  layout.head_name = has_names(state) && layout.cell_width < kNameBesideFrom ? kHeadName : 0;
  const double lines = room.width < kFoldNarrow ? kPointNarrow : kPoint;
  // In a column it stands below the button.
  const double point = beside || column ? 0 : lines;
  const double heads =
      std::min(std::max(0.0, room.height - tools - point - foot), kHead + layout.head_name);
  layout.tools = {room.x, room.y, room.width, tools};
  layout.point = {room.x, room.y + tools, room.width, point};
  layout.heads = {room.x, room.y + tools + point, room.width, heads};
  layout.foot = {room.x, room.y + room.height - foot, room.width, foot};
  const double top = room.y + tools + point + heads;
  layout.body = {room.x, top, room.width, std::max(0.0, layout.foot.y - top)};
  if (layout.folded && state.sheet.tools_open) {
    layout.tools = room;
    layout.point = layout.heads = layout.body =
        layout.foot = {room.x, room.y + room.height, room.width, 0};
  }
  layout.step_x = layout.cell_width + kBetween;
  layout.step_y = layout.cell_height + layout.name + kBetween;
  layout.content_width = 2 * kPad + layout.label + cells * layout.step_x - kBetween;
  layout.content_height = static_cast<double>(sheet_rows(state).size()) * layout.step_y + kBetween;
  const auto held = [](double value, double content, double seen) {
    return std::clamp(value, 0.0, std::max(0.0, content - seen));
  };
  layout.scroll_x = held(state.sheet.scroll_x, layout.content_width, layout.body.width);
  layout.scroll_y = held(state.sheet.scroll_y, layout.content_height, layout.body.height);
  return layout;
}

Rect sheet_cell_rect(const SheetLayout& layout, int row, int column) {
  return {layout.body.x + kPad + layout.label + (column + 1) * layout.step_x - layout.scroll_x,
          layout.body.y + kBetween + layout.name + row * layout.step_y - layout.scroll_y,
          layout.cell_width, layout.cell_height};
}

Rect sheet_image_rect(const Rect& cell, Size size) {
  const double zoom = fit_zoom({cell.width, cell.height}, size);
  const double width = size.width * zoom;
  const double height = size.height * zoom;
  return {cell.x + (cell.width - width) / 2, cell.y + (cell.height - height) / 2, width, height};
}

std::pair<int, int> sheet_rows_seen(const SheetLayout& layout, int count) {
  const double top = layout.scroll_y - kBetween;
  const int first = static_cast<int>(std::floor(std::max(0.0, top) / layout.step_y));
  const int end = static_cast<int>(std::ceil((top + layout.body.height) / layout.step_y));
  return {std::clamp(first, 0, count), std::clamp(end, 0, count)};
}

Point sheet_scroll_to(const SheetLayout& layout, int row, int column) {
  const Rect cell = sheet_cell_rect(layout, row, column);
  const auto moved = [](double scroll, double from, double to, double least, double most) {
    if (to > most) scroll += to - most;
    return from < least ? scroll + from - least : scroll;
  };
  // Names stay in sight beside their rows, or above them.
  return {moved(layout.scroll_x, cell.x, cell.x + cell.width, layout.body.x + kPad + layout.label,
                layout.body.x + layout.body.width - kPad),
          moved(layout.scroll_y, cell.y - layout.name, cell.y + cell.height,
                layout.body.y + kBetween, layout.body.y + layout.body.height - kBetween)};
}

}  // namespace lesion::viewer
