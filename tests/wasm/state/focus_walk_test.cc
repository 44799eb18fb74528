#include "wasm/viewer/state/focus_walk.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace lesion::viewer {
namespace {

FocusItem item(unsigned id, unsigned panel, Rect box, std::string group = "", bool chosen = false) {
  FocusItem made;
  made.id = id;
  made.panel = panel;
  made.place = {0, panel * 100.0, 800, 100};
  made.box = box;
  made.group = std::move(group);
  made.chosen = chosen;
  return made;
}

// A bar of three tabs, the second chosen, and a button; below it a button, and a grid of 2 x 2.
std::vector<FocusItem> made_items() {
  return {item(1, 0, {0, 0, 50, 40}, "tabs"),    item(2, 0, {50, 0, 50, 40}, "tabs", true),
          item(3, 0, {100, 0, 50, 40}, "tabs"),  item(4, 0, {300, 0, 80, 40}),
          item(5, 1, {0, 100, 80, 30}),          item(6, 1, {0, 140, 40, 40}, "grid"),
          item(7, 1, {50, 140, 40, 40}, "grid"), item(8, 1, {0, 190, 40, 40}, "grid"),
          item(9, 1, {50, 190, 40, 40}, "grid")};
}

// The ids that a run of moves goes through; 0 where it ends.
std::vector<unsigned> run(const std::vector<FocusItem>& items, FocusMove move,
                          std::optional<std::size_t> at = std::nullopt) {
  std::vector<unsigned> ids;
  for (int step = 0; step < 20; ++step) {
    at = focus_moved(items, at, move);
    ids.push_back(at ? items[*at].id : 0);
    if (!at) break;
  }
  return ids;
}

TEST(FocusWalk, GoesFromStopToStopAndOutAtTheEnds) {
  const auto items = made_items();
  // A group is entered at its chosen item, else at its first, and left behind as one.
  EXPECT_EQ(run(items, FocusMove::kNext), (std::vector<unsigned>{2, 4, 5, 6, 0}));
  EXPECT_EQ(run(items, FocusMove::kBack, 8), (std::vector<unsigned>{5, 4, 2, 0}));
  EXPECT_EQ(focus_moved({}, std::nullopt, FocusMove::kNext), std::nullopt);
}

TEST(FocusWalk, GoesByArrowsToWhatLiesOnThatSide) {
  const auto items = made_items();
  const auto to = [&](std::size_t at, FocusMove move) {
    return items[*focus_moved(items, at, move)].id;
  };
  EXPECT_EQ(to(5, FocusMove::kRight), 7u);
  EXPECT_EQ(to(5, FocusMove::kDown), 8u);
  EXPECT_EQ(to(8, FocusMove::kUp), 7u);
  EXPECT_EQ(to(8, FocusMove::kLeft), 8u);
  EXPECT_EQ(to(2, FocusMove::kLeft), 2u);
  // Nothing further on that side of the panel: it stays, and never leaves the panel.
  EXPECT_EQ(to(5, FocusMove::kLeft), 6u);
  EXPECT_EQ(to(3, FocusMove::kDown), 4u);
  EXPECT_EQ(to(0, FocusMove::kLeft), 1u);
}

TEST(FocusWalk, ReadsPanelsFromTheTopLeft) {
  std::vector<FocusItem> items = {item(1, 3, {0, 300, 1, 1}), item(2, 3, {0, 310, 1, 1}),
                                  item(3, 0, {0, 0, 1, 1})};
  items = in_reading_order(std::move(items));
  ASSERT_EQ(items.size(), 3u);
  EXPECT_EQ(items[0].id, 3u);
  EXPECT_EQ(items[1].id, 1u);
  EXPECT_EQ(items[2].id, 2u);
}

TEST(FocusWalk, GoesOnFromTheNearestWhereAnItemIsGone) {
  const auto items = made_items();
  const FocusItem gone = item(77, 1, {55, 195, 30, 30});
  EXPECT_EQ(items[*nearest_item(items, gone)].id, 9u);
  EXPECT_EQ(items[*nearest_item(items, item(78, 9, {310, 5, 10, 10}))].id, 4u);
  EXPECT_EQ(nearest_item({}, gone), std::nullopt);
}

}  // namespace
}  // namespace lesion::viewer
