#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "tests/wasm/state/made_state.h"
#include "wasm/viewer/screens/explain/choice.h"
#include "wasm/viewer/state/key_action.h"
#include "wasm/viewer/state/mirror.h"
#include "wasm/viewer/state/screens.h"

namespace lesion::viewer {
namespace {

ViewerState then(ViewerState state, const std::vector<ExplainAction>& actions) {
  for (const ExplainAction& action : actions) {
    state = reduce(std::move(state), Action(ScreenAction(action)));
  }
  return state;
}

ViewerState on_screen() { return reduce(made_state(), ShowScreen{Screen::kExplain}); }

ExplainAnswer answer_to(const ViewerState& state, double progress) {
  return {state.explain.revision, 10, 10, true, 0.5f, progress, 1.5, std::nullopt};
}

TEST(ExplainScreen, KnowsTheMethodsOfCoreAndNoOther) {
  std::set<std::string> core;
  std::ifstream table(LESION_EXPLAIN_METHODS);
  for (std::string line; std::getline(table, line);) {
    const std::string begin = "LESION_EXPLAIN(";
    if (line.starts_with(begin)) {
      core.insert(line.substr(begin.size(), line.find(')') - begin.size()));
    }
  }
  std::set<std::string> own;
  for (const std::string_view one : explain_methods()) own.insert(std::string(one));
  EXPECT_EQ(own, core);
  EXPECT_GT(own.size(), 10u);
}

TEST(ExplainScreen, ShowsFirstWhatFaredBestOnTheNetworkWhereThatWasMeasured) {
  ModelCard card = made_state().model->card;
  EXPECT_EQ(best_method(card), "occlusion") << "nobody knows";
  card.explanations = ExplanationsRecord{"val", {}};
  const auto add = [&](const char* method, const char* measure, bool untrained, float mean) {
    ExplanationScoreCard one;
    one.method = method;
    one.measure = measure;
    one.untrained = untrained;
    one.score.mean = mean;
    card.explanations->scores.push_back(one);
  };
  add("gradcam", "faithfulness", false, 0.12f);
  add("hirescam", "faithfulness", false, 0.16f);
  add("gradient", "faithfulness", true, 0.3f);
  add("gradient", "pointing", false, 0.95f);
  add("centred", "faithfulness", false, 0.5f);
  EXPECT_EQ(best_method(card), "hirescam");
  // With the first model; a later one leaves what a person has chosen.
  ViewerState state;
  state = reduce(state, ModelOpened{"a.onnx", card});
  EXPECT_EQ(state.explain.method, "hirescam");
  state = then(state, {SetExplainMethod{"rise"}});
  state = reduce(state, ModelOpened{"b.onnx", card});
  EXPECT_EQ(state.explain.method, "rise");
}

TEST(ExplainScreen, AsksForWhatIsChosenUntilAllHasCome) {
  ViewerState state = on_screen();
  EXPECT_EQ(state.explain.method, "occlusion");
  EXPECT_TRUE(explanation_wanted(state));
  EXPECT_FALSE(explanation_of(state));
  state = then(state, {Explained{answer_to(state, 0.4)}});
  ASSERT_TRUE(explanation_of(state));
  EXPECT_TRUE(explanation_wanted(state));
  state = then(state, {ExplainGoesOn{state.explain.revision, 0.7}});
  EXPECT_EQ(explanation_of(state)->progress, 0.7);
  state = then(state, {Explained{answer_to(state, 1)}});
  EXPECT_FALSE(explanation_wanted(state));
}

TEST(ExplainScreen, AnotherQuestionHasNoAnswerYet) {
  const ViewerState done = then(on_screen(), {Explained{answer_to(on_screen(), 1)}});
  ASSERT_TRUE(explanation_of(done));
  for (const ExplainAction& action :
       std::vector<ExplainAction>{SetExplainMethod{"gradcam"}, SetExplainTarget{true},
                                  StopExplaining{false}, StepExplainMethod{1}}) {
    const ViewerState state = then(done, {action});
    EXPECT_FALSE(explanation_of(state));
    EXPECT_TRUE(explanation_wanted(state));
    // What was on its way comes too late.
    EXPECT_FALSE(explanation_of(then(state, {Explained{answer_to(done, 1)}})));
  }
  // A method that there is not, the same again: nothing happens.
  EXPECT_TRUE(explanation_of(then(done, {SetExplainMethod{"magic"}})));
  EXPECT_TRUE(explanation_of(then(done, {SetExplainTarget{false}})));
}

TEST(ExplainScreen, IsOfTheImageTheSquareAndTheModelThatAreShown) {
  const ViewerState done = then(on_screen(), {Explained{answer_to(on_screen(), 1)}});
  ViewerState other = reduce(done, made_result(1, {{0, 0, 200, 200}, 0.73, {0, 1}}));
  EXPECT_FALSE(explanation_of(other));
  EXPECT_TRUE(explanation_wanted(other));
  other = reduce(done, ImageOpened{made_image(2)});
  EXPECT_FALSE(explanation_of(other));
  EXPECT_FALSE(explanation_wanted(other));
  EXPECT_FALSE(explanation_of(reduce(done, ModelOpened{"made.onnx", made_card()})));
}

TEST(ExplainScreen, StopsAndKeepsWhatHasCome) {
  ViewerState state = then(on_screen(), {Explained{answer_to(on_screen(), 0.4)}, StopExplaining{}});
  EXPECT_TRUE(explanation_of(state));
  EXPECT_FALSE(explanation_wanted(state));
  state = then(state, {StopExplaining{false}});
  EXPECT_TRUE(explanation_wanted(state));
  state = then(state, {ExplainRefused{state.explain.revision}});
  EXPECT_FALSE(explanation_wanted(state));
  EXPECT_TRUE(explanation_wanted(then(state, {SetExplainMethod{"gradcam"}})));
}

TEST(ExplainScreen, TakesALayerWhereTheMethodDoes) {
  ViewerState state = then(on_screen(), {SetExplainMethod{"gradcam"}});
  EXPECT_EQ(explained_layer(state), 1);
  const int revision = state.explain.revision;
  state = then(state, {SetExplainLayer{-5}});
  EXPECT_EQ(explained_layer(state), 0);
  EXPECT_NE(state.explain.revision, revision);
  EXPECT_EQ(explained_layer(then(state, {SetExplainLayer{99}})), 1);
  EXPECT_FALSE(takes_layer("occlusion"));
  EXPECT_TRUE(takes_layer("layercam"));
}

TEST(ExplainScreen, AFiltersExplanationFollowsTheFilter) {
  ViewerState state = then(on_screen(), {SetExplainMethod{"deconvnet"}});
  const int revision = state.explain.revision;
  state = reduce(state, StepFilter{1});
  EXPECT_NE(state.explain.revision, revision);
  state = then(state, {SetExplainMethod{"gradcam"}});
  const int other = state.explain.revision;
  EXPECT_EQ(reduce(state, StepFilter{1}).explain.revision, other);
}

TEST(ExplainScreen, NoNumbersAreNotTaken) {
  ViewerState state = on_screen();
  ExplainAnswer answer = answer_to(state, 1);
  answer.greatest = std::nanf("");
  EXPECT_FALSE(explanation_of(then(state, {Explained{answer}})));
  answer = answer_to(state, 1);
  answer.width = 0;
  EXPECT_FALSE(explanation_of(then(state, {Explained{answer}})));
}

TEST(ExplainScreen, KeysGoThroughTheMethods) {
  ViewerState state = on_screen();
  const auto press = [&state](const char* key) {
    const auto action = key_action(state, key, false);
    ASSERT_TRUE(action);
    state = reduce(state, *action);
  };
  press("ArrowDown");
  EXPECT_EQ(state.explain.method, explain_methods()[1]);
  press("ArrowUp");
  press("ArrowUp");
  EXPECT_EQ(state.explain.method, explain_methods()[0]);
}

TEST(ExplainScreen, ActionsComeFromJsonAndTheStateIsMirrored) {
  for (const char* text :
       {R"({"type":"explain-method","name":"rise"})", R"({"type":"explain-step","by":1})",
        R"({"type":"explain-target","against":true})", R"({"type":"explain-layer","layer":0})",
        R"({"type":"explain-stop","stopped":true})"}) {
    EXPECT_TRUE(action_from_json(text)) << text;
  }
  EXPECT_FALSE(action_from_json(R"({"type":"explain-method"})"));
  EXPECT_FALSE(action_from_json(R"({"type":"explain-layer","layer":"0"})"));
  const ViewerState state = then(on_screen(), {Explained{answer_to(on_screen(), 1)}});
  const auto json = nlohmann::json::parse(mirror_json(state))["explain"];
  EXPECT_EQ(json["method"], "occlusion");
  EXPECT_EQ(json["target"], "for");
  EXPECT_TRUE(json["layer"].is_null());
  EXPECT_EQ(json["greatest"], 0.5);
  EXPECT_EQ(json["progress"], 1);
  EXPECT_TRUE(
      nlohmann::json::parse(mirror_json(reduce(state, ShowScreen{Screen::kRead})))["explain"]
          .is_null());
}

TEST(ExplainScreen, ShowsAnImageOnlyOfAMethodThatMakesOne) {
  ViewerState state = then(on_screen(), {SetExplainMethod{"class_image"}});
  ExplainAnswer answer = answer_to(state, 1);
  EXPECT_FALSE(explanation_of(then(state, {Explained{answer}}))) << "a map in the image's place";
  answer.made = ExplainAnswer::Made{-1, 2};
  const ViewerState done = then(state, {Explained{answer}});
  ASSERT_TRUE(explanation_of(done));
  const Json json = explain_json(done);
  EXPECT_EQ(json["made"], (Json{{"from", -1.0}, {"to", 2.0}, {"nothing", false}}));
  // What stayed grey is said to have, once it is done.
  answer.greatest = 0;
  EXPECT_EQ(explain_json(then(state, {Explained{answer}}))["made"]["nothing"], true);
  answer.progress = 0.5;
  EXPECT_EQ(explain_json(then(state, {Explained{answer}}))["made"]["nothing"], false);
  EXPECT_EQ(json["smooth"], false);
  EXPECT_EQ(explain_json(then(on_screen(), {}))["smooth"], nullptr);
  // Less speckle is another image; of a map nothing changes.
  EXPECT_FALSE(explanation_of(then(done, {SetExplainSmooth{true}})));
  const ViewerState map = then(on_screen(), {Explained{answer_to(on_screen(), 1)}});
  EXPECT_TRUE(explanation_of(then(map, {SetExplainSmooth{true}})));
  EXPECT_EQ(explain_json(then(done, {SetExplainMethod{"filter_image"}}))["filter"].size(), 2u);
}

TEST(ExplainScreen, AsksAnewForUntrainedWeights) {
  const ViewerState done = then(on_screen(), {Explained{answer_to(on_screen(), 1)}});
  const auto action = own_key_action(done, "2");
  ASSERT_TRUE(action);
  const ViewerState untrained = reduce(done, *action);
  EXPECT_TRUE(untrained.explain.untrained);
  EXPECT_FALSE(explanation_of(untrained));
  EXPECT_TRUE(explanation_wanted(untrained));
  EXPECT_EQ(explain_json(untrained)["untrained"], true);
  // It stays so with the next method.
  EXPECT_TRUE(then(untrained, {StepExplainMethod{1}}).explain.untrained);
  const auto made = then(untrained, {SetExplainMethod{"class_image"}});
  EXPECT_TRUE(reduce(made, *own_key_action(made, "m")).explain.smooth);
  EXPECT_EQ(explain_action_from_json({{"type", "explain-smooth"}, {"smooth", 1}}), std::nullopt);
}

}  // namespace
}  // namespace lesion::viewer
