// What the first screen owes to whoever is new to it: a drawing of the network, images that can be
// taken away again, nothing drawn where padding alone answers.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "made_state.h"
#include "wasm/viewer/state/labels.h"
#include "wasm/viewer/state/mirror.h"
#include "wasm/viewer/state/network_drawing.h"
#include "wasm/viewer/state/screens.h"

namespace lesion::viewer {
namespace {

using Kind = NetworkBlock::Kind;

TEST(NetworkDrawing, GoesFromTheImageThroughEveryLayerToTheAnswer) {
  const ViewerState state = made_state();
  const auto blocks = network_blocks(state, 400, 60, 26);
  ASSERT_EQ(blocks.size(), 4u);
  EXPECT_EQ(blocks[0].kind, Kind::kImage);
  EXPECT_EQ(blocks[1].layer, 0);
  EXPECT_EQ(blocks[2].layer, 1);
  EXPECT_EQ(blocks[3].kind, Kind::kAnswer);
  double x = 0;
  for (const NetworkBlock& block : blocks) {
    EXPECT_EQ(block.place, (Rect{x, 0, 100, 60}));
    EXPECT_GE(block.box.x, block.place.x);
    EXPECT_LE(block.box.x + block.box.width, block.place.x + block.place.width);
    EXPECT_LE(block.box.height, 60);
    x += 100;
  }
  // The input is 100 pixels, the maps 10 cells: smaller; 5 filters are thicker than 3.
  EXPECT_LT(blocks[1].box.height, blocks[0].box.height);
  EXPECT_GT(blocks[2].box.width, blocks[1].box.width);
}

TEST(NetworkDrawing, TakesMoreRowsForADeepNetwork) {
  ViewerState state = made_state();
  ModelCard card = made_card();
  card.layers.resize(30, card.layers[0]);
  state = reduce(state, ModelOpened{"deep.onnx", card});
  const auto blocks = network_blocks(state, 260, 60, 26);
  ASSERT_EQ(blocks.size(), 32u);
  EXPECT_EQ(blocks.back().place.y, 180);
  for (const NetworkBlock& block : blocks) {
    EXPECT_GE(block.place.width, 26);
    EXPECT_LE(block.place.x + block.place.width, 260.001);
  }
  EXPECT_TRUE(network_blocks(ViewerState{}, 260, 60, 26).empty());
  EXPECT_TRUE(network_blocks(state, 0, 60, 26).empty());
}

ViewerState with_three() {
  ViewerState state = made_state();
  state =
      reduce(state, ImageScored{2, "b.jpg", 0.2, made_notability({{1, 2, 3}, {1, 1, 1, 1, 1}})});
  return reduce(state, ImageScored{3, "c.jpg", 0.3, made_notability({{1, 2, 3}, {1, 1, 1, 1, 1}})});
}

TEST(RemoveImage, LeavesNothingOfAnImageThatIsNotShown) {
  ViewerState state = with_three();
  const int listing = state.session.listing();
  state = reduce(state, RemoveImage{2});
  EXPECT_EQ(state.session.find(2), nullptr);
  ASSERT_EQ(state.session.listed().size(), 2u);
  EXPECT_EQ(state.session.listed()[0].id, 3);
  EXPECT_EQ(state.session.estimated().size(), 2u);
  EXPECT_EQ(state.session.place_listed(3), 0u);
  EXPECT_NE(state.session.listing(), listing);
  EXPECT_FALSE(state.measured.contains(2));
  ASSERT_TRUE(state.image.has_value());
  EXPECT_EQ(state.image->id, 1);
  EXPECT_TRUE(state.verdict.has_value());
  // Of an image that there is not: nothing.
  EXPECT_EQ(mirror_json(reduce(state, RemoveImage{2})), mirror_json(state));
}

// A hand's work is not lost by a slip that is taken back.
TEST(RemoveImage, ComesBackWithItsSquareItsOutlineAndItsLabel) {
  ViewerState state = reduce(with_three(), SetCrop{{10, 20, 100, 100}});
  state = reduce(state, OutlineAction(ShowOutlineTool{true}));
  state = reduce(state, OutlineAction(PaintOutline{.at = {100, 150}, .rests = true}));
  state = reduce(state, ScreenAction(ValidateAction(MarkImage{1, 1})));
  state = reduce(state, RemoveImage{1});
  EXPECT_TRUE(state.corrections.empty());
  // Of another image than the one that left last: nothing.
  const std::string before = mirror_json(state);
  EXPECT_EQ(mirror_json(reduce(state, RestoreImage{4, 2, "b.jpg"})), before);
  state = reduce(state,
                 *action_from_json(R"({"type":"restore-image","id":4,"from":1,"name":"a.jpg"})"));
  ASSERT_NE(state.session.find(4), nullptr);
  EXPECT_EQ(state.session.find(4)->crop, (Rect{10, 20, 100, 100}));
  ASSERT_TRUE(state.corrections.contains(4));
  EXPECT_EQ(state.corrections.at(4)->strokes.size(), 1u);
  EXPECT_EQ(label_of(state, *state.session.find(4)), 1);
  // Once.
  EXPECT_FALSE(state.removed.has_value());
}

TEST(RemoveImage, ShowsNothingOfTheOneThatWasShown) {
  const ViewerState state = reduce(with_three(), RemoveImage{1});
  EXPECT_FALSE(state.image.has_value());
  EXPECT_FALSE(state.verdict.has_value());
  EXPECT_TRUE(state.layers.empty());
  EXPECT_TRUE(state.strongest.empty());
  // Its place waits for the next one: the panels stay where they are.
  EXPECT_TRUE(rules_of(Screen::kRead).there(state));
  EXPECT_EQ(layout_of(state).side, layout_of(with_three()).side);
  // Its answer, which may still be on its way, changes nothing.
  const ViewerState later = reduce(state, made_result(1, {{50, 0, 300, 300}, 0.73, {0, 1}}));
  EXPECT_FALSE(later.verdict.has_value());
  // The last one leaves the empty page.
  const ViewerState empty = reduce(reduce(state, RemoveImage{2}), RemoveImage{3});
  EXPECT_FALSE(rules_of(Screen::kRead).there(empty));
  EXPECT_EQ(layout_of(empty).side, Rect{});
}

TEST(RemoveImage, TakesPanesOfCompareToAnotherImage) {
  ViewerState state = with_three();
  state = reduce(state, ShowScreen{Screen::kCompare});
  SetPane pane;
  pane.pane = 1;
  pane.image = 2;
  state = reduce(state, ScreenAction(CompareAction(pane)));
  ASSERT_EQ(state.compare.panes[1].image, 2);
  state = reduce(state, RemoveImage{2});
  EXPECT_EQ(state.compare.panes[1].image, 1);
}

TEST(Responds, IsFalseWhereOnlyLeftOutCellsAnswer) {
  const ViewerState state = made_state();
  EXPECT_TRUE(responds(state, 0, 0));
  // Its greatest value without the margins is 0: core/maps/margins.h leaves padding's cells out.
  EXPECT_FALSE(responds(state, 1, 2));
  EXPECT_FALSE(responds(state, 7, 0));
}

TEST(Mirror, HasTheLogitsOfTheImageThatIsShown) {
  ViewerState state = made_state();
  auto json = nlohmann::json::parse(mirror_json(state));
  EXPECT_EQ(json["logits"], nlohmann::json::array({0, 1}));
  state = reduce(state, ImageOpened{made_image(4)});
  EXPECT_TRUE(nlohmann::json::parse(mirror_json(state))["logits"].is_null());
}

TEST(FiguresCopied, IsSaidForAsLongAsThePageSaysSo) {
  ViewerState state =
      reduce(made_state(), *action_from_json(R"({"type":"figures-copied","said":true})"));
  EXPECT_TRUE(state.copied);
  state = reduce(state, *action_from_json(R"({"type":"figures-copied","said":false})"));
  EXPECT_FALSE(state.copied);
  EXPECT_FALSE(action_from_json(R"({"type":"remove-image"})").has_value());
}

}  // namespace
}  // namespace lesion::viewer
