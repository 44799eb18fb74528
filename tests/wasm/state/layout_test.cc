#include "wasm/viewer/state/layout.h"

#include <gtest/gtest.h>

#include <array>

#include "tests/wasm/state/made_state.h"

namespace lesion::viewer {
namespace {

bool inside(const Rect& inner, const Rect& outer) {
  return inner.x >= outer.x && inner.y >= outer.y &&
         inner.x + inner.width <= outer.x + outer.width + 1e-9 &&
         inner.y + inner.height <= outer.y + outer.height + 1e-9;
}

bool apart(const Rect& a, const Rect& b) {
  return !(a.width > 0) || !(b.width > 0) || !(a.height > 0) || !(b.height > 0) ||
         a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y ||
         b.y + b.height <= a.y;
}

TEST(Layout, PanelsNeverOverlapAndStayOnTheCanvasAtAnySize) {
  for (double width : {200.0, 390.0, 759.0, 760.0, 1119.0, 1120.0, 1280.0, 1920.0, 3840.0}) {
    for (double height : {200.0, 390.0, 640.0, 800.0, 844.0, 1080.0, 2160.0}) {
      for (Screen screen : {Screen::kRead, Screen::kExplore}) {
        ViewerState state = reduce(made_state(), Resized{{width, height, 1}});
        state = reduce(state, ShowScreen{screen});
        const Layout layout = layout_of(state);
        const Rect canvas{0, 0, width, height};
        const std::array<Rect, 6> panels = {layout.top, layout.strip, layout.pane,
                                            layout.bar, layout.side,  layout.notice};
        for (std::size_t i = 0; i < panels.size(); ++i) {
          EXPECT_TRUE(inside(panels[i], canvas)) << width << "x" << height << " panel " << i;
          for (std::size_t j = i + 1; j < panels.size(); ++j) {
            EXPECT_TRUE(apart(panels[i], panels[j]))
                << width << "x" << height << " " << i << "," << j;
          }
        }
        EXPECT_GT(layout.notice.height, 0);
      }
    }
  }
}

TEST(Layout, APhoneHasTheImageOnTopAndOneColumnBelow) {
  const Layout layout = layout_of(reduce(made_state(), Resized{{390, 844, 3}}));
  EXPECT_TRUE(layout.stacked);
  EXPECT_EQ(layout.pane.width, 390);
  EXPECT_EQ(layout.side.width, 390);
  EXPECT_EQ(layout.bar.y, layout.pane.y + layout.pane.height);
  EXPECT_GE(layout.bar.height, 44);  // a finger
  EXPECT_GE(layout.side.y, layout.bar.y + layout.bar.height);
}

TEST(Layout, OnAPhoneTheLegendHasARowOfItsOwnWhileResponsesAreShown) {
  const ViewerState phone = reduce(made_state(), Resized{{390, 844, 3}});
  const Layout bare = layout_of(reduce(phone, ShowOverlay{false}));
  const Layout shown = layout_of(reduce(phone, ShowOverlay{true}));
  EXPECT_EQ(bare.bar.height, kImageBarRow);
  EXPECT_GT(shown.bar.height, kImageBarRow + 30);
  EXPECT_EQ(shown.pane, bare.pane) << "the image stays where it is";
  EXPECT_EQ(shown.side.y, shown.bar.y + shown.bar.height);
}

TEST(Layout, APhoneOnItsSideHasTheImageBesideThePanel) {
  const Layout layout = layout_of(reduce(made_state(), Resized{{844, 390, 3}}));
  EXPECT_FALSE(layout.stacked);
  EXPECT_LE(layout.pane.x + layout.pane.width, layout.side.x);
  EXPECT_EQ(layout.bar.y, layout.pane.y + layout.pane.height);
}

TEST(Layout, WhereThereIsRoomAroundTheImageThereIsNoBar) {
  const Layout layout = layout_of(reduce(made_state(), Resized{{1280, 800, 1}}));
  EXPECT_FALSE(layout.tight);
  EXPECT_EQ(layout.bar.height, 0);
}

TEST(Layout, WithoutAnImageThePaneIsAllTheSpaceBetweenBarAndNotice) {
  ViewerState state = reduce(ViewerState{}, Resized{{1280, 800, 1}});
  const Layout layout = layout_of(state);
  EXPECT_EQ(layout.pane.width, 1280);
  EXPECT_EQ(layout.pane.y, layout.top.y + layout.top.height);
  EXPECT_EQ(layout.pane.y + layout.pane.height, layout.notice.y);
}

}  // namespace
}  // namespace lesion::viewer
