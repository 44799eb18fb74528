#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/wasm/state/made_state.h"
#include "wasm/viewer/state/mirror.h"

namespace lesion::viewer {
namespace {

TEST(Contours, LinesAloneAlwaysHaveALine) {
  ViewerState state = reduce(made_state(), ShowFill{false});
  EXPECT_TRUE(state.display.contours.levels[1]);
  state = reduce(state, ToggleContour{1});
  EXPECT_FALSE(state.display.contours.any());
  EXPECT_TRUE(state.display.contours.fill);
}

TEST(Contours, OneKeyGoesRound) {
  ViewerState state = reduce(made_state(), NextContours{});
  EXPECT_TRUE(state.display.contours.any());
  EXPECT_TRUE(state.display.contours.fill);
  state = reduce(state, NextContours{});
  EXPECT_TRUE(state.display.contours.any());
  EXPECT_FALSE(state.display.contours.fill);
  state = reduce(state, NextContours{});
  EXPECT_EQ(state.display.contours, Contours{});
}

TEST(Contours, ALevelThatIsNoneChangesNothing) {
  EXPECT_EQ(reduce(made_state(), ToggleContour{9}).display.contours, Contours{});
  EXPECT_EQ(reduce(made_state(), ToggleContour{-1}).display.contours, Contours{});
}

TEST(Blink, OneKeyFlipsBetweenTheMarks) {
  ViewerState state = reduce(made_state(), Select{0, 2});
  state = reduce(state, MarkFilter{false});
  state = reduce(state, Flip{});  // B is not marked
  EXPECT_EQ(state.filter, 2);
  state = reduce(state, Select{1, 4});
  state = reduce(state, MarkFilter{true});
  state = reduce(state, Flip{});
  EXPECT_EQ(state.layer, 0);
  EXPECT_EQ(state.filter, 2);
  state = reduce(state, Flip{});
  EXPECT_EQ(state.layer, 1);
  EXPECT_EQ(state.filter, 4);
  state = reduce(state, Select{1, 0});  // neither: A comes first
  state = reduce(state, Flip{});
  EXPECT_EQ(state.filter, 2);
}

TEST(Blink, AnotherModelForgetsTheMarks) {
  ViewerState state = reduce(made_state(), MarkFilter{false});
  state = reduce(state, ModelOpened{"other.onnx", made_card()});
  EXPECT_FALSE(state.mark_a.has_value());
}

LayerWeights made_weights() { return {2, 3, 1, 1, 1, {0, 2}, {0.5f, -1}}; }

TEST(Weights, AreKeptByLayerAndGoWithTheModel) {
  ViewerState state = reduce(made_state(), WeightsCame{1, made_weights()});
  EXPECT_EQ(weights_of(state, 0), nullptr);
  ASSERT_NE(weights_of(state, 1), nullptr);
  EXPECT_EQ(weights_of(state, 1)->values[1], -1);
  state = reduce(state, ModelOpened{"other.onnx", made_card()});
  EXPECT_EQ(weights_of(state, 1), nullptr);
}

TEST(Weights, WhoseCountsDisagreeAreIgnored) {
  LayerWeights weights = made_weights();
  weights.values.pop_back();
  EXPECT_EQ(weights_of(reduce(made_state(), WeightsCame{1, weights}), 1), nullptr);
  EXPECT_EQ(weights_of(reduce(made_state(), WeightsCame{5, made_weights()}), 5), nullptr);
}

ModelCard card_with_curve() {
  ModelCard card = made_card();
  card.metrics = {{"a", 10, 5, 0.6, 0.5, 0.7, {}, {}},
                  {"b", 10, 5, 0.7, 0.6, 0.8, {{0.1, 1, 0.2}, {0.5, 0.6, 0.9}}, {}}};
  return card;
}

TEST(OperatingPoint, MovedItTakesItsFiguresFromTheCurve) {
  ViewerState state = reduce(made_state(), ModelOpened{"curve.onnx", card_with_curve()});
  EXPECT_EQ(operating_figures(state)->sensitivity, 0.9);  // the card's own
  state = reduce(state, SetThreshold{0.45});
  EXPECT_EQ(threshold_of(state), 0.45);
  EXPECT_EQ(operating_figures(state)->sensitivity, 0.6);
  EXPECT_EQ(operating_figures(state)->specificity, 0.9);
  EXPECT_EQ(operating_figures(state)->data, "b");
  state = reduce(state, SetThreshold{std::nullopt});
  EXPECT_EQ(threshold_of(state), 0.4);
}

TEST(OperatingPoint, MovingItMovesTheCall) {
  ViewerState state = reduce(made_state(), ModelOpened{"curve.onnx", card_with_curve()});
  state = reduce(state, made_result(1, {{50, 0, 300, 300}, 0.73, {0, 1}}));
  EXPECT_EQ(called_positive(state), true);
  EXPECT_EQ(called_positive(reduce(state, SetThreshold{0.8})), false);
}

// 0.5 would be a figure that nobody has measured.
TEST(OperatingPoint, OfACardWithoutOneNeitherLineNorSideIsSaid) {
  ModelCard card = made_card();
  card.operating_point.reset();
  ViewerState state = reduce(made_state(), ModelOpened{"foreign.onnx", card});
  state = reduce(state, made_result(1, {{50, 0, 300, 300}, 0.73, {0, 1}}));
  EXPECT_EQ(threshold_of(state), std::nullopt);
  EXPECT_EQ(called_positive(state), std::nullopt);
  EXPECT_EQ(called_positive(state, 0.2), std::nullopt);
  const auto json = nlohmann::json::parse(mirror_json(state));
  EXPECT_TRUE(json.at("threshold").is_null());
  EXPECT_TRUE(json.at("positive").is_null());
}

TEST(OperatingPoint, StaysWhereNoCurveSaysWhatAnotherWouldMean) {
  const ViewerState state = reduce(made_state(), SetThreshold{0.8});
  EXPECT_EQ(threshold_of(state), 0.4);
}

TEST(TextScale, EverythingGrowsAsIfTheWindowWereSmaller) {
  ViewerState state = reduce(made_state(), SetTextScale{1.25});
  EXPECT_DOUBLE_EQ(state.canvas.width, 1024);
  EXPECT_DOUBLE_EQ(state.canvas.dpr, 2.5);
  state = reduce(state, Resized{{1280, 800, 2}});
  EXPECT_DOUBLE_EQ(state.canvas.width, 1024);
  state = reduce(state, SetTextScale{1});
  EXPECT_DOUBLE_EQ(state.canvas.width, 1280);
  EXPECT_DOUBLE_EQ(state.canvas.dpr, 2);
}

// What the page is told stays in its own pixels: in Explore the pane reaches from the strip of
// images or the left edge to the side panel, within the canvas of 1280.
TEST(TextScale, ThePageIsToldItsOwnPixels) {
  const auto told = nlohmann::json::parse(mirror_json(reduce(made_state(), SetTextScale{1.25})));
  // 1280 / 1.25 = 1024 of the viewer's own: no strip; the panel takes max(280, 0.235 * 1024).
  EXPECT_DOUBLE_EQ(told["view"]["x"].get<double>(), 0);
  EXPECT_DOUBLE_EQ(told["view"]["width"].get<double>(), (1024 - 280) * 1.25);
}

}  // namespace
}  // namespace lesion::viewer
