#include "wasm/viewer/state/probe.h"

#include <gtest/gtest.h>

#include "tests/wasm/state/made_state.h"
#include "wasm/viewer/state/key_action.h"

namespace lesion::viewer {
namespace {

// Layer 0, filter 1 peaks in cell 7, 2 of 10 x 10; the network saw 300 x 300 pixels from 50, 0 on.
ViewerState peaked() {
  ViewerState state = made_state();
  ResultCame result = made_result(1, *state.verdict);
  Layer layer = *result.layers[0];
  layer.statistics[1].peak_x = 7;
  layer.statistics[1].peak_y = 2;
  result.layers[0] = std::make_shared<const Layer>(layer);
  state = reduce(state, result);
  return reduce(state, Select{0, 1});
}

ViewerState pressed(const ViewerState& state, std::string_view key) {
  const std::optional<Action> action = key_action(state, key, false);
  EXPECT_TRUE(action) << key;
  return action ? reduce(state, *action) : state;
}

Cell cell_of(const ViewerState& state) {
  const std::optional<PointedCell> pointed = pointed_cell(state);
  return pointed ? pointed->cell : Cell{};
}

TEST(Probe, ComesByKeyToTheStrongestCellAndGoesByKey) {
  const ViewerState state = peaked();
  EXPECT_FALSE(pointed_cell(state));
  const ViewerState asked = pressed(state, "i");
  EXPECT_EQ(cell_of(asked), (Cell{7, 2, true}));
  EXPECT_EQ(*asked.probe, (Point{50 + 7.5 * 30, 2.5 * 30}));
  EXPECT_FALSE(pointed_cell(pressed(asked, "i")));
  EXPECT_FALSE(pointed_cell(pressed(asked, "Escape")));
}

TEST(Probe, MovesByCellsWithTheArrowKeysAndEndsAtTheMapsBorder) {
  ViewerState state = pressed(peaked(), "i");
  state = pressed(pressed(state, "ArrowLeft"), "ArrowDown");
  EXPECT_EQ(cell_of(state), (Cell{6, 3, true}));
  EXPECT_EQ(state.filter, 1) << "the filter stays";
  state = reduce(state, StepProbe{1000000000, -1000000000});
  EXPECT_EQ(cell_of(state), (Cell{9, 0, true}));
}

TEST(Probe, ThePointerGoesBeforeItUntilItIsMoved) {
  ViewerState state = pressed(peaked(), "i");
  const Rect image = image_rect(state.view, layout_of(state).frame, {400, 300}, 2);
  const Point at = to_canvas({50 + 1.5 * 30, 8.5 * 30}, image, {400, 300});
  state = reduce(state, PointAt{at});
  EXPECT_EQ(cell_of(state), (Cell{1, 8, true}));
  EXPECT_EQ(cell_of(pressed(state, "ArrowUp")), (Cell{7, 1, true}));
}

TEST(Probe, IsNeverOutOfViewHoweverFarTheImageIsZoomedIn) {
  ViewerState state = pressed(peaked(), "i");
  state = reduce(state, ZoomAt{12, std::nullopt});
  for (int i = 0; i < 10; ++i) {
    state = pressed(pressed(state, "ArrowLeft"), "ArrowDown");
    const std::optional<PointedCell> pointed = pointed_cell(state);
    ASSERT_TRUE(pointed);
    EXPECT_TRUE(contains(layout_of(state).frame, pointed->canvas));
  }
  EXPECT_EQ(cell_of(state), (Cell{0, 9, true}));
}

TEST(Probe, IsGoneWithTheImageAndNowhereWithoutMaps) {
  const ViewerState asked = pressed(peaked(), "i");
  EXPECT_FALSE(reduce(asked, ImageOpened{made_image(2)}).probe);
  EXPECT_FALSE(reduce(ViewerState{}, ShowProbe{true}).probe);
  EXPECT_EQ(reduce(ViewerState{}, StepProbe{1, 1}).probe, std::nullopt);
}

TEST(ScrollOf, ScrollsThePanelAndOnTheCardAlsoByArrowsAndPages) {
  ViewerState state = made_state();
  EXPECT_GT(scroll_of(state, "."), 0);
  EXPECT_LT(scroll_of(state, ","), 0);
  EXPECT_EQ(scroll_of(state, "ArrowDown"), 0);
  for (const Action& shown : {Action(ShowScreen{Screen::kModel}), Action(ShowKeys{true})}) {
    const ViewerState full = reduce(state, shown);
    EXPECT_GT(scroll_of(full, "ArrowDown"), 0);
    EXPECT_LT(scroll_of(full, "PageUp"), 0);
    EXPECT_EQ(scroll_of(full, "x"), 0);
  }
  // A comma is typed there.
  EXPECT_EQ(scroll_of(reduce(state, EditJump{"6"}), ","), 0);
}

TEST(KeyAction, OnTheCardLeftAndRightMoveTheOperatingPointAndZeroBringsItBack) {
  ModelCard card = made_card();
  Metric metric;
  metric.data = "b";
  metric.roc = {{0.2, 1, 0}, {0.4, 0.9, 0.7}, {0.6, 0.5, 1}};
  card.metrics = {metric};
  ViewerState state = reduce(made_state(), ModelOpened{"made.onnx", card});
  state = reduce(state, ShowScreen{Screen::kModel});
  state = pressed(pressed(state, "ArrowRight"), "ArrowRight");
  EXPECT_DOUBLE_EQ(threshold_of(state).value(), 0.42);
  state = pressed(state, "ArrowLeft");
  EXPECT_DOUBLE_EQ(threshold_of(state).value(), 0.41);
  EXPECT_FALSE(pressed(state, "0").threshold);
  // Elsewhere they step through the filters.
  EXPECT_FALSE(pressed(reduce(state, ShowScreen{Screen::kRead}), "ArrowDown").threshold !=
               state.threshold);
}

}  // namespace
}  // namespace lesion::viewer
