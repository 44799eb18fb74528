// Filters replaced by the maps of other images of the session.
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "tests/wasm/state/made_what_if.h"
#include "wasm/viewer/screens/what_if/mirror.h"
#include "wasm/viewer/screens/what_if/reduce.h"
#include "wasm/viewer/screens/what_if/tries.h"

namespace lesion::viewer {
namespace {

// The image that is open is 1; so many others have an estimate, from 2 on.
ViewerState among(int others) {
  ViewerState state = on_screen();
  for (int id = 2; id < 2 + others; ++id) {
    state.session.open(id, "other " + std::to_string(id));
    state.session.estimate(id, 0.4, std::nullopt);
  }
  return state;
}

const SetReplaceBy kByOthers{ReplaceBy::kOthers};

WhatIfAction answer(const ViewerState& state, double mean, OverOthers over) {
  return TryCame{{shown_try(state).revision, kRegion, mean, std::nullopt, over}};
}

TEST(WhatIfOthers, CanLendTheirMapsWhereTheSessionHasAny) {
  ViewerState state = then(on_screen(), {kByOthers});
  EXPECT_EQ(shown_try(state).by, ReplaceBy::kZero);
  EXPECT_EQ(what_if_json(state)["otherImages"], 0);
  state = among(1);
  state.session.open(9, "not estimated yet");
  EXPECT_EQ(other_images(state), std::vector<int>({2}));
  state = then(std::move(state), {kByOthers});
  EXPECT_EQ(shown_try(state).by, ReplaceBy::kOthers);
  EXPECT_EQ(shown_try(state).others, std::vector<int>({2}));
  EXPECT_EQ(what_if_json(state)["by"], "others");
  EXPECT_EQ(then(among(40), {kByOthers}).what_if.tries.back()->others.size(), kMostOthers);
}

TEST(WhatIfOthers, StayThoseOfTheChoiceUntilItIsMadeAgain) {
  ViewerState state = then(among(2), {kByOthers, off({{0, 0}})});
  const int revision = shown_try(state).revision;
  state.session.open(7, "later");
  state.session.estimate(7, 0.2, std::nullopt);
  state = then(std::move(state), {ListEffects{WhatIfList::kLayer}});
  EXPECT_EQ(shown_try(state).others, std::vector<int>({2, 3}));
  EXPECT_EQ(shown_try(state).revision, revision);
  // Once more: with all that are there by now, and what is known of the filters goes.
  const FilterEffect one{{0, 0}, 1, 0.1, true, OverOthers{0.5, 2}};
  state = then(std::move(state),
               {EffectsCame{1, kRegion, ReplaceBy::kOthers, {one}, 8, {2, 3}}, kByOthers});
  EXPECT_EQ(shown_try(state).others, std::vector<int>({2, 3, 7}));
  EXPECT_TRUE(state.what_if.effects.empty());
  EXPECT_TRUE(try_wanted(state));
  // Undo leads to the set before; the same choice again is none.
  state = then(std::move(state), {UndoTry{}});
  EXPECT_EQ(shown_try(state).others, std::vector<int>({2, 3}));
  // Reset keeps the way.
  state = then(std::move(state), {ResetTry{}});
  EXPECT_EQ(shown_try(state).others, std::vector<int>({2, 3}));
}

TEST(WhatIfOthers, TheEstimateIsAMeanWithItsLowestAndHighest) {
  ViewerState state = then(among(2), {kByOthers, off({{0, 0}})});
  EXPECT_FALSE(over_after(state));
  state = then(state, {answer(state, 0.5, {0.4, 0.6})});
  EXPECT_EQ(estimate_after(state), 0.5);
  ASSERT_TRUE(over_after(state));
  EXPECT_EQ(over_after(state)->lowest, 0.4);
  const Json json = what_if_json(state);
  EXPECT_EQ(json["over"], (Json{0.4, 0.6}));
  EXPECT_EQ(json["others"], (Json{2, 3}));
  // With nothing changed the image's own estimate stands, which is no mean.
  EXPECT_FALSE(over_after(then(state, {ResetTry{}})));
  // What can't be is not taken.
  ViewerState fresh = then(among(2), {kByOthers, off({{0, 0}})});
  fresh = then(fresh, {answer(fresh, 0.7, {0.4, 0.6}), answer(fresh, 0.5, {0.4, std::nan("")})});
  EXPECT_FALSE(estimate_after(fresh));
}

TEST(WhatIfOthers, EffectsOfAnotherSetAreNotTaken) {
  const FilterEffect one{{0, 0}, 1, 0.1, true, OverOthers{0.5, 2}};
  ViewerState state = then(among(2), {kByOthers});
  state = then(state, {EffectsCame{1, kRegion, ReplaceBy::kOthers, {one}, 8, {2}}});
  EXPECT_TRUE(state.what_if.effects.empty());
  FilterEffect wrong = one;
  wrong.over = OverOthers{3, 4};
  state = then(state, {EffectsCame{1, kRegion, ReplaceBy::kOthers, {wrong}, 8, {2, 3}}});
  EXPECT_TRUE(state.what_if.effects.empty());
  state = then(state, {EffectsCame{1, kRegion, ReplaceBy::kOthers, {one}, 8, {2, 3}}});
  ASSERT_EQ(state.what_if.effects.size(), 1u);
  EXPECT_EQ(state.what_if.effects[0].over->highest, 2);
}

TEST(WhatIfOthers, OneThatLeavesTheSessionLendsNothingAnyMore) {
  ViewerState state = then(among(2), {kByOthers, off({{0, 0}})});
  state = then(state, {answer(state, 0.5, {0.4, 0.6})});
  state = reduce(std::move(state), RemoveImage{2});
  EXPECT_EQ(shown_try(state).others, std::vector<int>({3}));
  EXPECT_EQ(shown_try(state).off.size(), 1u);
  EXPECT_TRUE(try_wanted(state));
  state = reduce(std::move(state), RemoveImage{3});
  EXPECT_EQ(shown_try(state).by, ReplaceBy::kZero);
  EXPECT_TRUE(shown_try(state).others.empty());
}

TEST(WhatIfOthers, AnotherImageBeginsWithTheModelsWay) {
  ViewerState state = then(among(2), {kByOthers});
  state = reduce(std::move(state), ImageOpened{made_image(2)});
  state = reduce(std::move(state), made_result(2, {kRegion, 0.4, {0, 1}}));
  EXPECT_EQ(shown_try(state).by, ReplaceBy::kZero);
}

TEST(WhatIfOthers, ItIsSaidHowFarTheirRunsAreAndWhichAreDrawn) {
  ViewerState state = then(among(2), {kByOthers, off({{0, 0}})});
  const int revision = shown_try(state).revision;
  EXPECT_TRUE(what_if_json(state)["progress"].is_null());
  state = then(std::move(state), {TryGoesOn{{revision, 1, 2}}, TryGoesOn{{revision, 3, 2}}});
  EXPECT_EQ(what_if_json(state)["progress"], (Json{{"done", 1}, {"of", 2}}));
  EXPECT_FALSE(try_progress(then(state, {off({{0, 1}})})));
  EXPECT_EQ(drawn_others(state), 0u);
  const auto drawn = what_if_action_from_json({{"type", "what-if-drawn"}, {"images", {1, 3}}});
  ASSERT_TRUE(drawn);
  EXPECT_EQ(drawn_others(then(state, {*drawn})), 1u);
  EXPECT_FALSE(what_if_action_from_json({{"type", "what-if-drawn"}, {"images", {"x"}}}));
  state = then(state, {answer(state, 0.5, {0.4, 0.6})});
  EXPECT_FALSE(try_progress(state));
}

}  // namespace
}  // namespace lesion::viewer
