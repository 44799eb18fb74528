// What each filter does when it is switched off alone: estimates, exact values, and their lists.
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "tests/wasm/state/made_what_if.h"
#include "wasm/viewer/screens/what_if/mirror.h"
#include "wasm/viewer/screens/what_if/tries.h"

namespace lesion::viewer {
namespace {

TEST(WhatIfEffects, EffectsComeOnceEachAndAreListedByHowMuchTheyChange) {
  ViewerState state = on_screen();
  EXPECT_TRUE(effects_wanted(state));
  state =
      then(std::move(state),
           {EffectsCame{1, kRegion, ReplaceBy::kZero, {{{1, 0}, -0.5, -0.1}, {{1, 1}, 2, 0.2}}, 3},
            EffectsCame{1, kRegion, ReplaceBy::kZero, {{{1, 1}, 9, 0.9}, {{0, 2}, -1, -0.15}}, 3}});
  EXPECT_FALSE(effects_wanted(state));
  EXPECT_EQ(greatest_effect(state), 2);
  const std::vector<ListedFilter> listed = listed_effects(state);
  ASSERT_EQ(listed.size(), 8u);
  EXPECT_EQ(listed[0].place, (FilterPlace{1, 1}));
  EXPECT_EQ(listed[1].place, (FilterPlace{0, 2}));
  EXPECT_EQ(listed[2].place, (FilterPlace{1, 0}));
  EXPECT_FALSE(listed[3].effect);
  EXPECT_EQ(listed[0].effect->log_odds, 2);
}

TEST(WhatIfEffects, EffectsOfAnotherImageSquareOrReplacementAreNotTaken) {
  const FilterEffect one{{0, 0}, 1, 0.1};
  ViewerState state = then(on_screen(), {EffectsCame{2, kRegion, ReplaceBy::kZero, {one}, 8},
                                         EffectsCame{1, {0, 0, 9, 9}, ReplaceBy::kZero, {one}, 8},
                                         EffectsCame{1, kRegion, ReplaceBy::kMean, {one}, 8}});
  EXPECT_TRUE(state.what_if.effects.empty());
  state = then(std::move(state), {EffectsCame{1, kRegion, ReplaceBy::kZero, {one}, 8}});
  EXPECT_EQ(state.what_if.effects.size(), 1u);
  // Replaced in another way they are measured anew; undo leads back to the other way.
  state = then(std::move(state), {SetReplaceBy{ReplaceBy::kMean}});
  EXPECT_TRUE(state.what_if.effects.empty());
  EXPECT_TRUE(effects_wanted(state));
  state = then(std::move(state), {EffectsCame{1, kRegion, ReplaceBy::kMean, {one}, 8}, UndoTry{}});
  EXPECT_TRUE(state.what_if.effects.empty());
  EXPECT_EQ(shown_try(state).by, ReplaceBy::kZero);
}

TEST(WhatIfEffects, StopEndsTheMeasuring) {
  ViewerState state = then(on_screen(), {MeasureEffects{false}});
  EXPECT_FALSE(effects_wanted(state));
  EXPECT_TRUE(effects_wanted(then(std::move(state), {MeasureEffects{true}})));
}

TEST(WhatIfEffects, AnEstimateStandsUntilTheExactValueComes) {
  const auto estimated = [](FilterPlace place, double change) {
    return FilterEffect{place, change, change / 10, false};
  };
  ViewerState state = then(
      on_screen(), {EffectsCame{1,
                                kRegion,
                                ReplaceBy::kZero,
                                {estimated({0, 0}, 3), estimated({0, 1}, -1), estimated({1, 0}, 2)},
                                8}});
  EXPECT_TRUE(effects_wanted(state));
  EXPECT_EQ(listed_effects(state)[0].place, (FilterPlace{0, 0}));
  EXPECT_FALSE(listed_effects(state)[0].effect->exact);
  Json json = what_if_json(state);
  EXPECT_EQ(json["effects"]["done"], 0);
  EXPECT_EQ(json["effects"]["estimated"], 3);
  EXPECT_EQ(json["listed"][0], (Json{0, 0, 3.0, 0.3, 0, 1}));
  // The exact one ranks where it belongs, and no estimate takes its place again.
  state = then(std::move(state),
               {EffectsCame{1, kRegion, ReplaceBy::kZero, {{{0, 0}, 0.5, 0.01}}, 8},
                EffectsCame{1, kRegion, ReplaceBy::kZero, {estimated({0, 0}, 9)}, 8}});
  EXPECT_EQ(listed_effects(state)[0].place, (FilterPlace{1, 0}));
  EXPECT_EQ(listed_effects(state)[2].effect->log_odds, 0.5);
  json = what_if_json(state);
  EXPECT_EQ(json["effects"]["done"], 1);
  EXPECT_EQ(json["effects"]["estimated"], 2);
  // Where there can be none, it is said, and goes with what it was said of.
  state = then(std::move(state), {NoEstimate{"no rule for Mystery"}});
  EXPECT_EQ(what_if_json(state)["effects"]["noEstimate"], "no rule for Mystery");
  state = then(std::move(state), {SetReplaceBy{ReplaceBy::kMean}});
  EXPECT_EQ(what_if_json(state)["effects"]["noEstimate"], "");
}

TEST(WhatIfEffects, OfAVeryLargeNetworkTheFirstHundredAreMeasuredAndTheOthersOnDemand) {
  ViewerState state = reduce(made_state(), ShowScreen{Screen::kWhatIf});
  ModelCard card = made_card();
  card.layers[1].filter_count = 2000;
  card.layers[1].filters.clear();
  state = reduce(std::move(state), ModelOpened{"large.onnx", card});
  Verdict verdict{kRegion, 0.4, {0, 1}};
  state = reduce(std::move(state), ResultCame{1, verdict, {}});
  EXPECT_EQ(filters_in_all(state), 2003u);
  EXPECT_TRUE(effects_wanted(state));
  EXPECT_EQ(effects_to_measure(state), 100u);
  EffectsCame came{1, kRegion, ReplaceBy::kZero, {}, 2003};
  for (int i = 0; i < 100; ++i) came.effects.push_back({{1, 3 * i}, 0.1, 0.01});
  state = then(std::move(state), {came});
  EXPECT_FALSE(effects_wanted(state));
  state = then(std::move(state), {MeasureEffects{true}});
  EXPECT_TRUE(effects_wanted(state));
  EXPECT_EQ(effects_to_measure(state), 2003u);
  EXPECT_FALSE(effects_wanted(then(std::move(state), {MeasureEffects{false}})));
}

TEST(WhatIfEffects, ListsFiltersByNameAndByLayer) {
  ViewerState state = on_screen();
  Model model = *state.model;
  model.card.layers[1].filters[3].concepts = {{"hair", 0.9f, 0.85f, 0.95f}};
  model.card.layers[0].filters[1].concepts = {{"hair", 0.9f, 0.85f, 0.95f}};
  state.model = std::make_shared<const Model>(model);
  state = then(std::move(state), {ListEffects{WhatIfList::kConcept}});
  EXPECT_TRUE(listed_effects(state).empty());
  state = then(std::move(state), {OpenConcept{"hair"}});
  ASSERT_EQ(listed_effects(state).size(), 2u);
  EXPECT_EQ(listed_effects(state)[0].place, (FilterPlace{0, 1}));
  state = then(reduce(std::move(state), Select{1, 0}), {ListEffects{WhatIfList::kLayer}});
  ASSERT_EQ(listed_effects(state).size(), 5u);
  EXPECT_EQ(listed_effects(state)[4].place, (FilterPlace{1, 4}));
}

// Two filters are named for hair, one of them surely, one for the ruler.
ViewerState with_names() {
  ViewerState state = on_screen();
  Model model = *state.model;
  model.card.layers[1].filters[3].concepts = {{"hair", 0.9f, 0.85f, 0.95f}};
  model.card.layers[0].filters[1].concepts = {{"hair", 0.7f, 0.65f, 0.75f}};
  model.card.layers[1].filters[0].concepts = {{"ruler", 0.9f, 0.85f, 0.95f}};
  state.model = std::make_shared<const Model>(model);
  return state;
}

ConceptEffectCame came(ConceptEffect effect) {
  return {1, kRegion, ReplaceBy::kZero, std::move(effect)};
}

TEST(WhatIfConcepts, AreListedByWhatAllTheirFiltersDoTogether) {
  ViewerState state = with_names();
  std::vector<ListedConcept> listed = listed_concepts(state);
  ASSERT_EQ(listed.size(), 2u);
  EXPECT_EQ(listed[0].name, "hair");
  EXPECT_EQ(listed[0].filters, std::vector<FilterPlace>({{0, 1}, {1, 3}}));
  EXPECT_EQ(listed[0].sure, 1u);
  EXPECT_FALSE(listed[0].effect);
  state = then(std::move(state), {came({"ruler", -2, -0.3})});
  listed = listed_concepts(state);
  EXPECT_EQ(listed[0].name, "ruler");  // one that is known comes first
  state = then(std::move(state), {came({"hair", 3, 0.2}), came({"ruler", -2.5, -0.35})});
  listed = listed_concepts(state);
  EXPECT_EQ(listed[0].name, "hair");
  EXPECT_EQ(listed[0].effect->log_odds, 3);
  EXPECT_EQ(listed[1].effect->log_odds, -2.5);
  EXPECT_EQ(state.what_if.concept_effects.size(), 2u);
  // Switched, they are said to be.
  state = then(std::move(state), {off({{0, 1}})});
  EXPECT_EQ(listed_concepts(state)[0].off, 1u);
  // One scale for names and their filters, where both are listed.
  EXPECT_EQ(greatest_effect(state), 0);
  EXPECT_EQ(greatest_effect(then(state, {ListEffects{WhatIfList::kConcept}})), 3);
  const Json json = what_if_json(state);
  EXPECT_EQ(json["concepts"][0]["logOdds"], 3.0);
  EXPECT_EQ(json["concepts"][0]["sure"], 1);
  EXPECT_EQ(json["concepts"][0]["off"], 1);
}

TEST(WhatIfConcepts, OfAnotherWayOrSquareOrNameAreNotTaken) {
  ViewerState state = with_names();
  ConceptEffectCame other = came({"hair", 1, 0.1});
  other.by = ReplaceBy::kMean;
  ConceptEffectCame square = came({"hair", 1, 0.1});
  square.region.x += 1;
  state = then(std::move(state),
               {other, square, came({"ink", 1, 0.1}), came({"hair", std::nan(""), 0.1})});
  EXPECT_TRUE(state.what_if.concept_effects.empty());
  state = then(std::move(state), {came({"hair", 1, 0.1}), SetReplaceBy{ReplaceBy::kMean}});
  EXPECT_TRUE(state.what_if.concept_effects.empty());
  // A card without names has none.
  EXPECT_TRUE(listed_concepts(on_screen()).empty());
}

}  // namespace
}  // namespace lesion::viewer
