#include "wasm/viewer/state/mirror.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/wasm/state/made_state.h"

namespace lesion::viewer {
namespace {

nlohmann::json mirrored(const ViewerState& state) {
  return nlohmann::json::parse(mirror_json(state));
}

TEST(Mirror, SaysWhatIsChosenAndItsNumbers) {
  const auto json = mirrored(reduce(made_state(), Select{1, 1}));
  EXPECT_EQ(json["layer"], 1);
  EXPECT_EQ(json["filter"], 1);
  EXPECT_EQ(json["layers"], 2);
  EXPECT_EQ(json["filters"], 5);
  EXPECT_EQ(json["max"], 8.0);
  EXPECT_EQ(json["mean"], 4.0);
  EXPECT_EQ(json["inactive"], false);
  EXPECT_EQ(json["place"], "left");
  EXPECT_EQ(json["scaleMode"], "training");
  EXPECT_EQ(json["scaleHigh"], 3.0);
  EXPECT_EQ(json["opacity"], 0.7);
  EXPECT_EQ(json["positive"], true);
}

TEST(Mirror, TheImageLiesWhereTheViewSays) {
  const ViewerState state = made_state();
  const auto json = mirrored(state);
  const Rect frame = layout_of(state).frame;
  // Fitted: 400 x 300 in the frame, in the middle of it.
  const double zoom = std::min(frame.width / 400, frame.height / 300);
  EXPECT_NEAR(json["imageRect"]["width"].get<double>(), 400 * zoom, 1e-9);
  EXPECT_NEAR(json["imageRect"]["x"].get<double>() + 200 * zoom, frame.x + frame.width / 2, 0.5);
  EXPECT_EQ(json["panX"], 0.0);
  EXPECT_EQ(json["fitted"], true);
}

TEST(Mirror, ThePartThatAnInputThatIsNotSquareSeesHasWidthAndHeight) {
  ViewerState state = made_state();
  Model wide = *state.model;
  wide.card.input.width = 2 * wide.card.input.height;
  state.model = std::make_shared<const Model>(std::move(wide));
  state = reduce(state, made_result(1, {{0, 50, 400, 200}, 0.73, {0, 1}}));
  const auto own = mirrored(state);
  EXPECT_EQ(own["seen"], (nlohmann::json{{"x", 0}, {"y", 50}, {"width", 400}, {"height", 200}}));
  EXPECT_TRUE(own["crop"].is_null());
  const auto action = action_from_json(R"({"type":"crop","x":10,"y":20,"width":120})");
  ASSERT_TRUE(action.has_value());
  const auto moved = mirrored(reduce(state, *action));
  EXPECT_EQ(moved["crop"], (nlohmann::json{{"x", 10}, {"y", 20}, {"width", 120}, {"height", 60}}));
  EXPECT_EQ(moved["cropPending"], true);
}

TEST(Mirror, AnEmptyViewerIsValidJsonWithNothingInIt) {
  const auto json = mirrored(ViewerState{});
  EXPECT_EQ(json["hasImage"], false);
  EXPECT_EQ(json["hasResult"], false);
  EXPECT_TRUE(json["imageRect"].is_null());
  EXPECT_TRUE(json["max"].is_null());
  EXPECT_TRUE(json["probability"].is_null());
}

TEST(Mirror, ANameThatIsNoUtf8DoesNotBreakIt) {
  ImageInfo image = made_image(3);
  image.name = "bad\xff\xfe.jpg";
  const auto json = mirrored(reduce(made_state(), ImageOpened{image}));
  EXPECT_EQ(json["imageId"], 3);
}

TEST(Mirror, HasWhatTheLineFindsElsewhere) {
  ModelCard card = made_card();
  Metric far{"far", 10, 5, 0.7, 0.6, 0.8};
  far.elsewhere = true;
  far.sensitivity = 0.75;
  far.specificity = 0.6;
  card.metrics = {far};
  ViewerState state = made_state();
  EXPECT_TRUE(mirrored(state)["elsewhere"].empty());
  state = reduce(state, ModelOpened{"other.onnx", card});
  const auto json = mirrored(state);
  ASSERT_EQ(json["elsewhere"].size(), 1u);
  EXPECT_EQ(json["elsewhere"][0]["sensitivity"], 0.75);
  EXPECT_EQ(json["elsewhere"][0]["data"], "far");
}

TEST(Mirror, NumbersThatAreNoneBecomeNull) {
  ViewerState state = made_state();
  state.verdict->probability = 0.0 / 0.0;
  EXPECT_TRUE(mirrored(state)["probability"].is_null());
}

}  // namespace
}  // namespace lesion::viewer
