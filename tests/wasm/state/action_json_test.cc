#include <gtest/gtest.h>

#include "wasm/viewer/state/action.h"

namespace lesion::viewer {
namespace {

template <typename T>
T parsed(const char* json) {
  const std::optional<Action> action = action_from_json(json);
  EXPECT_TRUE(action) << json;
  if (!action || !std::holds_alternative<T>(*action)) {
    ADD_FAILURE() << json;
    return {};
  }
  return std::get<T>(*action);
}

TEST(ActionJson, ReadsEveryKindOfAction) {
  EXPECT_EQ(parsed<Select>(R"({"type":"select","layer":6,"filter":12})").layer, 6);
  EXPECT_EQ(parsed<Select>(R"({"type":"select","filter":12})").layer, std::nullopt);
  EXPECT_EQ(parsed<StepLayer>(R"({"type":"step-layer","by":-1})").by, -1);
  EXPECT_EQ(parsed<StepFilter>(R"({"type":"step-filter","by":1})").by, 1);
  EXPECT_FALSE(parsed<ShowOverlay>(R"({"type":"overlay","visible":false})").visible);
  EXPECT_TRUE(parsed<HoldOverlay>(R"({"type":"hold-overlay","held":true})").held);
  EXPECT_FLOAT_EQ(parsed<SetOpacity>(R"({"type":"opacity","value":0.5})").value, 0.5f);
  EXPECT_EQ(parsed<SetScaleMode>(R"({"type":"scale-mode","mode":"map"})").mode, ScaleMode::kMap);
  EXPECT_EQ(parsed<SetSmoothing>(R"({"type":"smoothing","value":"exact"})").smoothing,
            Smoothing::kExact);
  EXPECT_EQ(parsed<SetPalette>(R"({"type":"palette","value":"contrast"})").palette,
            Palette::kContrast);
  EXPECT_EQ(parsed<SetSort>(R"({"type":"sort","by":"response"})").sort, SortBy::kResponse);
  EXPECT_EQ(parsed<ShowScreen>(R"({"type":"screen","screen":"explore"})").screen, Screen::kExplore);
  EXPECT_EQ(parsed<ZoomAt>(R"({"type":"zoom","factor":2,"x":3,"y":4})").at, (Point{3, 4}));
  EXPECT_EQ(parsed<Pan>(R"({"type":"pan","dx":3})").dx, 3);
  EXPECT_TRUE(parsed<ShowKeys>(R"({"type":"keys","shown":true})").shown);
  parsed<ZoomFit>(R"({"type":"zoom-fit"})");
  parsed<ZoomOne>(R"({"type":"zoom-one"})");
  parsed<DismissError>(R"({"type":"dismiss-error"})");
  parsed<Escape>(R"({"type":"escape"})");
  parsed<NextScaleMode>(R"({"type":"next-scale-mode"})");
  parsed<ToggleSmoothing>(R"({"type":"toggle-smoothing"})");
  parsed<NextPalette>(R"({"type":"next-palette"})");
  parsed<StepOpacity>(R"({"type":"step-opacity","by":1})");
}

TEST(ActionJson, RefusesWhatIsNoAction) {
  for (const char* text :
       {"", "{", "[]", "7", "null", "{}", R"({"type":7})", R"({"type":"explode"})",
        R"({"type":"select"})", R"({"type":"select","layer":"six"})",
        R"({"type":"overlay","visible":"no"})", R"({"type":"opacity","value":"much"})",
        R"({"type":"scale-mode","mode":"best"})", R"({"type":"zoom","factor":-1})",
        R"({"type":"screen","screen":""})"}) {
    EXPECT_FALSE(action_from_json(text)) << text;
  }
}

TEST(ActionJson, NumbersBeyondAnIntAreHeldAtItsEnds) {
  EXPECT_EQ(parsed<Select>(R"({"type":"select","layer":1e300})").layer, 1000000000);
  EXPECT_EQ(parsed<StepLayer>(R"({"type":"step-layer","by":-1e300})").by, -1000000000);
}

}  // namespace
}  // namespace lesion::viewer
