#include "wasm/viewer/screens/compare/layout.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "wasm/viewer/screens/compare/panes.h"
#include "wasm/viewer/state/layout.h"

namespace lesion::viewer {
namespace {

constexpr double kOneRowFrom = 1240;  // CSS px of width
constexpr double kTwoRowsFrom = 640;
constexpr double kToolRow = 46;
constexpr double kLegendBesideFrom = 360;  // of the foot's width; below, it has a row of its own
constexpr std::array<double, 3> kJudged = {44, 60, 132};  // by the rows of tools
constexpr double kHeadLine = 16;
constexpr double kHeadAround = 12;
constexpr double kLeastView = 48;    // of an image's height, before its head is cut
constexpr double kFoldBelow = 260;   // of what tools and foot would leave to the panes
constexpr double kFoldColumn = 84;   // width of the column with the button, where that is wide
constexpr double kFoldRow = 46;      // height of the row with it
constexpr double kAsideBelow = 240;  // of a pane's height
constexpr double kAsidePart = 0.55;  // of a pane's width that its head takes
constexpr double kLegend = 42;
constexpr double kBetween = 2;
constexpr double kMargin = 6;

// The button beside or above what is left, which is all of the room.
void fold_tools(CompareLayout& layout, const Rect& room, Rect& area) {
  const bool column = room.width > room.height;
  layout.fold = {room.x, room.y, column ? kFoldColumn : room.width,
                 column ? room.height : std::min(kFoldRow, room.height)};
  area = column ? Rect{room.x + kFoldColumn, room.y, room.width - kFoldColumn, room.height}
                : Rect{room.x, room.y + layout.fold.height, room.width,
                       room.height - layout.fold.height};
  layout.tools = {area.x, area.y, area.width, 0};
  layout.foot = layout.judged = {area.x, area.y + area.height, area.width, 0};
}

}  // namespace

CompareLayout compare_layout(const ViewerState& state) {
  const Rect room = layout_of(state).pane;
  CompareLayout layout;
  layout.rows = room.width >= kOneRowFrom ? 1 : (room.width >= kTwoRowsFrom ? 2 : 3);
  const double tools = std::min(room.height, layout.rows * kToolRow + 6);
  const bool own_row = room.width < kLegendBesideFrom && one_legend(state);
  const double foot = std::min(room.height - tools, kCompareFootRow + (own_row ? kLegend : 0));
  layout.tools = {room.x, room.y, room.width, tools};
  layout.foot = {room.x, room.y + room.height - foot, room.width, foot};

  const bool paired = state.compare.second && state.compare.paired;
  const auto row = static_cast<std::size_t>(layout.rows - 1);
  const double judged = paired ? std::min(room.height - tools - foot, kJudged[row]) : 0;
  layout.judged = {room.x, layout.foot.y - judged, room.width, judged};

  Rect area{room.x, room.y + tools, room.width, std::max(0.0, room.height - tools - foot - judged)};
  layout.folded = room.height - tools - foot < kFoldBelow;
  if (layout.folded) fold_tools(layout, room, area);
  const int count = state.compare.count;
  const int columns = count == 4 || area.width >= area.height ? 2 : 1;
  const int rows = count / columns;
  const double width = std::floor((area.width - kBetween * (columns - 1)) / columns);
  const double height = std::floor((area.height - kBetween * (rows - 1)) / rows);
  layout.aside = layout.folded && height < kAsideBelow;
  // The foot, which may have the one legend, is folded away too.
  const bool legends = !one_legend(state) || (layout.folded && overlay_wanted(state));
  const double legend = legends ? std::min(kLegend, height / 4) : 0;
  const int lines = std::max(least_head_lines(width), state.compare.head_lines);
  const double head =
      std::min(kHeadAround + kHeadLine * lines, std::max(height / 3, height - legend - kLeastView));
  const double beside = layout.aside ? std::floor(width * kAsidePart) : 0;
  for (int i = 0; i < count; ++i) {
    const auto at = static_cast<std::size_t>(i);
    const double x = area.x + (i % columns) * (width + kBetween);
    const double y = area.y + static_cast<int>(i / columns) * (height + kBetween);
    layout.panes[at] = {x, y, width, height};
    if (layout.aside) {
      layout.heads[at] = {x, y, beside, height - legend};
      layout.views[at] = {x + beside, y, width - beside, height};
    } else {
      layout.heads[at] = {x, y, width, head};
      layout.views[at] = {x, y + head, width, std::max(0.0, height - head - legend)};
    }
    if (legend > 0) {
      layout.legends[at] = {x, y + height - legend, layout.aside ? beside : width, legend};
    }
    const Rect& view = layout.views[at];
    layout.frames[at] = {view.x + kMargin, view.y + kMargin,
                         std::max(1.0, view.width - 2 * kMargin),
                         std::max(1.0, view.height - 2 * kMargin)};
  }
  if (layout.folded && state.compare.tools_open) {
    layout.tools = area;
    layout.foot = layout.judged = {area.x, area.y + area.height, area.width, 0};
    layout.panes = layout.heads = layout.views = layout.legends = {};
  }
  return layout;
}

}  // namespace lesion::viewer
