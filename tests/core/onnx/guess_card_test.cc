#include "core/onnx/guess_card.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/onnx/read.h"
#include "tests/core/onnx/small_models.h"

namespace lesion::onnx {
namespace {

bool assumes(const GuessedCard& guess, Assumed what) {
  return std::find(guess.assumed.begin(), guess.assumed.end(), what) != guess.assumed.end();
}

// A convolution, the mean over all cells, `classes` numbers.
std::string head(GraphBuilder& b, const std::string& x, std::int64_t classes) {
  const auto w = b.initializer("w", {4, 3, 3, 3}, random_weights(108, 1));
  const auto pooled = b.flatten(b.global_average_pool(b.relu(b.conv(x, w, ""), "maps")));
  return b.gemm(
      pooled,
      b.initializer("fc", {classes, 4}, random_weights(static_cast<std::size_t>(4 * classes), 2)),
      "", true, "scores");
}

Model finished(GraphBuilder& b, const std::string& output, Shape shape) {
  b.output(output, std::move(shape));
  return b.finish_model({}).value();
}

TEST(GuessCard, AsPyTorchExports) {
  GraphBuilder b("torch");
  const auto x = b.input("pixels", {"N", 3, 96, 128});
  const Model model = finished(b, head(b, x, 2), {"N", 2});
  const auto guess = guess_card(model, "net.v2.onnx");
  ASSERT_TRUE(guess) << guess.error().message;
  const ModelCard& card = guess->card;
  EXPECT_EQ(card.name, "net.v2");
  EXPECT_EQ(card.input_tensor, "pixels");
  EXPECT_EQ(card.logits_tensor, "scores");
  EXPECT_EQ(card.input.layout, Layout::kNchw);
  EXPECT_EQ(card.input.width, 128);
  EXPECT_EQ(card.input.height, 96);
  EXPECT_EQ(card.input.range, ValueRange::kUnit);
  EXPECT_FLOAT_EQ(card.input.mean[0], 0.485F);
  EXPECT_FLOAT_EQ(card.input.std[2], 0.225F);
  EXPECT_EQ(card.output, OutputKind::kLogits);
  EXPECT_EQ(card.classes, (std::vector<std::string>{"benign", "malignant"}));
  EXPECT_EQ(card.positive_class, 1);
  EXPECT_FALSE(assumes(*guess, Assumed::kSize));
  EXPECT_FALSE(assumes(*guess, Assumed::kLayout));
  EXPECT_TRUE(assumes(*guess, Assumed::kChannels));
  EXPECT_TRUE(assumes(*guess, Assumed::kValues));
  EXPECT_TRUE(assumes(*guess, Assumed::kClasses));
  ASSERT_EQ(guess->layers.layers.size(), 1U);
  EXPECT_EQ(guess->layers.layers[0].tensor, "maps");
}

TEST(GuessCard, AsTensorFlowExports) {
  GraphBuilder b("tensorflow");
  const auto x = b.input("image", {"N", "H", "W", 3});
  const auto turned = b.node("Transpose", {x}, {{"perm", std::vector<std::int64_t>{0, 3, 1, 2}}});
  const auto y = b.node("Sigmoid", {head(b, turned, 1)}, {}, "answer");
  const Model model = finished(b, y, {"N", 1});
  const auto guess = guess_card(model, "keras.onnx");
  ASSERT_TRUE(guess) << guess.error().message;
  EXPECT_EQ(guess->card.input.layout, Layout::kNhwc);
  EXPECT_EQ(guess->card.input.width, 224);
  EXPECT_TRUE(assumes(*guess, Assumed::kSize));
  EXPECT_FALSE(assumes(*guess, Assumed::kLayout));
  EXPECT_EQ(guess->card.input.range, ValueRange::kSigned);
  EXPECT_EQ(guess->card.input.mean[0], 0);
  EXPECT_EQ(guess->card.output, OutputKind::kSigmoid);
}

TEST(GuessCard, AllSidesOpen) {
  for (const bool turned : {false, true}) {
    GraphBuilder b("open");
    auto x = b.input("image", {"N", "A", "B", "C"});
    if (turned) x = b.node("Transpose", {x}, {{"perm", std::vector<std::int64_t>{0, 3, 1, 2}}});
    const Model model = finished(b, head(b, x, 2), {"N", 2});
    const auto guess = guess_card(model, "x.onnx");
    ASSERT_TRUE(guess) << guess.error().message;
    EXPECT_EQ(guess->card.input.layout, turned ? Layout::kNhwc : Layout::kNchw);
    EXPECT_FALSE(assumes(*guess, Assumed::kLayout));
  }
}

TEST(GuessCard, ANetworkThatDividesBytesItself) {
  const std::vector<float> reciprocal{1 / 255.0F};
  const std::vector<float> half{127.5F};
  const std::vector<float> deviation{0.5F};
  struct Case {
    const char* op;
    const std::vector<float>& by;
    ValueRange range;
  };
  for (const Case& one :
       {Case{"Mul", reciprocal, ValueRange::kBytes}, Case{"Div", half, ValueRange::kBytes},
        Case{"Div", deviation, ValueRange::kUnit}}) {
    GraphBuilder b("bytes");
    const auto x = b.input("image", {1, 3, 32, 32});
    const auto scaled = b.node(one.op, {x, b.initializer("by", {1}, one.by)});
    const Model model = finished(b, head(b, scaled, 2), {1, 2});
    const auto guess = guess_card(model, "x.onnx");
    ASSERT_TRUE(guess) << guess.error().message;
    EXPECT_EQ(guess->card.input.range, one.range) << one.op << one.by[0];
    // What the graph does itself is not done before it too.
    EXPECT_EQ(guess->card.input.mean[0], 0);
  }
}

TEST(GuessCard, TheAnswerIsTheOutputOfFewestNumbers) {
  GraphBuilder b("several");
  const auto x = b.input("image", {"N", 3, 32, 32});
  const auto scores = head(b, x, 7);
  const auto shares = b.softmax(scores, 1, "shares");
  b.output("maps", {"N", 4, 30, 30});
  b.output(b.initializer("many", {1, 1000}, random_weights(1000, 3)), {1, 1000});
  const Model model = finished(b, shares, {"N", 7});
  const auto guess = guess_card(model, "x.onnx");
  ASSERT_TRUE(guess) << guess.error().message;
  ASSERT_EQ(guess->outputs.size(), 2U);
  EXPECT_EQ(guess->outputs[0].tensor, "shares");
  EXPECT_EQ(guess->outputs[0].count, 7);
  EXPECT_EQ(guess->card.output, OutputKind::kProbabilities);
  EXPECT_EQ(guess->card.classes.size(), 7U);
  EXPECT_TRUE(assumes(*guess, Assumed::kPositive));
}

TEST(GuessCard, WhatTakesNoImageIsRefused) {
  const auto refused = [](const Model& model) {
    const auto guess = guess_card(model, "x.onnx");
    return guess ? std::string() : std::string(code_text(guess.error().code));
  };
  Model model = small_model();
  model.graph.inputs.push_back({"second", ElementType::kFloat, true, {1, 3, 16, 16}});
  EXPECT_EQ(refused(model), "model.inputs");
  // A constant that is listed as an input is none.
  model = small_model();
  model.graph.inputs.push_back({"w0", ElementType::kFloat, true, {4, 3, 3, 3}});
  EXPECT_EQ(refused(model), "");
  model = small_model();
  model.graph.inputs[0].shape = {1, 48};
  EXPECT_EQ(refused(model), "model.no_image");
  model.graph.inputs[0].shape = {1, 3, std::int64_t{0}, 16};
  EXPECT_EQ(refused(model), "model.no_image");
  model.graph.inputs[0].shape = {1, 4, 16, 16};
  EXPECT_EQ(refused(model), "model.channels");
  model = small_model();
  model.graph.inputs[0].type = ElementType::kUint8;
  EXPECT_EQ(refused(model), "graph.not_float");
  model = small_model();
  std::erase_if(model.graph.outputs,
                [](const ValueInfo& output) { return output.name == "logits"; });
  EXPECT_EQ(refused(model), "model.no_answer");
}

TEST(WithCard, TheFileOpensAsOneOfOurs) {
  GraphBuilder b("plain");
  const auto x = b.input("image", {"N", 3, 16, 16});
  Model model = finished(b, head(b, x, 2), {"N", 2});
  auto guess = guess_card(model, "plain.onnx");
  ASSERT_TRUE(guess);
  guess->card.input.range = ValueRange::kBytes;
  const auto file = with_card(std::move(model), guess->card);
  ASSERT_TRUE(file) << file.error().message;
  const auto card = read_model_card(*file);
  ASSERT_TRUE(card) << card.error().message;
  EXPECT_EQ(card->input.range, ValueRange::kBytes);
  ASSERT_EQ(card->layers.size(), 1U);
  EXPECT_EQ(card->layers[0].tensor, "maps");
  EXPECT_EQ(card->layers[0].filter_count, 4);
  EXPECT_EQ(card->layers[0].receptive_field, 3);
  EXPECT_TRUE(read_model(*file)->graph.is_output("maps"));
  // Once more: nothing is doubled, and what was known of the filters stays.
  ModelCard known = *card;
  known.layers[0].filters.assign(4, FilterCard{.median = 1, .high = 2, .max = 3});
  const auto again = with_card(read_model(*file).value(), known);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(read_model(*again)->graph.outputs.size(), 2U);
  EXPECT_EQ(read_model_card(*again)->layers[0].filters[3].high, 2);
}

TEST(WithCard, ACardThatTheGraphBeliesIsRefused) {
  GraphBuilder b("plain");
  const auto x = b.input("image", {"N", 3, 16, 16});
  const auto y = b.softmax(head(b, x, 2), 1, "shares");
  const Model model = finished(b, y, {"N", 2});
  ModelCard card = guess_card(model, "plain.onnx")->card;
  ASSERT_EQ(card.output, OutputKind::kProbabilities);
  card.output = OutputKind::kLogits;
  const auto twice = with_card(Model(model), card);
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().code, ErrorCode::kCardNotLogits);
  card.output = OutputKind::kProbabilities;
  card.input.width = 32;
  EXPECT_FALSE(with_card(Model(model), card));
}

TEST(SumsToOne, OnlyWhatCanBeProbabilities) {
  EXPECT_TRUE(sums_to_one(std::vector<float>{0.25F, 0.75F}));
  EXPECT_TRUE(sums_to_one(std::vector<float>{0, 0.3F, 0.7F}));
  EXPECT_FALSE(sums_to_one(std::vector<float>{1}));
  EXPECT_FALSE(sums_to_one(std::vector<float>{-0.5F, 1.5F}));
  EXPECT_FALSE(sums_to_one(std::vector<float>{0.3F, 0.6F}));
  EXPECT_FALSE(sums_to_one(std::vector<float>{NAN, 1.0F}));
}

}  // namespace
}  // namespace lesion::onnx
