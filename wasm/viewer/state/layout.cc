#include "wasm/viewer/state/layout.h"

#include <algorithm>
#include <cmath>

#include "wasm/viewer/state/screens.h"

namespace lesion::viewer {
namespace {

constexpr double kStackedBelow = 760;  // CSS px of width
constexpr double kTop = 48;
constexpr double kNotice = 30;
constexpr double kNoticeStacked = 44;  // two lines
constexpr double kStrip = 168;
constexpr double kStripFrom = 1120;        // width from which there is room for the strip
constexpr double kCaptionsFrom = 400;      // height of the pane with room for captions and legend
constexpr double kBesideMargin = 42;       // above each of two images, for its caption and tools
constexpr double kLegendBesideFrom = 480;  // width of a bar with buttons and legend in one row
constexpr double kOneRowFrom = 560;        // width of a pane with buttons and name in one row
constexpr double kPaneRow = 36;            // a second one
constexpr double kToolsFrom = 340;  // width of a bar that has what changes two images in one row
constexpr double kToolRow = 46;     // a second one
constexpr double kLegendRow = 60;   // its name, the ramp, its figures

}  // namespace

Layout layout_of(const ViewerState& state) {
  const double width = std::max(1.0, std::floor(state.canvas.width));
  const double height = std::max(1.0, std::floor(state.canvas.height));
  Layout layout;
  layout.stacked = width < kStackedBelow && height > width * 0.9;
  const double notice = width < kStackedBelow ? kNoticeStacked : kNotice;
  layout.top = {0, 0, width, kTop};
  layout.notice = {0, std::max(kTop, height - notice), width, notice};
  const double room = std::max(0.0, layout.notice.y - kTop);

  const bool nothing = !state.image && state.session.empty();
  if (nothing || rules_of(state).whole) {
    layout.pane = layout.frame = {0, kTop, width, room};
    return layout;
  }
  if (layout.stacked) {
    const double image = std::floor(std::min({room, width, std::max(120.0, room * 0.48)}));
    // On phones the legend has a row of its own, under the buttons.
    const bool own_row =
        width < kLegendBesideFrom && overlay_wanted(state) && !rules_of(state).beside;
    const bool two = width < kToolsFrom && rules_of(state).beside;
    const double bar =
        std::min(kImageBarRow + (own_row ? kLegendRow : 0) + (two ? kToolRow : 0), room - image);
    const double below = kTop + image + bar;
    layout.tight = true;
    layout.pane = {0, kTop, width, image};
    layout.bar = {0, kTop + image, width, bar};
    layout.frame = {8, kTop + 8, std::max(1.0, width - 16), std::max(1.0, image - 16)};
    layout.side = {0, below, width, std::max(0.0, layout.notice.y - below)};
    return layout;
  }

  const bool wide = rules_of(state).wide_side;
  const double side =
      wide ? std::clamp(width * 0.36, 300.0, 640.0) : std::clamp(width * 0.235, 280.0, 380.0);
  const double strip = width >= kStripFrom ? kStrip : 0;
  layout.side = {width - std::floor(side), kTop, std::floor(side), room};
  if (strip > 0) layout.strip = {0, kTop, strip, room};
  layout.pane = {strip, kTop, layout.side.x - strip, room};
  if (rules_of(state).beside) {
    const Rect pane = layout.pane;
    const bool columns = pane.width >= pane.height * 1.35;
    const double wide = columns ? std::floor(pane.width / 2) : pane.width;
    const double high = columns ? pane.height : std::floor(pane.height / 2);
    layout.before = {pane.x, pane.y, wide, high};
    layout.pane = {columns ? pane.x + wide : pane.x, columns ? pane.y : pane.y + high,
                   columns ? pane.width - wide : wide, columns ? high : pane.height - high};
    const double margin = std::min(kBesideMargin, layout.pane.height / 4);
    layout.frame = {layout.pane.x + 8, layout.pane.y + margin,
                    std::max(1.0, layout.pane.width - 16),
                    std::max(1.0, layout.pane.height - margin - 8)};
    return layout;
  }
  // Captions above, legend below.
  layout.tight = layout.pane.height < kCaptionsFrom;
  if (layout.tight) {
    const double bar = std::min(kImageBarRow, layout.pane.height / 2);
    layout.pane.height -= bar;
    layout.bar = {strip, layout.pane.y + layout.pane.height, layout.pane.width, bar};
  }
  layout.two_rows = !layout.tight && layout.pane.width < kOneRowFrom;
  const double above = layout.tight ? 8 : (layout.two_rows ? 44 + kPaneRow : 44);
  const double below = layout.tight ? 8 : 72;
  layout.frame = {layout.pane.x + 20, layout.pane.y + above, std::max(1.0, layout.pane.width - 40),
                  std::max(1.0, layout.pane.height - above - below)};
  return layout;
}

}  // namespace lesion::viewer
