// Compare: both models on the labelled images, by the paired test.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/evaluate/evaluation.h"
#include "core/table/labels.h"
#include "tests/wasm/state/made_state.h"
#include "wasm/viewer/state/mirror.h"

namespace lesion::viewer {
namespace {

ViewerState after(ViewerState state, const std::vector<Action>& actions) {
  for (const Action& action : actions) state = reduce(std::move(state), action);
  return state;
}

Action compare(const CompareAction& action) { return action; }
Action validate(const ValidateAction& action) { return ScreenAction(action); }

ViewerState comparing(ViewerState state) {
  return reduce(std::move(state), ShowScreen{Screen::kCompare});
}

nlohmann::json mirrored(const ViewerState& state) {
  return nlohmann::json::parse(mirror_json(state))["compare"];
}

// Six labelled images: the open model has one pair of nine in the wrong order, the second four.
ViewerState judging() {
  ViewerState state = made_state();
  const double first[] = {0.1, 0.2, 0.6, 0.5, 0.7, 0.9};
  for (int id = 2; id <= 7; ++id) {
    const double probability = first[id - 2];
    const std::string name = "x" + std::to_string(id) + ".jpg";
    state = after(std::move(state), {ImageScored{id, name, probability},
                                     validate(AnswerCame{id, {probability, {}, {}}}),
                                     validate(MarkImage{id < 5 ? kBenign : kMalignant, id})});
  }
  return comparing(std::move(state));
}

TEST(Compare, BothModelsAreComparedOnTheLabelledImages) {
  ViewerState state = judging();
  EXPECT_TRUE(mirrored(state)["paired"].is_null());
  state = after(state, {compare(JudgeBoth{true})});
  EXPECT_FALSE(state.compare.judging) << "no second model";
  const ModelCard card = state.model->card;
  state = after(state,
                {compare(ChooseSecondModel{"b.onnx"}), compare(SecondModelOpened{"b.onnx", card})});
  ASSERT_TRUE(state.compare.paired);
  EXPECT_EQ(state.compare.paired->labelled, 6u);
  EXPECT_EQ(state.compare.paired->scored, 0u);
  EXPECT_FALSE(state.compare.paired->comparison);
  EXPECT_TRUE(mirrored(state)["toScore"].is_null());
  state = after(state, {compare(JudgeBoth{true})});
  const double second[] = {0.3, 0.5, 0.4, 0.35, 0.2, 0.8};
  for (int id = 2; id <= 7; ++id) {
    ASSERT_EQ(mirrored(state)["toScore"], id);
    // What nobody waits for changes nothing.
    state =
        after(state, {compare(SecondScored{1, 0.5}), compare(SecondScored{id, second[id - 2]})});
    EXPECT_EQ(state.compare.paired->scored, static_cast<std::size_t>(id - 1));
  }
  EXPECT_FALSE(state.compare.judging);
  EXPECT_TRUE(mirrored(state)["toScore"].is_null());
  ASSERT_TRUE(state.compare.paired->comparison);
  const ModelComparison& both = *state.compare.paired->comparison;
  EXPECT_EQ(both.n, 6u);
  EXPECT_DOUBLE_EQ(both.first.value, 8.0 / 9);
  EXPECT_DOUBLE_EQ(both.second.value, 4.0 / 9);
  EXPECT_DOUBLE_EQ(both.paired.difference, 4.0 / 9);
  EXPECT_EQ(mirrored(state)["paired"]["p"], both.paired.p_value);
  // Validate's figures have it too, and the scores outlast the screen as long as the model is the
  // same.
  state = after(state, {ShowScreen{Screen::kValidate}});
  ASSERT_TRUE(state.validate.found->evaluation.against);
  EXPECT_EQ(state.validate.found->evaluation.against->paired.p_value, both.paired.p_value);
  EXPECT_EQ(
      nlohmann::json::parse(to_json(state.validate.found->evaluation))["against"]["difference"],
      both.paired.difference);
  state = after(comparing(state),
                {compare(ChooseSecondModel{"b.onnx"}), compare(SecondModelOpened{"b.onnx", card})});
  EXPECT_TRUE(state.compare.paired->comparison);
  // Another label, another figure; another model, none.
  state = after(state, {validate(MarkImage{std::nullopt, 4})});
  EXPECT_EQ(state.compare.paired->comparison->n, 5u);
  ModelCard other = card;
  other.name = "another";
  state = after(
      state, {compare(ChooseSecondModel{"c.onnx"}), compare(SecondModelOpened{"c.onnx", other})});
  EXPECT_FALSE(state.compare.paired->comparison);
  EXPECT_EQ(state.compare.paired->scored, 0u);
}

TEST(Compare, AnImageThatTheSecondModelCannotAnswerIsLeftOut) {
  ViewerState state = judging();
  state = after(
      state, {compare(ChooseSecondModel{"b.onnx"}),
              compare(SecondModelOpened{"b.onnx", state.model->card}), compare(JudgeBoth{true})});
  for (int id = 2; id <= 7; ++id) {
    const std::optional<double> answer = id == 4 ? std::nullopt : std::optional<double>(0.1 * id);
    state = after(state, {compare(SecondScored{id, answer})});
  }
  EXPECT_FALSE(state.compare.judging);
  EXPECT_EQ(state.compare.paired->scored, 6u);
  EXPECT_EQ(state.compare.paired->comparison->n, 5u);
  // Stopped, the rest is as it was.
  state = judging();
  state = after(state, {compare(ChooseSecondModel{"b.onnx"}),
                        compare(SecondModelOpened{"b.onnx", state.model->card}),
                        compare(JudgeBoth{true}), compare(SecondScored{2, 0.2}),
                        compare(JudgeBoth{false}), compare(SecondScored{3, 0.2})});
  EXPECT_EQ(state.compare.paired->scored, 1u);
}

}  // namespace
}  // namespace lesion::viewer
