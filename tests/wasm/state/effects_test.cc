#include "wasm/viewer/state/effects.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <memory>

#include "tests/wasm/state/made_state.h"
#include "wasm/viewer/concept_words.h"
#include "wasm/viewer/mask_words.h"
#include "wasm/viewer/screens/explain/trust.h"
#include "wasm/viewer/state/crop.h"

namespace lesion::viewer {
namespace {

Words english() {
  std::ifstream file(LESION_WORDS "/en.json");
  Words words;
  EXPECT_TRUE(words.set(std::string(std::istreambuf_iterator<char>(file), {})));
  return words;
}

// made_state() with a card in which filter 1 of layer 0 moves the estimate most, down.
ViewerState with_effects() {
  ViewerState state = made_state();
  Model model = *state.model;
  std::vector<FilterCard>& filters = model.card.layers[0].filters;
  if (filters.empty()) filters.resize(static_cast<std::size_t>(model.card.layers[0].filter_count));
  filters[0].effect = EffectCard{.mean = 0.1f, .low = 0.05f, .high = 0.15f};
  filters[1].effect = EffectCard{.mean = 9, .low = 8, .high = 10};
  filters[1].effect_of_mean = EffectCard{.mean = -0.4f, .low = -0.5f, .high = -0.3f};
  model.card.filter_effects = FilterEffectsRecord{.measured_on = "made val", .images = 40};
  state.model = std::make_shared<const Model>(model);
  return state;
}

TEST(Effects, AreOfTheMeanWhereTheCardHasThat) {
  const ViewerState state = with_effects();
  ASSERT_TRUE(filter_effect(state, 0, 1));
  EXPECT_FLOAT_EQ(filter_effect(state, 0, 1)->mean, -0.4f);
  EXPECT_FLOAT_EQ(filter_effect(state, 0, 0)->mean, 0.1f);
  EXPECT_FALSE(filter_effect(state, 0, 2));
  EXPECT_FALSE(filter_effect(state, 99, 0));
  EXPECT_EQ(most_effective(state.model->card, 5), (std::vector<FilterPlace>{{0, 1}, {0, 0}}));
  EXPECT_TRUE(has_effects(state));
  EXPECT_FALSE(has_effects(made_state()));
}

TEST(Effects, SortFiltersByHowFarTheyMoveTheEstimateWhicheverWay) {
  ViewerState state = reduce(with_effects(), SetSort{SortBy::kEffect});
  const std::vector<int> order = sorted_filters(state, 0);
  ASSERT_GE(order.size(), 3u);
  EXPECT_EQ(order[0], 1);
  EXPECT_EQ(order[1], 0);
  EXPECT_EQ(order[2], 2);
  // A card without effects has nothing to sort by.
  state = made_state();
  for (int i = 0; i < 8; ++i) {
    state = reduce(std::move(state), NextSort{});
    EXPECT_NE(state.sort, SortBy::kEffect);
  }
  EXPECT_FALSE(reduce(made_state(), ListByEffect{true}).list_by_effect);
  EXPECT_TRUE(reduce(with_effects(), ListByEffect{true}).list_by_effect);
}

TEST(Effects, AreSaidWithTheirSignAndOnWhatTheyWereMeasured) {
  const std::string said = effect_words(english(), with_effects(), 0, 1);
  EXPECT_NE(said.find("\xE2\x88\x92"
                      "0.40 (\xE2\x88\x92"
                      "0.50 to \xE2\x88\x92"
                      "0.30)"),
            std::string::npos)
      << said;
  EXPECT_NE(said.find("training mean"), std::string::npos) << said;
  EXPECT_NE(said.find("40 images, made val"), std::string::npos) << said;
  EXPECT_EQ(effect_words(english(), with_effects(), 0, 2), "");
  EXPECT_EQ(signed_words(english(), -0.001, 2), "0.00");
}

// --- How an explanation fared ------------------------------------------------------------------

ModelCard judged_card(float low, float high) {
  ModelCard card;
  card.explanations = ExplanationsRecord{.measured_on = "made val"};
  const auto add = [&](const char* method, const char* measure, float mean, float from, float to) {
    card.explanations->scores.push_back({.method = method,
                                         .measure = measure,
                                         .images = 200,
                                         .score = {.mean = mean, .low = from, .high = to}});
  };
  add("rise", "faithfulness", (low + high) / 2, low, high);
  add("rise", "pointing", 0.92f, 0.9f, 0.94f);
  add("random", "faithfulness", 0, -0.01f, 0.01f);
  add("centred", "faithfulness", 0.11f, 0.06f, 0.17f);
  return card;
}

TEST(Trust, IsJudgedByIntervalsThatDoNotMeet) {
  EXPECT_EQ(fared(judged_card(0.2f, 0.3f), "rise"), Fared::kAboveMiddle);
  EXPECT_EQ(fared(judged_card(0.1f, 0.3f), "rise"), Fared::kAboveChance);
  EXPECT_EQ(fared(judged_card(0.005f, 0.3f), "rise"), Fared::kNotAboveChance);
  EXPECT_EQ(fared(judged_card(0.2f, 0.3f), "gradcam"), Fared::kUnmeasured);
  EXPECT_EQ(fared(ModelCard(), "rise"), Fared::kUnmeasured);
}

TEST(Trust, SaysWhatWasMeasuredOrThatNothingWas) {
  const Words words = english();
  EXPECT_EQ(trust_words(words, ModelCard(), "rise"),
            std::vector<std::string>{words["explain.unjudged"]});
  EXPECT_TRUE(trust_words(words, judged_card(0.2f, 0.3f), "random").empty());
  const auto said = trust_words(words, judged_card(0.2f, 0.3f), "rise");
  ASSERT_GE(said.size(), 4u);
  EXPECT_EQ(said[0], words["explain.fared.middle"]);
  EXPECT_NE(said[1].find("+25"), std::string::npos) << said[1];
  EXPECT_NE(said[2].find("92%"), std::string::npos) << said[2];
  EXPECT_NE(said.back().find("200 images, made val"), std::string::npos) << said.back();
}

// --- What makes an estimate doubtful -----------------------------------------------------------

TEST(Doubts, StandBesideTheEstimateOfEveryImageThatIsUnlikeTheTrainingImages) {
  ViewerState state = made_state();
  Verdict verdict{region_for(state.model->card.input, 400, 300), 0.4, {0, 1}};
  verdict.novelty = Novelty{2.0, 0.5};
  state = reduce(state, made_result(1, verdict));
  EXPECT_EQ(doubts_of(state), (Doubts{.lesion_missed = false, .unlike = true}));
  EXPECT_TRUE(state.session.find(1)->doubts.unlike);
  ImageScored scored{2, "other.jpg", 0.4, {}};
  scored.unlike = true;
  state = reduce(state, scored);
  EXPECT_TRUE(state.session.find(2)->doubts.unlike);
  const Words words = english();
  EXPECT_EQ(doubt_words(words, {.lesion_missed = true, .unlike = true}),
            "No lesion found. Unlike training");
  EXPECT_EQ(doubt_words(words, {}), "");
}

TEST(Doubts, TheFittedSquareAndTheMiddleOnDifferentSidesAreToldApart) {
  ViewerState state = made_state();
  state = reduce(state, SetThreshold{0.3});
  Verdict verdict{region_for(state.model->card.input, 400, 300), 0.2, {0, 1}};
  verdict.central = 0.4;
  EXPECT_TRUE(central_crosses(reduce(state, made_result(1, verdict))));
  verdict.central = 0.25;
  EXPECT_FALSE(central_crosses(reduce(state, made_result(1, verdict))));
}

}  // namespace
}  // namespace lesion::viewer
