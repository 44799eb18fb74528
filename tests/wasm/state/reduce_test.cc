#include <gtest/gtest.h>

#include "tests/wasm/state/made_state.h"
#include "wasm/viewer/state/action.h"
#include "wasm/viewer/state/probe.h"

namespace lesion::viewer {
namespace {

TEST(Selection, LayersEndAtTheFirstAndTheLast) {
  ViewerState state = made_state();
  state = reduce(state, StepLayer{-1});
  EXPECT_EQ(state.layer, 0);
  state = reduce(state, StepLayer{1});
  EXPECT_EQ(state.layer, 1);
  state = reduce(state, StepLayer{1});
  EXPECT_EQ(state.layer, 1);
  state = reduce(state, StepLayer{-2000000000});
  EXPECT_EQ(state.layer, 0);
}

TEST(Selection, FiltersGoRound) {
  ViewerState state = made_state();
  state = reduce(state, StepFilter{-1});
  EXPECT_EQ(state.filter, 2);
  state = reduce(state, StepFilter{1});
  EXPECT_EQ(state.filter, 0);
  state = reduce(state, StepFilter{7});  // 7 = 2 rounds of 3 and 1
  EXPECT_EQ(state.filter, 1);
}

TEST(Selection, AFilterBeyondTheNewLayersLastBecomesItsLast) {
  ViewerState state = reduce(made_state(), Select{1, 4});
  state = reduce(state, StepLayer{-1});
  EXPECT_EQ(state.filter, 2);
}

TEST(Selection, NumbersOutOfRangeGoToTheNearestThereIs) {
  ViewerState state = reduce(made_state(), Select{99, 99});
  EXPECT_EQ(state.layer, 1);
  EXPECT_EQ(state.filter, 4);
  state = reduce(state, Select{-5, -5});
  EXPECT_EQ(state.layer, 0);
  EXPECT_EQ(state.filter, 0);
}

TEST(Selection, ANumberFromTheAddressWaitsForTheModel) {
  ViewerState state = reduce(ViewerState{}, Select{1, 3});
  EXPECT_EQ(state.layer, 1);
  EXPECT_EQ(state.filter, 3);
  state = reduce(state, ModelOpened{"made.onnx", made_card()});
  EXPECT_EQ(state.layer, 1);
  EXPECT_EQ(state.filter, 3);
}

TEST(Selection, AddressWithoutAFilterGivesTheImagesMostNotableOneAgain) {
  ViewerState state = reduce(made_state(), Select{0, 1});
  EXPECT_TRUE(state.chosen);
  state = reduce(state, SelectMostNotable{});
  EXPECT_FALSE(state.chosen);
  // Of the made maps filter 1 of layer 1 answers most: 8, where 4 was the most in training.
  EXPECT_EQ(state.layer, 1);
  EXPECT_EQ(state.filter, 1);
}

TEST(Selection, AnotherImageKeepsTheFilterThatWasChosen) {
  ViewerState state = reduce(made_state(), Select{1, 3});
  state = reduce(state, ImageOpened{made_image(2)});
  EXPECT_EQ(state.layer, 1);
  EXPECT_EQ(state.filter, 3);
}

// The greatest response (8, of filter 1 of layer 1) is furthest beyond what training saw.
TEST(Selection, UntilSomebodyChoosesTheMostNotableFilterIsShown) {
  ViewerState state = reduce(ViewerState{}, Resized{{1280, 800, 2}});
  state = reduce(state, ModelOpened{"made.onnx", made_card()});
  state = reduce(state, ImageOpened{made_image()});
  EXPECT_EQ(state.layer, 0);  // not before the maps have come
  state = reduce(state, made_result(1, {{50, 0, 300, 300}, 0.73, {0, 1}}));
  EXPECT_EQ(state.layer, 1);
  EXPECT_EQ(state.filter, 1);
  EXPECT_FALSE(state.chosen);
}

TEST(Overlay, OpacityGoesInTenthsAndStaysSeen) {
  ViewerState state = made_state();
  EXPECT_FLOAT_EQ(state.display.opacity, 0.7f);
  state = reduce(state, StepOpacity{1});
  EXPECT_FLOAT_EQ(state.display.opacity, 0.8f);
  for (int i = 0; i < 20; ++i) state = reduce(state, StepOpacity{1});
  EXPECT_FLOAT_EQ(state.display.opacity, 1.0f);
  for (int i = 0; i < 20; ++i) state = reduce(state, StepOpacity{-1});
  EXPECT_FLOAT_EQ(state.display.opacity, 0.1f);
  state = reduce(state, SetOpacity{0.0f / 0.0f});
  EXPECT_FLOAT_EQ(state.display.opacity, 0.1f);
}

TEST(Overlay, HoldingSpaceHidesItAndLettingGoBringsItBack) {
  ViewerState state = reduce(made_state(), HoldOverlay{true});
  EXPECT_FALSE(overlay_visible(state));
  state = reduce(state, HoldOverlay{false});
  EXPECT_TRUE(overlay_visible(state));
}

TEST(Overlay, SwitchedOffItStaysOffWhenSpaceIsLetGo) {
  ViewerState state = reduce(made_state(), ShowOverlay{false});
  state = reduce(state, HoldOverlay{true});
  state = reduce(state, HoldOverlay{false});
  EXPECT_FALSE(overlay_visible(state));
}

TEST(Overlay, TheFirstImageIsBareUntilResponsesAreAskedFor) {
  ViewerState state = reduce(ViewerState{}, Resized{{1280, 800, 2}});
  state = reduce(state, ModelOpened{"made.onnx", made_card()});
  state = reduce(state, ImageOpened{made_image()});
  state = reduce(state, made_result(1, {{50, 0, 300, 300}, 0.73, {0, 1}}));
  EXPECT_FALSE(overlay_visible(state));
  // What lies under the pointer is the image, not a map.
  state = reduce(state, PointAt{Point{500, 300}});
  EXPECT_FALSE(pointed_cell(state));
  EXPECT_TRUE(overlay_visible(reduce(state, HoldOverlay{true})));
  // Where maps are what the screen is about they are shown.
  EXPECT_TRUE(overlay_visible(reduce(state, ShowScreen{Screen::kExplore})));
  EXPECT_FALSE(overlay_visible(
      reduce(reduce(state, ShowScreen{Screen::kExplore}), ShowScreen{Screen::kRead})));

  for (const Action& asked : {Action(ToggleOverlay{}), Action(ShowOverlay{true}),
                              Action(StepFilter{1}), Action(StepLayer{1})}) {
    const ViewerState shown = reduce(state, asked);
    EXPECT_TRUE(overlay_visible(shown));
    // For the next image too.
    EXPECT_TRUE(overlay_visible(reduce(shown, ImageOpened{made_image(2)})));
  }
}

TEST(Overlay, HiddenOnReadItIsStillShownWhereMapsAreLookedAt) {
  const ViewerState state = reduce(made_state(), ShowOverlay{false});
  EXPECT_TRUE(overlay_visible(reduce(state, ShowScreen{Screen::kExplore})));
}

TEST(Scale, SaysWhenAResponseGoesBeyondIt) {
  // Filter 1 of layer 1 answers 8, and its scale ends at 3.
  EXPECT_EQ(exceeded(made_state(), 1, 1), 8.0f);
  EXPECT_EQ(exceeded(made_state(), 0, 0), std::nullopt);
  EXPECT_EQ(exceeded(reduce(made_state(), SetScaleMode{ScaleMode::kMap}), 1, 1), std::nullopt);
}

TEST(Scale, TrainingScaleEndsAtTheFiltersHighResponse) {
  const ChosenScale chosen = scale_of(made_state(), 0, 1);
  EXPECT_EQ(chosen.mode, ScaleMode::kTraining);
  EXPECT_EQ(chosen.scale, (Scale{0, 3}));
}

TEST(Scale, LayerScaleEndsAtTheGreatestResponseOfTheLayer) {
  const ViewerState state = reduce(made_state(), SetScaleMode{ScaleMode::kLayer});
  EXPECT_EQ(scale_of(state, 1, 0).scale, (Scale{0, 8}));
}

TEST(Scale, MapScaleGoesFromTheMapsLeastToItsGreatest) {
  const ViewerState state = reduce(made_state(), SetScaleMode{ScaleMode::kMap});
  EXPECT_EQ(scale_of(state, 1, 3).scale, (Scale{0, 1}));
}

TEST(Scale, AFilterThatWasNeverMeasuredFallsBackOnItsLayer) {
  ModelCard card = made_card();
  card.layers[0].filters.clear();
  ViewerState state = made_state();
  state.model = std::make_shared<const Model>(Model{"m", card});
  const ChosenScale chosen = scale_of(state, 0, 1);
  EXPECT_EQ(chosen.mode, ScaleMode::kLayer);
  EXPECT_EQ(chosen.scale, (Scale{0, 3}));
}

TEST(Scale, TheKeyGoesRoundTheThreeModes) {
  ViewerState state = made_state();
  state = reduce(state, NextScaleMode{});
  EXPECT_EQ(state.display.scale_mode, ScaleMode::kLayer);
  state = reduce(state, NextScaleMode{});
  EXPECT_EQ(state.display.scale_mode, ScaleMode::kMap);
  state = reduce(state, NextScaleMode{});
  EXPECT_EQ(state.display.scale_mode, ScaleMode::kTraining);
}

TEST(News, ANewImageTakesTheOldOnesMapsAndVerdictAway) {
  const ViewerState state = reduce(made_state(), ImageOpened{made_image(2)});
  EXPECT_FALSE(state.verdict);
  EXPECT_TRUE(state.layers.empty());
  EXPECT_EQ(layer_of(state, 0), nullptr);
  EXPECT_TRUE(state.view.fitted);
}

TEST(News, AnswersAboutAnOlderImageAreIgnored) {
  ViewerState state = reduce(made_state(), ImageOpened{made_image(2)});
  state = reduce(state, made_result(1, {{0, 0, 1, 1}, 0.5, {}}, {{1}}));
  EXPECT_FALSE(state.verdict);
  EXPECT_TRUE(state.layers.empty());
}

TEST(News, ANewModelTakesTheOldOnesVerdictsAway) {
  const ViewerState state = reduce(made_state(), ModelOpened{"other.onnx", made_card()});
  EXPECT_FALSE(state.verdict);
  EXPECT_TRUE(state.layers.empty());
  EXPECT_TRUE(state.image);
  EXPECT_FALSE(state.session.at(0).probability);
}

TEST(News, AnErrorLeavesTheImageOpen) {
  const ViewerState state = reduce(made_state(), ErrorRaised{"x.heic: no"});
  EXPECT_TRUE(state.image);
  EXPECT_TRUE(state.verdict);
  EXPECT_EQ(state.error, "x.heic: no");
}

TEST(News, TheSessionListsEveryImageOnceWithItsProbability) {
  ViewerState state = reduce(made_state(), ImageOpened{made_image(2)});
  state = reduce(state, ImageOpened{made_image(1)});
  ASSERT_EQ(state.session.size(), 2u);
  EXPECT_EQ(state.session.at(0).id, 1);
  EXPECT_DOUBLE_EQ(state.session.at(0).probability.value(), 0.73);
  EXPECT_FALSE(state.session.at(1).probability);
}

TEST(News, AResultIsOneAction) {
  ViewerState state = reduce(ViewerState{}, ModelOpened{"made.onnx", made_card()});
  state = reduce(state, ImageOpened{made_image()});
  state = reduce(state, made_result(1, {{50, 0, 300, 300}, 0.73, {0, 1}}));
  EXPECT_EQ(state.verdict->probability, 0.73);
  EXPECT_EQ(state.session.at(0).probability, 0.73);
  ASSERT_EQ(state.layers.size(), 2u);
  EXPECT_EQ(state.strongest.front().layer, 1);
  EXPECT_EQ(state.measurements, 1u) << "found once, not with every layer";
}

TEST(News, AnImageWithoutPixelsIsIgnored) {
  const ViewerState state = reduce(made_state(), ImageOpened{{7, "empty", 0, 10}});
  EXPECT_EQ(state.image->id, 1);
}

TEST(Window, AFittedImageFollowsTheWindowAndAZoomedOneKeepsItsZoom) {
  ViewerState state = made_state();
  const double before = state.view.zoom;
  state = reduce(state, Resized{{800, 700, 2}});
  EXPECT_LT(state.view.zoom, before);
  state = reduce(state, ZoomAt{2, std::nullopt});
  const View zoomed = state.view;
  state = reduce(state, Resized{{1000, 700, 2}});
  EXPECT_EQ(state.view, zoomed);
}

TEST(Window, ASizeThatIsNoneIsIgnored) {
  const ViewerState state = reduce(made_state(), Resized{{0, 800, 1}});
  EXPECT_EQ(state.canvas.width, 1280);
}

TEST(Escape, ClosesTheKeysFirstAndThenTheError) {
  ViewerState state = reduce(made_state(), ErrorRaised{"no"});
  state = reduce(state, ShowKeys{true});
  state = reduce(state, Escape{});
  EXPECT_FALSE(state.keys_shown);
  EXPECT_EQ(state.error, "no");
  state = reduce(state, Escape{});
  EXPECT_EQ(state.error, "");
}

TEST(Verdict, AtTheThresholdItIsPositive) {
  ViewerState state = made_state();
  state.verdict->probability = 0.4;
  EXPECT_EQ(called_positive(state), true);
  state.verdict->probability = 0.3999;
  EXPECT_EQ(called_positive(state), false);
}

TEST(Filmstrip, IsInTheOrderThatThePersonChose) {
  ViewerState state = made_state();  // made.jpg, 0.73
  state = reduce(state, ImageScored{2, "image 10.jpg", 0.9});
  state = reduce(state, ImageScored{3, "image 2.jpg", 0.1});
  const auto ids = [](const ViewerState& s) {
    std::vector<int> list;
    for (const SessionImage& one : s.session.listed()) list.push_back(one.id);
    return list;
  };
  EXPECT_EQ(ids(state), (std::vector<int>{3, 2, 1}));
  EXPECT_EQ(image_beside(state, -1), 2);
  EXPECT_EQ(image_beside(state, 1), std::nullopt);
  state = reduce(state, NextImageOrder{});
  EXPECT_EQ(state.session.order(), ImageOrder::kName);
  EXPECT_EQ(ids(state), (std::vector<int>{3, 2, 1}));  // 2 before 10, i before m
  state = reduce(state, SetImageOrder{ImageOrder::kScore});
  EXPECT_EQ(ids(state), (std::vector<int>{2, 1, 3}));
  EXPECT_EQ(image_beside(state, 1), 3);
  EXPECT_EQ(image_beside(state, -1), 2);
  state = reduce(state, NextImageOrder{});
  EXPECT_EQ(state.session.order(), ImageOrder::kNewest);
}

TEST(Filmstrip, ComparesNumbersInNamesByTheirValue) {
  ViewerState state = made_state();
  state.session = {};
  int id = 0;
  for (const char* name : {"b", "a10", "a9", "a010b", "a", "a99999999999999999999"}) {
    state = reduce(state, ImageScored{++id, name, 0.5});
  }
  state = reduce(state, SetImageOrder{ImageOrder::kName});
  std::vector<std::string> names;
  for (const SessionImage& one : state.session.listed()) names.push_back(one.name);
  EXPECT_EQ(names,
            (std::vector<std::string>{"a", "a9", "a10", "a010b", "a99999999999999999999", "b"}));
}

}  // namespace
}  // namespace lesion::viewer
