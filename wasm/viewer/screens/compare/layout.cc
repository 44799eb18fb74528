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
constexpr double kHead = 44;
constexpr double kTwoLinesFrom = 620;  // of a pane's width
constexpr double kLegend = 42;
constexpr double kBetween = 2;
constexpr double kMargin = 6;

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

  const Rect area{room.x, room.y + tools, room.width,
                  std::max(0.0, room.height - tools - foot - judged)};
  const int count = state.compare.count;
  const int columns = count == 4 || area.width >= area.height ? 2 : 1;
  const int rows = count / columns;
  const double width = std::floor((area.width - kBetween * (columns - 1)) / columns);
  const double height = std::floor((area.height - kBetween * (rows - 1)) / rows);
  const double legend = one_legend(state) ? 0 : std::min(kLegend, height / 4);
  const double lines = width >= kTwoLinesFrom ? kHead : kCompareHeadOfThree;
  const double head = std::min(lines, height / 3);
  for (int i = 0; i < count; ++i) {
    const auto at = static_cast<std::size_t>(i);
    const double x = area.x + (i % columns) * (width + kBetween);
    const double y = area.y + static_cast<int>(i / columns) * (height + kBetween);
    layout.panes[at] = {x, y, width, height};
    layout.heads[at] = {x, y, width, head};
    layout.views[at] = {x, y + head, width, std::max(0.0, height - head - legend)};
    if (legend > 0) layout.legends[at] = {x, y + height - legend, width, legend};
    const Rect& view = layout.views[at];
    layout.frames[at] = {view.x + kMargin, view.y + kMargin,
                         std::max(1.0, view.width - 2 * kMargin),
                         std::max(1.0, view.height - 2 * kMargin)};
  }
  return layout;
}

}  // namespace lesion::viewer
