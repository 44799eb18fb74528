#include "wasm/viewer/state/layout.h"

#include <gtest/gtest.h>

#include <array>

#include "tests/wasm/state/made_state.h"
#include "wasm/viewer/screens/compare/layout.h"
#include "wasm/viewer/screens/compare/panes.h"

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

TEST(Layout, ANarrowPaneHasTwoRowsAboveTheImage) {
  // 1024 x 768 with text of 150%: buttons, then the image's name and the ways to its neighbours.
  const Layout narrow = layout_of(reduce(made_state(), Resized{{683, 512, 1.5}}));
  ASSERT_FALSE(narrow.tight);
  EXPECT_TRUE(narrow.two_rows);
  EXPECT_GE(narrow.frame.y - narrow.pane.y, 7 + 28 + 4 + 28);
  const Layout wide = layout_of(reduce(made_state(), Resized{{1280, 800, 1}}));
  EXPECT_FALSE(wide.two_rows);
  EXPECT_EQ(wide.frame.y - wide.pane.y, 44);
}

TEST(Layout, TheBarOfAPhonesWhatIfHasTwoRowsOfTools) {
  // 390 x 844 with text of 150%.
  const ViewerState phone = reduce(made_state(), Resized{{260, 562, 3}});
  const Layout bare = layout_of(reduce(phone, ShowOverlay{false}));
  const Layout what_if = layout_of(reduce(phone, ShowScreen{Screen::kWhatIf}));
  EXPECT_GE(what_if.bar.height, bare.bar.height + 40);
  EXPECT_EQ(what_if.side.y, what_if.bar.y + what_if.bar.height);
}

TEST(Layout, WithoutAnImageThePaneIsAllTheSpaceBetweenBarAndNotice) {
  ViewerState state = reduce(ViewerState{}, Resized{{1280, 800, 1}});
  const Layout layout = layout_of(state);
  EXPECT_EQ(layout.pane.width, 1280);
  EXPECT_EQ(layout.pane.y, layout.top.y + layout.top.height);
  EXPECT_EQ(layout.pane.y + layout.pane.height, layout.notice.y);
}

ViewerState comparing(const Canvas& canvas) {
  ViewerState state = reduce(made_state(), ImageScored{2, "other.jpg", 0.2});
  return reduce(reduce(state, ShowScreen{Screen::kCompare}), Resized{canvas});
}

// 844 x 390 and 390 x 844 with text of 150%.
constexpr Canvas kLow{563, 260, 3};
constexpr Canvas kSmall{260, 562, 3};

TEST(Layout, OfCompareFoldsToolsAwayWhereImagesWouldHaveNoRoom) {
  for (const Canvas canvas : {kLow, kSmall, Canvas{844, 390, 3}}) {
    ViewerState state = comparing(canvas);
    const CompareLayout layout = compare_layout(state);
    ASSERT_TRUE(layout.folded) << canvas.width;
    for (std::size_t i : {0u, 1u}) {
      EXPECT_GE(layout.views[i].width, 100) << canvas.width;
      EXPECT_GE(layout.views[i].height, 100) << canvas.width;
      EXPECT_GE(layout.heads[i].height, layout.aside ? 100 : 60) << canvas.width;
    }
    state = reduce(state, Action(CompareAction(ShowCompareTools{true})));
    const CompareLayout open = compare_layout(state);
    EXPECT_EQ(open.fold, layout.fold);
    EXPECT_GE(open.tools.height, 100);
    EXPECT_EQ(open.panes[0].height, 0);
    EXPECT_EQ(compare_pane_at(state, {layout.panes[0].x + 5, layout.panes[0].y + 5}), std::nullopt);
    state = reduce(state, Action(CompareAction(ShowCompareTools{false})));
    EXPECT_EQ(compare_layout(state).panes[0], layout.panes[0]);
  }
  const ViewerState usual = comparing({1280, 800, 1});
  EXPECT_FALSE(compare_layout(usual).folded);
}

TEST(Layout, OfCompareGivesHeadsTheLinesThatTheirWordsTake) {
  ViewerState state = comparing({1280, 800, 1});
  const CompareLayout before = compare_layout(state);
  state = reduce(state, Action(CompareAction(HeadsMeasured{5})));
  const CompareLayout layout = compare_layout(state);
  EXPECT_GE(layout.heads[0].height, 5 * 16);
  EXPECT_EQ(layout.views[0].y, layout.heads[0].y + layout.heads[0].height);
  EXPECT_EQ(layout.panes[0], before.panes[0]);
  EXPECT_LT(layout.views[0].height, before.views[0].height);
  // Fewer than ever were drawn: as if nobody had measured.
  state = reduce(state, Action(CompareAction(HeadsMeasured{1})));
  EXPECT_EQ(compare_layout(state).heads[0], before.heads[0]);
}

}  // namespace
}  // namespace lesion::viewer
