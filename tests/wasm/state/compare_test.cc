#include "wasm/viewer/screens/compare/panes.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/wasm/state/made_state.h"
#include "wasm/viewer/screens/compare/layout.h"
#include "wasm/viewer/state/key_action.h"
#include "wasm/viewer/state/labels.h"
#include "wasm/viewer/state/mirror.h"

namespace lesion::viewer {
namespace {

ViewerState after(ViewerState state, const std::vector<Action>& actions) {
  for (const Action& action : actions) state = reduce(std::move(state), action);
  return state;
}

Action compare(const CompareAction& action) { return action; }

// A second image of the session, of another shape than the first.
ViewerState with_two_images() { return after(made_state(), {ImageScored{2, "other.jpg", 0.2}}); }

CompareAnswer answer(int image, bool second = false, int width = 400, int height = 300) {
  CompareAnswer made;
  made.request = {image, second};
  made.image = {image, "", width, height};
  made.verdict = {{50, 0, 300, 300}, 0.3, {0, 1}};
  made.layers = {std::make_shared<const Layer>(made_layer({1, 2, 3})),
                 std::make_shared<const Layer>(made_layer({0.5f, 8, 0, 1, 2}))};
  return made;
}

ViewerState comparing(ViewerState state) {
  return reduce(std::move(state), ShowScreen{Screen::kCompare});
}

const ComparePane& pane(const ViewerState& state, int index) {
  return state.compare.panes[static_cast<std::size_t>(index)];
}

nlohmann::json mirrored(const ViewerState& state) {
  return nlohmann::json::parse(mirror_json(state))["compare"];
}

TEST(Compare, BeginsWithTheOtherImagesOfTheSession) {
  const ViewerState state = comparing(after(with_two_images(), {Select{1, 4}}));
  EXPECT_EQ(pane(state, 0).image, 1);
  EXPECT_EQ(pane(state, 1).image, 2);
  for (int i : {0, 1}) {
    EXPECT_EQ(pane(state, i).layer, 1);
    EXPECT_EQ(pane(state, i).filter, 4);
  }
  EXPECT_EQ(compare_kind(state), CompareKind::kImages);
}

TEST(Compare, APaneKnowsWhereAThresholdOfOnesOwnComesFrom) {
  ViewerState state = comparing(with_two_images());
  OwnPoint own;
  own.n = 12;
  own.threshold = OwnPoint::Threshold{0.25, 0.9, {}, {}};
  state.validate.own = own;
  EXPECT_EQ(own_in_use(pane_state(state, 0)), nullptr);
  state.threshold = 0.25;
  ASSERT_NE(own_in_use(state), nullptr);
  const ViewerState seen = pane_state(state, 0);
  ASSERT_NE(own_in_use(seen), nullptr);
  EXPECT_EQ(own_in_use(seen)->n, 12U);
}

TEST(Compare, APaneSaysThatItsImageGoesBeyondTheScale) {
  ViewerState state = comparing(with_two_images());
  state = after(state, {compare(Compared{answer(1)}), compare(Compared{answer(2)})});
  EXPECT_FALSE(mirrored(state)["panes"][0]["exceeded"].is_null());
  EXPECT_EQ(
      mirrored(state)["panes"][0]["exceeded"],
      exceeded(pane_state(state, 0), pane(state, 0).layer, pane(state, 0).filter).has_value());
}

TEST(Compare, BeginsWithTheNextNotableFilterWhereThereIsOneImage) {
  // Notability of layer 1: filter 1 (peak 8) before all others; it is shown, so another follows.
  const ViewerState state = comparing(after(made_state(), {Select{1, 1}}));
  EXPECT_EQ(pane(state, 0).image, 1);
  EXPECT_EQ(pane(state, 1).image, 1);
  EXPECT_EQ(pane(state, 0).filter, 1);
  EXPECT_FALSE(pane(state, 1).layer == 1 && pane(state, 1).filter == 1);
  EXPECT_EQ(compare_kind(state), CompareKind::kFilters);
  // Peaks 3 and 2 of layer 0 and layer 1's 2 are next, of which layer 0's filter 2 is highest.
  EXPECT_EQ(pane(state, 1).layer, 0);
  EXPECT_EQ(pane(state, 1).filter, 2);
}

TEST(Compare, FollowsReadUntilAPaneIsSet) {
  ViewerState state = comparing(made_state());
  state = after(state, {ImageScored{2, "other.jpg", 0.2}});
  EXPECT_EQ(pane(state, 1).image, 2);
  state = after(state, {compare(SetPane{1, 1, {}, {}, {}}), ImageScored{3, "third.jpg", 0.2}});
  EXPECT_EQ(pane(state, 1).image, 1);
}

TEST(Compare, WantsEachImageThroughEachModelOnce) {
  ViewerState state = comparing(made_state());
  EXPECT_EQ(compare_wanted(state), (std::vector<CompareRequest>{{1, false}}));
  state = after(with_two_images(), {ShowScreen{Screen::kCompare}});
  EXPECT_EQ(compare_wanted(state), (std::vector<CompareRequest>{{1, false}, {2, false}}));
  state = after(state, {compare(Compared{answer(1)}), compare(CompareRefused{{2, false}})});
  EXPECT_TRUE(compare_wanted(state).empty());
  EXPECT_EQ(mirrored(state)["panes"][0]["probability"], 0.3);
  EXPECT_EQ(mirrored(state)["panes"][1]["refused"], true);
}

TEST(Compare, KeepsFourAnswersAtMostAndNoneThatNoPaneNeeds) {
  ViewerState state = with_two_images();
  for (int id = 3; id <= 9; ++id) state = after(state, {ImageScored{id, "more.jpg", 0.5}});
  state = after(state, {ShowScreen{Screen::kCompare}, compare(SetPaneCount{4})});
  for (int round = 0; round < 5; ++round) {
    for (const CompareRequest& request : compare_wanted(state)) {
      state = after(state, {compare(Compared{answer(request.image)})});
    }
    EXPECT_EQ(state.compare.answers.size(), compare_needed(state).size());
    state = after(state, {compare(StepPaneImage{-1}), compare(StepPane{1})});
    EXPECT_LE(state.compare.answers.size(), 4u);
  }
  // What was not asked for is not kept.
  state = after(state, {compare(Compared{answer(77)})});
  EXPECT_LE(state.compare.answers.size(), 4u);
}

TEST(Compare, LetsEverythingGoWhenItIsLeft) {
  ViewerState state = after(comparing(made_state()), {compare(Compared{answer(1)})});
  EXPECT_EQ(state.compare.answers.size(), 1u);
  state = after(state, {ShowScreen{Screen::kRead}});
  EXPECT_TRUE(state.compare.answers.empty());
  EXPECT_TRUE(mirrored(state).is_null());
  // An answer that was under way comes too late.
  state = after(state, {compare(Compared{answer(1)})});
  EXPECT_TRUE(state.compare.answers.empty());
}

TEST(Compare, StepsBelongToTheActivePaneAndNotToRead) {
  ViewerState state = comparing(after(with_two_images(), {Select{1, 4}}));
  state = after(state, {compare(ChoosePane{1}), StepFilter{1}});
  EXPECT_EQ(pane(state, 0).filter, 4);
  EXPECT_EQ(pane(state, 1).filter, 0);  // round the end of five
  state = after(state, {StepLayer{-1}, StepLayer{-1}});
  EXPECT_EQ(pane(state, 1).layer, 0);
  EXPECT_EQ(state.layer, 1);
  EXPECT_EQ(state.filter, 4);
  state = after(state, {compare(StepPane{1}), EditJump{"0/2"}, CommitJump{}});
  EXPECT_EQ(pane(state, 0).layer, 0);
  EXPECT_EQ(pane(state, 0).filter, 2);
}

TEST(Compare, NumbersOutOfRangeGoToTheNearest) {
  ViewerState state = comparing(made_state());
  state = after(state, {compare(SetPane{0, {}, {}, 99, 99}), compare(SetPane{1, {}, {}, -5, -5})});
  EXPECT_EQ(pane(state, 0).layer, 1);
  EXPECT_EQ(pane(state, 0).filter, 4);
  EXPECT_EQ(pane(state, 1).layer, 0);
  EXPECT_EQ(pane(state, 1).filter, 0);
  state = after(state, {compare(SetPane{0, 42, {}, {}, {}}), compare(SetPane{9, 1, {}, {}, {}})});
  EXPECT_EQ(pane(state, 0).image, 1);
}

TEST(Compare, ZoomShowsTheSamePartOfImagesOfDifferentSizes) {
  ViewerState state = comparing(with_two_images());
  state =
      after(state, {compare(Compared{answer(1)}), compare(Compared{answer(2, false, 1000, 2000)})});
  const CompareLayout layout = compare_layout(state);
  const Rect first = *compare_image_rect(state, 0);
  // A point three quarters across and down the first image.
  const Point at{first.x + 0.75 * first.width, first.y + 0.75 * first.height};
  state = after(state, {ZoomAt{3, at}});
  const Rect zoomed = *compare_image_rect(state, 0);
  EXPECT_NEAR(zoomed.width, 3 * first.width, 1e-6);
  // It stays under the pointer; corners are on whole device pixels, before and after.
  EXPECT_NEAR(zoomed.x + 0.75 * zoomed.width, at.x, 1);
  EXPECT_NEAR(zoomed.y + 0.75 * zoomed.height, at.y, 1);
  // The middle of both panes shows the same part of each image.
  for (int i : {0, 1}) {
    const Rect image = *compare_image_rect(state, i);
    const Rect frame = layout.frames[static_cast<std::size_t>(i)];
    const double x = (frame.x + frame.width / 2 - image.x) / image.width;
    const double y = (frame.y + frame.height / 2 - image.y) / image.height;
    EXPECT_NEAR(x, state.compare.view.x, 0.01) << i;
    EXPECT_NEAR(y, state.compare.view.y, 0.01) << i;
    // Three times the size that fits, in either.
    const Size size = pane_state(state, i).image->size();
    EXPECT_NEAR(image.width, 3 * fit_zoom({frame.width, frame.height}, size) * size.width, 1e-6);
  }
}

TEST(Compare, DraggingFollowsThePointerInTheActivePane) {
  ViewerState state = comparing(with_two_images());
  state =
      after(state, {compare(Compared{answer(1)}), compare(Compared{answer(2, false, 1000, 2000)}),
                    ZoomAt{4, std::nullopt}, compare(ChoosePane{1})});
  const Rect before = *compare_image_rect(state, 1);
  state = after(state, {Pan{-30, 12}});
  const Rect moved = *compare_image_rect(state, 1);
  EXPECT_NEAR(moved.x - before.x, -30, 0.51);
  EXPECT_NEAR(moved.y - before.y, 12, 0.51);
  state = after(state, {ZoomOne{}});
  EXPECT_NEAR(pane_state(state, 1).view.zoom, 1 / state.canvas.dpr, 1e-9);
  state = after(state, {ZoomFit{}});
  EXPECT_EQ(state.compare.view, CompareView{});
  state = after(state, {ZoomAt{1e-9, std::nullopt}});
  EXPECT_GE(state.compare.view.zoom, 0.5);
  state = after(state, {Pan{1e9, 1e9}});
  EXPECT_EQ(state.compare.view.x, 0);
}

TEST(Compare, OneLegendOnlyWhereItIsTrueOfAllPanes) {
  ViewerState state = comparing(with_two_images());
  EXPECT_TRUE(one_legend(state));
  EXPECT_EQ(compare_layout(state).legends[0].height, 0);
  EXPECT_FALSE(one_legend(after(state, {SetScaleMode{ScaleMode::kMap}})));
  EXPECT_FALSE(one_legend(after(state, {StepFilter{1}})));
  state = after(state, {SetScaleMode{ScaleMode::kLayer}});
  EXPECT_FALSE(one_legend(state));
  EXPECT_GT(compare_layout(state).legends[1].height, 0);
}

TEST(Compare, PanesNeitherOverlapNorLeaveTheRoom) {
  for (const Canvas canvas : {Canvas{1280, 800, 1}, Canvas{390, 844, 3}, Canvas{320, 480, 2}}) {
    for (int count : {2, 4}) {
      const ViewerState state =
          after(comparing(made_state()), {Resized{canvas}, compare(SetPaneCount{count})});
      const CompareLayout layout = compare_layout(state);
      for (int i = 0; i < count; ++i) {
        const Rect& one = layout.panes[static_cast<std::size_t>(i)];
        EXPECT_GT(one.width, 50);
        EXPECT_GE(one.x, 0);
        EXPECT_LE(one.x + one.width, canvas.width);
        EXPECT_GE(one.y, layout.tools.y + layout.tools.height);
        EXPECT_LE(one.y + one.height, layout.foot.y);
        for (int j = 0; j < i; ++j) {
          const Rect& other = layout.panes[static_cast<std::size_t>(j)];
          const bool beside = other.x + other.width <= one.x || other.y + other.height <= one.y;
          EXPECT_TRUE(beside) << canvas.width << ": " << i << " and " << j;
        }
      }
    }
  }
}

TEST(Compare, PresetsMakeThePanesDifferInOneThing) {
  ViewerState state = comparing(after(with_two_images(), {Select{1, 4}}));
  state = after(state, {compare(ApplyPreset{CompareKind::kFilters})});
  EXPECT_EQ(compare_kind(state), CompareKind::kFilters);
  EXPECT_EQ(pane(state, 1).image, 1);
  state = after(state, {compare(SetPaneCount{4}), compare(ApplyPreset{CompareKind::kImages})});
  // Two images in four panes: the second row has another filter.
  EXPECT_EQ(pane(state, 2).image, pane(state, 0).image);
  EXPECT_EQ(pane(state, 0).filter, 4);
  EXPECT_FALSE(pane(state, 2).layer == 1 && pane(state, 2).filter == 4);
  EXPECT_TRUE(pane(state, 3).layer == pane(state, 2).layer &&
              pane(state, 3).filter == pane(state, 2).filter);
  state = after(state, {compare(ApplyPreset{CompareKind::kModels})});
  EXPECT_EQ(compare_kind(state), CompareKind::kModels);
  EXPECT_FALSE(pane(state, 2).second);
  EXPECT_TRUE(pane(state, 3).second);
  EXPECT_EQ(pane(state, 3).image, 2);
}

TEST(Compare, TheSecondModelIsOneOfTheSitesAndShowsItsMostNotableFilter) {
  ViewerState state = after(
      made_state(), {ModelsListed{{{"made", "made.onnx", 1, ""}, {"other", "other.onnx", 1, ""}}},
                     ShowScreen{Screen::kCompare}, compare(ApplyPreset{CompareKind::kModels})});
  EXPECT_EQ(mirrored(state)["modelWanted"], "other.onnx");
  // Not before it is open.
  EXPECT_EQ(compare_wanted(state), (std::vector<CompareRequest>{{1, false}}));
  ModelCard card = made_card();
  card.name = "other";
  state = after(state, {compare(SecondModelOpened{"other.onnx", card})});
  EXPECT_EQ(mirrored(state)["modelWanted"], "");
  EXPECT_EQ(compare_wanted(state), (std::vector<CompareRequest>{{1, false}, {1, true}}));
  state = after(state, {compare(Compared{answer(1, true)})});
  EXPECT_EQ(pane(state, 1).layer, 1);
  EXPECT_EQ(pane(state, 1).filter, 1);
  EXPECT_EQ(pane_state(state, 1).model->card.name, "other");
  // Left and shown again, it is to be opened again.
  state = after(state, {ShowScreen{Screen::kRead}});
  EXPECT_EQ(state.compare.second, nullptr);
  state = comparing(state);
  EXPECT_EQ(mirrored(state)["modelWanted"], "other.onnx");
}

TEST(Compare, PanesOfOneImageThroughTheSecondModelShowDifferentFilters) {
  ViewerState state = after(
      made_state(), {ModelsListed{{{"other", "other.onnx", 1, ""}}}, ShowScreen{Screen::kCompare},
                     compare(SetPaneCount{4}), compare(ApplyPreset{CompareKind::kModels}),
                     compare(SecondModelOpened{"other.onnx", made_card()}),
                     compare(Compared{answer(1)}), compare(Compared{answer(1, true)})});
  // Peaks of 8 and 3 where at most 4 was seen in training: layer 1 filter 1, layer 0 filter 2.
  for (int i : {0, 1, 2, 3}) EXPECT_EQ(pane(state, i).image, 1);
  for (int i : {1, 3}) EXPECT_TRUE(pane(state, i).second);
  EXPECT_EQ(pane(state, 1).layer, 1);
  EXPECT_EQ(pane(state, 1).filter, 1);
  EXPECT_EQ(pane(state, 3).layer, 0);
  EXPECT_EQ(pane(state, 3).filter, 2);
  // Those of the first model differ too.
  EXPECT_NE(std::pair(pane(state, 0).layer, pane(state, 0).filter),
            std::pair(pane(state, 2).layer, pane(state, 2).filter));
  // A filter that somebody chooses moves no other pane.
  const ViewerState stepped = after(state, {compare(ChoosePane{1}), StepFilter{1}});
  EXPECT_EQ(pane(stepped, 1).filter, 2);
  for (int i : {0, 2, 3}) EXPECT_EQ(pane(stepped, i), pane(state, i));
}

TEST(Compare, ASecondModelThatIsRefusedLeavesTheOneThatWasThere) {
  ViewerState state = comparing(made_state());
  state = after(state, {compare(ChooseSecondModel{"good.onnx"})});
  EXPECT_TRUE(pane(state, 1).second) << "it is shown in a pane";
  state = after(state, {compare(SecondModelOpened{"good.onnx", made_card()}),
                        compare(ChooseSecondModel{"bad.onnx"})});
  EXPECT_EQ(mirrored(state)["modelWanted"], "bad.onnx");
  state = after(state, {compare(SecondModelRefused{"bad.onnx"})});
  EXPECT_EQ(mirrored(state)["modelWanted"], "");
  EXPECT_EQ(mirrored(state)["secondFile"], "good.onnx");
  EXPECT_NE(state.compare.second, nullptr);
}

TEST(Compare, AModelOfTheSiteThatIsRefusedIsNotAskedForAgainByItself) {
  ViewerState state =
      after(made_state(), {ModelsListed{{{"other", "other.onnx", 1, ""}}},
                           ShowScreen{Screen::kCompare}, compare(ApplyPreset{CompareKind::kModels}),
                           compare(SecondModelRefused{"other.onnx"})});
  EXPECT_EQ(mirrored(state)["modelWanted"], "");
  state = after(state, {compare(ChooseSecondModel{"other.onnx"})});
  EXPECT_EQ(mirrored(state)["modelWanted"], "other.onnx");
}

TEST(Compare, AnotherModelOnReadMakesItsOwnAnswersVoidOnly) {
  ViewerState state = comparing(made_state());
  state = after(state, {compare(ChooseSecondModel{"b.onnx"}),
                        compare(SecondModelOpened{"b.onnx", made_card()}),
                        compare(Compared{answer(1)}), compare(Compared{answer(1, true)})});
  EXPECT_EQ(state.compare.answers.size(), 2u);
  state = after(state, {ModelOpened{"c.onnx", made_card()}});
  ASSERT_EQ(state.compare.answers.size(), 1u);
  EXPECT_TRUE(state.compare.answers[0]->request.second);
  EXPECT_EQ(compare_wanted(state), (std::vector<CompareRequest>{{1, false}}));
}

TEST(Compare, AnImageThatIsDroppedGoesToTheActivePane) {
  ViewerState state = comparing(with_two_images());
  state = after(state, {compare(ChoosePane{1}), StepFilter{1}, ImageOpened{made_image(7)}});
  EXPECT_EQ(pane(state, 1).image, 7);
  EXPECT_EQ(pane(state, 0).image, 1);
}

TEST(Compare, PlacesComeFromTheAddressBeforeThereIsAnImage) {
  ViewerState state = after(ViewerState{}, {Resized{{1280, 800, 1}}, ShowScreen{Screen::kCompare},
                                            compare(SetPanePlaces{{{0, 2}, {1, 3}}})});
  state = after(state, {ModelOpened{"made.onnx", made_card()}, ImageOpened{made_image()}});
  EXPECT_EQ(pane(state, 0).filter, 2);
  EXPECT_EQ(pane(state, 1).layer, 1);
  EXPECT_EQ(pane(state, 1).filter, 3);
  EXPECT_EQ(pane(state, 1).image, 1);
  state = after(state, {compare(SetPanePlaces{})});
  EXPECT_FALSE(state.compare.touched);
}

TEST(Compare, KeysOfTheScreen) {
  ViewerState state = made_state();
  state = reduce(state, *key_action(state, "h", false));
  EXPECT_EQ(state.screen, Screen::kCompare);
  state = reduce(state, *key_action(state, "4", false));
  EXPECT_EQ(state.compare.count, 4);
  state = reduce(state, *key_action(state, ".", false));
  EXPECT_EQ(state.compare.active, 1);
  state = reduce(state, *key_action(state, ",", false));
  state = reduce(state, *key_action(state, ",", false));
  EXPECT_EQ(state.compare.active, 3);
  state = reduce(state, *key_action(state, "2", false));
  EXPECT_EQ(state.compare.active, 1);
  state = after(state, {compare(Compared{answer(1)})});
  state = reduce(state, *key_action(state, "+", false));
  EXPECT_GT(state.compare.view.zoom, 1);
  state = reduce(state, *key_action(state, "0", false));
  EXPECT_EQ(state.compare.view.zoom, 1);
  state = reduce(state, *key_action(state, "h", false));
  EXPECT_EQ(state.screen, Screen::kRead);
}

TEST(CompareJson, ReadsEveryKindOfAction) {
  for (const char* text :
       {R"({"type":"compare-panes","count":4})", R"({"type":"compare-preset","kind":"models"})",
        R"({"type":"compare-pane","pane":1})", R"({"type":"compare-step-pane","by":-1})",
        R"({"type":"compare-set","pane":1,"image":2})", R"({"type":"compare-set","second":true})",
        R"({"type":"compare-step-image","by":1})",
        R"({"type":"compare-places","places":[[6,12],[5,3]]})",
        R"({"type":"compare-tools","on":true})", R"({"type":"compare-model","file":"a.onnx"})"}) {
    const std::optional<Action> action = action_from_json(text);
    ASSERT_TRUE(action) << text;
    const auto* own = std::get_if<ScreenAction>(&*action);
    EXPECT_TRUE(own && std::holds_alternative<CompareAction>(*own)) << text;
  }
  const auto action = action_from_json(R"({"type":"compare-places","places":[[6,12],[5,3]]})");
  const auto& places =
      std::get<SetPanePlaces>(std::get<CompareAction>(std::get<ScreenAction>(*action))).places;
  EXPECT_EQ(places, (std::vector<FilterPlace>{{6, 12}, {5, 3}}));
  for (const char* text :
       {R"({"type":"compare-set"})", R"({"type":"compare-preset","kind":"all"})",
        R"({"type":"compare-places","places":[[6]]})", R"({"type":"compare-places","places":7})",
        R"({"type":"compare-places","places":[[1,1],[1,1],[1,1],[1,1],[1,1]]})",
        R"({"type":"compare-tools"})", R"({"type":"compare-what"})"}) {
    EXPECT_FALSE(action_from_json(text)) << text;
  }
}

}  // namespace
}  // namespace lesion::viewer
