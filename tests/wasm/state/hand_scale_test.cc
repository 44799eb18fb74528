#include "wasm/viewer/state/hand_scale.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/wasm/state/made_state.h"
#include "wasm/viewer/state/action.h"
#include "wasm/viewer/state/scale_bar.h"

namespace lesion::viewer {
namespace {

ViewerState then(const ViewerState& state, const ScaleAction& action) {
  return reduce(state, Action(action));
}

ViewerState drawn() { return then(made_state(), DrawScale{{10, 20}, Point{10 + 60, 20 + 80}, 5}); }

TEST(HandScale, IsALineOfSoManyMillimetres) {
  ASSERT_EQ(pixel_size(made_state()), std::nullopt);
  const ViewerState state = drawn();
  ASSERT_NE(hand_scale(state), nullptr);
  EXPECT_EQ(hand_scale(state)->length(), 100);
  EXPECT_EQ(pixel_size(state), 0.05);
  EXPECT_EQ(pixel_size(then(state, StepScaleLength{1})), 0.1);
  EXPECT_EQ(pixel_size(then(state, StepScaleLength{-1})), 0.04);
  EXPECT_EQ(pixel_size(then(state, StepScaleLength{-100})), 0.01);
  EXPECT_EQ(pixel_size(then(state, StepScaleLength{100})), 1.0);
  EXPECT_EQ(pixel_size(then(state, RemoveScale{})), std::nullopt);
}

TEST(HandScale, GoesBeforeWhatTheFileSays) {
  ViewerState state = made_state();
  ImageInfo image = *state.image;
  image.dicom.emplace();
  image.dicom->spacing = {0.2, 0.2};
  state.image = image;
  ASSERT_EQ(pixel_size(state), 0.2);
  state = then(state, DrawScale{{10, 20}, Point{10 + 60, 20 + 80}, 5});
  EXPECT_EQ(pixel_size(state), 0.05);
  EXPECT_EQ(pixel_size(then(state, RemoveScale{})), 0.2);
}

TEST(HandScale, IsDrawnByADragWhileItsToolIsAtHand) {
  ViewerState state = then(made_state(), ShowScaleTool{true});
  ASSERT_TRUE(state.scale_tool.shown);
  state = then(state, DrawScale{{50, 50}});
  EXPECT_EQ(hand_scale(state), nullptr) << "a press alone is no line";
  const double zoom = state.view.zoom;
  state = then(state, DrawScaleOn{2 * zoom, 0});
  EXPECT_EQ(hand_scale(state), nullptr) << "nor are two pixels";
  state = then(state, DrawScaleOn{38 * zoom, 0});
  ASSERT_NE(hand_scale(state), nullptr);
  EXPECT_NEAR(hand_scale(state)->length(), 40, 1e-9);
  EXPECT_EQ(hand_scale(state)->millimetres, 10);
  // What goes on after the press has ended draws nothing.
  state = then(then(state, RestScale{}), DrawScaleOn{40 * zoom, 0});
  EXPECT_NEAR(hand_scale(state)->length(), 40, 1e-9);
}

TEST(HandScale, StaysOnTheImageAndTakesNoNonsense) {
  const double nan = std::nan("");
  const double infinite = std::numeric_limits<double>::infinity();
  for (const ScaleAction& action :
       {ScaleAction(DrawScale{{nan, 0}, Point{100, 0}, 5}),
        ScaleAction(DrawScale{{0, 0}, Point{infinite, 0}, 5}),
        ScaleAction(DrawScale{{0, 0}, Point{100, 0}, 0}),
        ScaleAction(DrawScale{{0, 0}, Point{100, 0}, -5}),
        ScaleAction(DrawScale{{0, 0}, Point{100, 0}, nan}),
        ScaleAction(DrawScale{{0, 0}, Point{100, 0}, kMostMillimetres + 1}),
        ScaleAction(DrawScale{{0, 0}, Point{7, 0}, 5}), ScaleAction(StepScaleLength{1})}) {
    EXPECT_EQ(hand_scale(then(made_state(), action)), nullptr);
  }
  const ViewerState state = then(made_state(), DrawScale{{-50, 0}, Point{1e9, 0}, 5});
  ASSERT_NE(hand_scale(state), nullptr);
  EXPECT_EQ(hand_scale(state)->from.x, 0);
  EXPECT_EQ(hand_scale(state)->to.x, state.image->width);
}

TEST(HandScale, OneToolIsAtHand) {
  ViewerState state = reduce(made_state(), Action(OutlineAction(ShowOutlineTool{true})));
  state = then(state, ShowScaleTool{true});
  EXPECT_FALSE(state.outline_tool.shown);
  state = reduce(state, ShowCropTool{true});
  EXPECT_FALSE(state.scale_tool.shown);
  state = then(state, ShowScaleTool{true});
  EXPECT_FALSE(state.crop_tool);
  EXPECT_FALSE(reduce(state, Action(OutlineAction(ShowOutlineTool{true}))).scale_tool.shown);
  EXPECT_FALSE(reduce(state, Escape{}).scale_tool.shown);
  EXPECT_FALSE(reduce(state, ShowScreen{Screen::kModel}).scale_tool.shown);
}

TEST(HandScale, IsOneImagesAndComesBackWithIt) {
  ViewerState state = drawn();
  const int id = state.image->id;
  state = reduce(state, RemoveImage{id});
  EXPECT_TRUE(state.scales.empty());
  state = reduce(state, RestoreImage{77, id, "a.jpg"});
  ASSERT_EQ(state.scales.count(77), 1u);
  EXPECT_EQ(state.scales.at(77).millimetres, 5);
}

TEST(HandScale, FromJson) {
  const auto action =
      action_from_json(R"({"type":"scale-line","x":1,"y":2,"to_x":61,"to_y":82,"millimetres":5})");
  ASSERT_TRUE(action);
  EXPECT_EQ(pixel_size(reduce(made_state(), *action)), 0.05);
  EXPECT_TRUE(action_from_json(R"({"type":"scale-remove"})"));
  EXPECT_TRUE(action_from_json(R"({"type":"scale-length","by":1})"));
  EXPECT_TRUE(action_from_json(R"({"type":"scale-tool","shown":true})"));
  EXPECT_FALSE(action_from_json(R"({"type":"scale-line","x":1,"y":2,"to_x":61})"));
  EXPECT_FALSE(action_from_json(R"({"type":"scale-tool"})"));
}

}  // namespace
}  // namespace lesion::viewer
