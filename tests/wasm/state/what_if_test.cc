#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/wasm/state/made_what_if.h"
#include "wasm/viewer/screens/what_if/mirror.h"
#include "wasm/viewer/screens/what_if/reduce.h"
#include "wasm/viewer/screens/what_if/tries.h"
#include "wasm/viewer/state/key_action.h"
#include "wasm/viewer/state/mirror.h"
#include "wasm/viewer/state/screens.h"

namespace lesion::viewer {
namespace {

TEST(WhatIf, BeginsWithNothingChangedAndTheImagesOwnEstimate) {
  const ViewerState state = on_screen();
  EXPECT_TRUE(shown_try(state).nothing());
  EXPECT_FALSE(try_wanted(state));
  EXPECT_TRUE(try_current(state));
  EXPECT_EQ(estimate_after(state), 0.73);
  EXPECT_EQ(filters_in_all(state), 8u);
}

TEST(WhatIf, SwitchesFiltersOffOnceEachAndAsksTheNetwork) {
  ViewerState state = then(on_screen(), {off({{1, 4}, {0, 2}, {1, 4}, {7, 0}, {0, 3}, {-1, 0}})});
  const std::vector<FilterPlace> known = {{0, 2}, {1, 4}};
  EXPECT_EQ(shown_try(state).off, known);
  EXPECT_TRUE(try_wanted(state));
  EXPECT_FALSE(try_current(state));
  EXPECT_FALSE(estimate_after(state));
  state = answered(std::move(state), 0.3);
  EXPECT_FALSE(try_wanted(state));
  EXPECT_EQ(estimate_after(state), 0.3);
  state = then(std::move(state), {SwitchFilters{{{0, 2}, {0, 0}}, false}});
  EXPECT_EQ(shown_try(state).off, std::vector<FilterPlace>({{1, 4}}));
  // What is known until the next answer is of an earlier try, and said to be.
  EXPECT_EQ(estimate_after(state), 0.3);
  EXPECT_FALSE(try_current(state));
}

TEST(WhatIf, NeverTouchesTheEstimateOfTheImage) {
  ViewerState state = answered(then(on_screen(), {off({{0, 0}}), Paint{{100, 100}, {}}}), 0.02);
  EXPECT_EQ(state.verdict->probability, 0.73);
  EXPECT_EQ(state.session.find(1)->probability, 0.73);
  state = reduce(std::move(state), ShowScreen{Screen::kRead});
  EXPECT_EQ(state.verdict->probability, 0.73);
  EXPECT_EQ(called_positive(state), true);
}

TEST(WhatIf, GoesBackAndForthThroughTheTries) {
  ViewerState state = then(on_screen(), {off({{0, 0}}), off({{0, 1}}), Paint{{100, 100}, 5.0}});
  EXPECT_EQ(shown_try(state).off.size(), 2u);
  EXPECT_EQ(shown_try(state).strokes.size(), 1u);
  state = then(std::move(state), {UndoTry{}});
  EXPECT_EQ(shown_try(state).strokes.size(), 0u);
  EXPECT_EQ(shown_try(state).off.size(), 2u);
  state = then(std::move(state), {UndoTry{}, UndoTry{}, UndoTry{}});
  EXPECT_TRUE(shown_try(state).nothing());
  state = then(std::move(state), {RedoTry{}, RedoTry{}, RedoTry{}, RedoTry{}});
  EXPECT_EQ(shown_try(state).strokes.size(), 1u);
  // Reset is a try too.
  state = then(std::move(state), {ResetTry{}});
  EXPECT_TRUE(shown_try(state).nothing());
  state = then(std::move(state), {UndoTry{}});
  EXPECT_EQ(shown_try(state).strokes.size(), 1u);
  // After another change what was undone is gone.
  state = then(std::move(state), {UndoTry{}, off({{1, 0}}), RedoTry{}});
  EXPECT_EQ(shown_try(state).strokes.size(), 0u);
}

TEST(WhatIf, AnOlderAnswerNeverTakesThePlaceOfTheNewest) {
  ViewerState state = then(on_screen(), {off({{0, 0}})});
  const int older = shown_try(state).revision;
  state = answered(then(std::move(state), {off({{0, 1}})}), 0.2);
  state = then(std::move(state), {TryCame{{older, kRegion, 0.9, std::nullopt}}});
  EXPECT_EQ(estimate_after(state), 0.2);
  EXPECT_TRUE(try_current(state));
}

TEST(WhatIf, AnswersOfAnotherSquareOrNoNumbersAreNotTaken) {
  ViewerState state = then(on_screen(), {off({{0, 0}})});
  const int revision = shown_try(state).revision;
  state = then(std::move(state), {TryCame{{revision, {0, 0, 100, 100}, 0.9, std::nullopt}},
                                  TryCame{{revision, kRegion, std::nan(""), std::nullopt}}});
  EXPECT_FALSE(estimate_after(state));
  state = then(std::move(state), {TryRefused{revision}});
  EXPECT_FALSE(try_wanted(state));
}

TEST(WhatIf, AnotherImageOrModelBeginsAnew) {
  ViewerState state = answered(then(on_screen(), {off({{0, 0}})}), 0.2);
  ViewerState other = reduce(state, ImageOpened{made_image(2)});
  EXPECT_TRUE(shown_try(other).nothing());
  other = reduce(std::move(other), made_result(2, {kRegion, 0.4, {0, 1}}));
  EXPECT_TRUE(shown_try(other).nothing());
  EXPECT_EQ(estimate_after(other), 0.4);
  EXPECT_TRUE(shown_try(reduce(state, ModelOpened{"made.onnx", made_card()})).nothing());
}

TEST(WhatIf, AnotherSquareKeepsTheTryAndAsksAgain) {
  ViewerState state = answered(then(on_screen(), {off({{0, 0}})}), 0.2);
  const int before = shown_try(state).revision;
  state = reduce(std::move(state), made_result(1, {{0, 0, 200, 200}, 0.5, {0, 1}}));
  EXPECT_EQ(shown_try(state).off.size(), 1u);
  EXPECT_NE(shown_try(state).revision, before);
  EXPECT_TRUE(try_wanted(state));
  EXPECT_FALSE(estimate_after(state));
  // The answer of the square before comes late.
  state = then(std::move(state), {TryCame{{before, kRegion, 0.2, std::nullopt}}});
  EXPECT_FALSE(estimate_after(state));
}

TEST(WhatIf, SaysWhichSideOfTheLineTheEstimateGoesTo) {
  const ViewerState state = on_screen();  // the operating point is at 0.4
  EXPECT_EQ(crossing_of(state, 0.73, 0.39), Crossing::kDown);
  EXPECT_EQ(crossing_of(state, 0.2, 0.4), Crossing::kUp);
  EXPECT_EQ(crossing_of(state, 0.73, 0.4), Crossing::kNone);
}

TEST(WhatIf, ADragPaintsOneStrokeInImagePixels) {
  ViewerState state = then(on_screen(), {UseBrush{true}, Paint{{100, 100}, 10.0}});
  const int first = shown_try(state).revision;
  const double zoom = state.view.zoom;
  state = then(std::move(state), {PaintOn{20 * zoom, 0}, PaintOn{0, 30 * zoom}});
  ASSERT_EQ(shown_try(state).strokes.size(), 1u);
  const std::vector<Point> points = shown_try(state).strokes[0].points;
  ASSERT_EQ(points.size(), 3u);
  EXPECT_NEAR(points[2].x, 120, 1e-9);
  EXPECT_NEAR(points[2].y, 130, 1e-9);
  EXPECT_NE(shown_try(state).revision, first);
  EXPECT_EQ(state.what_if.tries.size(), 2u);
  // Two pieces of seven numbers.
  const std::vector<float> pieces = painted_pieces(state);
  const std::vector<float> wanted = {0, 100, 100, 120, 100, 10, 0, 0, 120, 100, 120, 130, 10, 0};
  ASSERT_EQ(pieces.size(), wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) EXPECT_NEAR(pieces[i], wanted[i], 1e-4);
  // A single press is a piece too, of no length.
  EXPECT_EQ(painted_pieces(then(on_screen(), {Paint{{7, 8}, 2.0}})),
            std::vector<float>({0, 7, 8, 7, 8, 2, 0}));
}

TEST(WhatIf, ASlowHandFillsNoListAndAHandThatZoomsPaintsNoMore) {
  ViewerState state = then(on_screen(), {UseBrush{true}, Paint{{100, 100}, 30.0}});
  for (int i = 0; i < 100; ++i) state = then(std::move(state), {PaintOn{0.1, 0}});
  EXPECT_LT(shown_try(state).strokes[0].points.size(), 10u);
  state = reduce(std::move(state), ZoomAt{1.1, Point{300, 300}});
  const std::size_t points = shown_try(state).strokes[0].points.size();
  state = then(std::move(state), {PaintOn{200, 0}});
  EXPECT_EQ(shown_try(state).strokes[0].points.size(), points);
}

TEST(WhatIf, KeysAimPaintSwitchAndGoBack) {
  ViewerState state = on_screen();
  const auto press = [&state](const char* key) {
    const std::optional<Action> action = key_action(state, key, false);
    ASSERT_TRUE(action) << key;
    state = reduce(std::move(state), *action);
  };
  const auto enter = [&state] {
    const auto doing = rules_of(state).enter(state);
    ASSERT_TRUE(doing);
    for (const Action& action : doing->actions) state = reduce(std::move(state), action);
  };
  press("ArrowDown");
  EXPECT_EQ(state.filter, 1);
  enter();
  EXPECT_EQ(shown_try(state).off, std::vector<FilterPlace>({{0, 1}}));
  enter();
  EXPECT_TRUE(shown_try(state).off.empty());
  press("2");
  EXPECT_TRUE(state.what_if.brush);
  press("ArrowRight");
  press("ArrowRight");
  ASSERT_TRUE(state.what_if.aim);
  EXPECT_NEAR(state.what_if.aim->x, 200 + brush_radius(state), 1e-9);
  EXPECT_NEAR(state.what_if.aim->y, 150, 1e-9);
  const double radius = brush_radius(state);
  press("]");
  EXPECT_GT(brush_radius(state), radius);
  enter();
  EXPECT_EQ(shown_try(state).strokes.size(), 1u);
  press("Backspace");
  EXPECT_EQ(shown_try(state).strokes.size(), 0u);
  press("Delete");
  EXPECT_EQ(shown_try(state).strokes.size(), 1u);
  press("0");
  EXPECT_TRUE(shown_try(state).nothing());
}

TEST(WhatIf, TheStampLaysThingsOnAndADragMovesThem) {
  ViewerState state = then(on_screen(), {UseStamp{synth::Stamp::kPatch}});
  const auto pressed = rules_of(state).press(state, {300, 300});
  ASSERT_TRUE(pressed);
  state = reduce(std::move(state), *pressed);
  ASSERT_EQ(shown_try(state).strokes.size(), 1u);
  const Point at = shown_try(state).strokes[0].points[0];
  const int first = shown_try(state).revision;
  const double zoom = state.view.zoom;
  state = then(std::move(state), {PaintOn{12 * zoom, 0}, PaintOn{0, 6 * zoom}});
  EXPECT_NE(shown_try(state).revision, first);
  EXPECT_EQ(state.what_if.tries.size(), 2u);
  // One place, a side as large as what the network sees, and the first drawing of it.
  const std::vector<float> pieces = painted_pieces(state);
  ASSERT_EQ(pieces.size(), 7u);
  EXPECT_EQ(pieces[0], 4);
  EXPECT_NEAR(pieces[1], at.x + 12, 1e-3);
  EXPECT_NEAR(pieces[2], at.y + 6, 1e-3);
  EXPECT_EQ(pieces[5], 300);
  EXPECT_EQ(pieces[6], 1);
  EXPECT_TRUE(try_wanted(state));
  // The next press takes the next drawing; larger and smaller are of the stamp too.
  state = then(std::move(state),
               {StepBrush{1}, Paint{{50, 60}, {}, synth::Stamp::kRuler}, Paint{{70, 80}, 11.0}});
  EXPECT_EQ(laid_stamps(state), (std::vector{synth::Stamp::kPatch, synth::Stamp::kRuler}));
  EXPECT_EQ(painted_pieces(state)[13], 2);
  EXPECT_GT(painted_pieces(state)[12], 300);
  const Json json = what_if_json(state);
  EXPECT_EQ(json["strokes"], 1);
  EXPECT_EQ(json["stamps"], (Json{"patch", "ruler"}));
  EXPECT_EQ(json["stamp"], "patch");
  EXPECT_EQ(json["brush"], false);
  state = then(std::move(state), {UndoTry{}, UndoTry{}, UndoTry{}});
  EXPECT_TRUE(shown_try(state).nothing());
  for (std::size_t i = 0; i < kMostStamps + 5; ++i) {
    state = then(std::move(state), {Paint{{50, 60}, {}, synth::Stamp::kHair}});
  }
  EXPECT_EQ(laid_stamps(state).size(), kMostStamps);
}

TEST(WhatIf, KeysChooseAimAndLayOn) {
  ViewerState state = on_screen();
  const auto press = [&state](const char* key) {
    const std::optional<Action> action = key_action(state, key, false);
    ASSERT_TRUE(action) << key;
    state = reduce(std::move(state), *action);
  };
  press("3");
  EXPECT_EQ(what_if_json(state)["stamp"], "ruler");
  press(".");
  EXPECT_EQ(what_if_json(state)["stamp"], "ink");
  press(",");
  press(",");
  press(",");
  EXPECT_EQ(what_if_json(state)["stamp"], "dark_corner");
  press("ArrowRight");
  ASSERT_TRUE(state.what_if.aim);
  const auto doing = rules_of(state).enter(state);
  ASSERT_TRUE(doing);
  for (const Action& action : doing->actions) state = reduce(std::move(state), action);
  EXPECT_EQ(laid_stamps(state), std::vector{synth::Stamp::kDarkCorner});
  // The brush is another tool; the same key again puts a tool down.
  press("2");
  EXPECT_EQ(what_if_json(state)["brush"], true);
  EXPECT_EQ(what_if_json(state)["stamp"], nullptr);
  press("3");
  EXPECT_EQ(what_if_json(state)["stamp"], "dark_corner");
  press("3");
  EXPECT_FALSE(state.what_if.brush);
}

TEST(WhatIf, AProbeThatIsNotSeenHereTakesNoKeys) {
  ViewerState state = reduce(reduce(made_state(), ShowProbe{true}), ShowScreen{Screen::kWhatIf});
  ASSERT_TRUE(state.probe);
  const std::optional<Action> action = key_action(state, "ArrowDown", false);
  ASSERT_TRUE(action);
  EXPECT_EQ(reduce(state, *action).filter, 1);
}

// The card of made_state() with a mean for each filter.
ViewerState with_means(bool every = true) {
  ModelCard card = made_card();
  for (LayerCard& layer : card.layers) {
    for (FilterCard& filter : layer.filters) filter.mean = 0.25f;
  }
  if (!every) card.layers[1].filters[3].mean.reset();
  card.filter_effects = FilterEffectsRecord{"", 0, "made train", 120};
  ViewerState state = reduce(made_state(), ShowScreen{Screen::kWhatIf});
  state = reduce(std::move(state), ModelOpened{"means.onnx", card});
  return reduce(std::move(state), made_result(1, {kRegion, 0.4, {0, 1}}));
}

TEST(WhatIf, ReplacesByTheMeansOfTheTrainingImagesWhereTheCardHasThem) {
  const ViewerState state = with_means();
  ASSERT_TRUE(means_of(state));
  EXPECT_EQ(means_of(state)->means_from, "made train");
  EXPECT_EQ(shown_try(state).by, ReplaceBy::kTraining);
  EXPECT_EQ(what_if_json(state)["means"], (Json{{"from", "made train"}, {"images", 120}}));
  // It is one of the ways, and stays the way that was chosen.
  const ViewerState zero = then(state, {SetReplaceBy{ReplaceBy::kZero}, off({{0, 1}}), ResetTry{}});
  EXPECT_EQ(shown_try(zero).by, ReplaceBy::kZero);
  EXPECT_EQ(shown_try(then(zero, {SetReplaceBy{ReplaceBy::kTraining}})).by, ReplaceBy::kTraining);
}

TEST(WhatIf, WithoutAMeanOfEveryFilterItIsZero) {
  for (const ViewerState& state : {on_screen(), with_means(false)}) {
    EXPECT_FALSE(means_of(state));
    EXPECT_EQ(shown_try(state).by, ReplaceBy::kZero);
    EXPECT_EQ(what_if_json(state)["means"], nullptr);
    const ViewerState then_on = then(state, {SetReplaceBy{ReplaceBy::kTraining}});
    EXPECT_EQ(shown_try(then_on).by, ReplaceBy::kZero);
    // Halved and doubled ask nothing of the card.
    EXPECT_EQ(shown_try(then(state, {SetReplaceBy{ReplaceBy::kHalf}})).by, ReplaceBy::kHalf);
  }
}

TEST(WhatIf, TwoImagesStandBesideOneAnotherWhereThereIsRoom) {
  for (const Canvas& canvas : {Canvas{1280, 800, 1}, Canvas{1920, 1080, 2}, Canvas{844, 390, 3}}) {
    const Layout layout = layout_of(reduce(on_screen(), Resized{canvas}));
    EXPECT_NEAR(layout.before.width, layout.pane.width, 1) << canvas.width;
    EXPECT_NEAR(layout.before.height, layout.pane.height, 1) << canvas.width;
    EXPECT_GE(layout.frame.x, layout.pane.x);
    EXPECT_LE(layout.frame.y + layout.frame.height, layout.pane.y + layout.pane.height);
  }
  const Layout phone = layout_of(reduce(on_screen(), Resized{{390, 844, 3}}));
  EXPECT_EQ(phone.before.width, 0);
  EXPECT_GT(phone.bar.height, 0);
}

TEST(WhatIf, ActionsComeFromJson) {
  const auto parsed = [](const char* text) {
    const std::optional<Action> action = action_from_json(text);
    return action.has_value();
  };
  for (const char* text : {R"({"type":"what-if-switch","places":[[0,1]],"off":true})",
                           R"({"type":"what-if-by","by":"mean"})",
                           R"({"type":"what-if-undo"})",
                           R"({"type":"what-if-redo"})",
                           R"({"type":"what-if-reset"})",
                           R"({"type":"what-if-brush","used":true})",
                           R"({"type":"what-if-brush-size","by":1})",
                           R"({"type":"what-if-paint","x":1,"y":2})",
                           R"({"type":"what-if-paint","x":1,"y":2,"radius":3})",
                           R"({"type":"what-if-paint-on","dx":1,"dy":2})",
                           R"({"type":"what-if-aim","x":1})",
                           R"({"type":"what-if-stamp"})",
                           R"({"type":"what-if-stamp","what":"bubble"})",
                           R"({"type":"what-if-stamp-next","by":-1})",
                           R"({"type":"what-if-lay","what":"ruler","x":1,"y":2,"side":30})",
                           R"({"type":"what-if-lay","what":"ruler","x":1,"y":2})",
                           R"({"type":"what-if-list","by":"layer"})",
                           R"({"type":"what-if-whole","whole":true})",
                           R"({"type":"what-if-open","name":"hair"})",
                           R"({"type":"what-if-open"})",
                           R"({"type":"what-if-measure","wanted":false})"}) {
    EXPECT_TRUE(parsed(text)) << text;
  }
  for (const char* text :
       {R"({"type":"what-if-switch","places":[[0]],"off":true})",
        R"({"type":"what-if-switch","places":[[0,1]]})", R"({"type":"what-if-by","by":"magic"})",
        R"({"type":"what-if-paint","x":"1","y":2})", R"({"type":"what-if-list"})",
        R"({"type":"what-if-stamp","what":"wig"})",
        R"({"type":"what-if-lay","what":"wig","x":1,"y":2})",
        R"({"type":"what-if-lay","what":"ruler","x":1})", R"({"type":"what-if-measure"})"}) {
    EXPECT_FALSE(parsed(text)) << text;
  }
}

TEST(WhatIf, IsMirroredWhileItIsShown) {
  ViewerState state = answered(then(on_screen(), {off({{0, 1}})}), 0.2);
  const auto json = nlohmann::json::parse(mirror_json(state))["whatIf"];
  EXPECT_EQ(json["off"], nlohmann::json::parse("[[0,1]]"));
  EXPECT_EQ(json["before"], 0.73);
  EXPECT_EQ(json["after"], 0.2);
  EXPECT_EQ(json["crossing"], "down");
  EXPECT_EQ(json["canUndo"], true);
  EXPECT_EQ(json["canRedo"], false);
  EXPECT_EQ(json["effects"]["wanted"], true);
  state = reduce(std::move(state), ShowScreen{Screen::kRead});
  EXPECT_TRUE(nlohmann::json::parse(mirror_json(state))["whatIf"].is_null());
}

}  // namespace
}  // namespace lesion::viewer
