// The card against its graph: what goes in, and that no probability is called logits.
#include <gtest/gtest.h>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "core/onnx/read.h"
#include "tests/core/onnx/small_models.h"

namespace lesion::onnx {
namespace {

using Bytes = std::vector<std::uint8_t>;

ModelCard card_of(OutputKind output) {
  ModelCard card;
  card.name = "small";
  card.architecture = "test";
  card.classes = {"benign", "malignant"};
  card.input = square_input(16);
  card.logits_tensor = "answer";
  card.output = output;
  return card;
}

// small_model() with further operators behind its logits, the last of which makes "answer".
Model ending_in(const std::vector<std::string>& operators, OutputKind output) {
  Model model = small_model();
  std::string before = "logits";
  for (std::size_t i = 0; i < operators.size(); ++i) {
    const std::string made = i + 1 == operators.size() ? "answer" : "end" + std::to_string(i);
    Node node;
    node.op_type = operators[i];
    node.inputs = {before};
    node.outputs = {made};
    model.graph.nodes.push_back(node);
    before = made;
  }
  model.graph.outputs[0].name = "answer";
  model.metadata = {{std::string(kCardKey), to_json(card_of(output))}};
  return model;
}

Result<ModelCard> card_from(const Model& model) {
  return read_model_card(write_model(model).value());
}

Result<ModelCard> card_behind(const std::vector<std::string>& operators,
                              OutputKind output = OutputKind::kLogits) {
  return card_from(ending_in(operators, output));
}

TEST(ReadModelCard, LogitsOfAGraphThatEndsInProbabilitiesAreRefused) {
  for (const std::string last : {"Softmax", "Sigmoid"}) {
    for (const auto output : {OutputKind::kLogits, OutputKind::kLogit}) {
      const auto read = card_behind({last}, output);
      ASSERT_FALSE(read) << last;
      EXPECT_EQ(read.error().code, ErrorCode::kCardNotLogits);
      EXPECT_EQ(read.error().message,
                std::string("the model card's output is \"") +
                    (output == OutputKind::kLogits ? "logits" : "logit") +
                    "\", but the graph ends in " + last +
                    ", whose answers are probabilities already: output must be "
                    "\"probabilities\" or \"sigmoid\"");
    }
  }
}

TEST(ReadModelCard, ProbabilitiesAreSeenBehindWhatChangesNoValue) {
  for (const std::string keeper :
       {"Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Cast"}) {
    EXPECT_FALSE(card_behind({"Softmax", keeper})) << keeper;
    EXPECT_FALSE(card_behind({"Sigmoid", keeper, "Identity", keeper})) << keeper;
    EXPECT_TRUE(card_behind({keeper})) << keeper;
  }
}

TEST(ReadModelCard, NodesInAnotherOrderAreFollowedAllTheSame) {
  Model model = ending_in({"Softmax", "Identity"}, OutputKind::kLogits);
  std::swap(model.graph.nodes.front(), model.graph.nodes.back());
  EXPECT_FALSE(card_from(model));
}

TEST(ReadModelCard, AnHonestCardIsRead) {
  EXPECT_TRUE(card_behind({"Identity"}, OutputKind::kLogits));
  EXPECT_TRUE(card_behind({"Softmax"}, OutputKind::kProbabilities));
  EXPECT_TRUE(card_behind({"Sigmoid"}, OutputKind::kSigmoid));
  // What is multiplied afterwards is no probability any more, and a gate is not the end.
  EXPECT_TRUE(card_behind({"Softmax", "Mul"}));
  EXPECT_TRUE(card_behind({"Sigmoid", "Relu"}));
}

// log p(class) = logit - log-sum-exp of all logits: the shares that a softmax makes of the
// log-probabilities are those that it makes of the logits.
TEST(ReadModelCard, LogProbabilitiesAreLogits) {
  auto read = card_behind({"LogSoftmax"});
  ASSERT_TRUE(read) << read.error().message;
  read->temperature = 1.7;
  // Logits 1.5 and -0.75; ln(e^1.5 + e^-0.75) = 1.6001, so log-probabilities -0.1001 and -2.3501.
  EXPECT_NEAR(probability(*read, std::vector<float>{-0.1001f, -2.3501f}),
              probability(*read, std::vector<float>{1.5f, -0.75f}), 1e-6);
}

TEST(ReadModelCard, AnOperatorOfAnotherDomainIsAnother) {
  Model model = ending_in({"Softmax"}, OutputKind::kLogits);
  model.graph.nodes.back().domain = "org.example";
  EXPECT_TRUE(card_from(model));
  model.graph.nodes.back().domain = "ai.onnx";
  EXPECT_FALSE(card_from(model));
}

TEST(ReadModelCard, AGraphThatLeadsBackToItsEndIsLeft) {
  Model model = ending_in({"Identity", "Identity"}, OutputKind::kLogits);
  model.graph.nodes[model.graph.nodes.size() - 2].inputs = {"answer"};
  EXPECT_TRUE(card_from(model));
}

TEST(ReadModelCard, MoreNodesThanAreAllowedAreRefused) {
  const Bytes file = write_model(ending_in({"Identity"}, OutputKind::kLogits)).value();
  EXPECT_TRUE(read_model_card(file, {.max_parts = 100}));
  const auto read = read_model_card(file, {.max_parts = 3});
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::kOnnxTooManyParts);
}

// What is said of a card of 12 x 16 pixels whose graph takes an input of that shape.
std::string said_of_input(const Shape& shape, Layout layout = Layout::kNchw) {
  ModelCard card = card_of(OutputKind::kLogits);
  card.input.layout = layout;
  card.input.height = 12;
  Model model = ending_in({"Identity"}, OutputKind::kLogits);
  model.graph.inputs[0].shape = shape;
  model.graph.inputs[0].has_shape = !shape.empty();
  model.metadata = {{std::string(kCardKey), to_json(card)}};
  const auto read = card_from(model);
  return read ? "read" : read.error().message;
}

TEST(ReadModelCard, TheGraphsInputIsTheCards) {
  for (const Shape& shape :
       {Shape{"N", 3, 12, 16}, Shape{1, 3, "H", "W"}, Shape{1, "C", 12, 16}, Shape{}}) {
    EXPECT_EQ(said_of_input(shape), "read");
  }
  EXPECT_EQ(said_of_input({"N", 12, 16, 3}, Layout::kNhwc), "read");
  const std::string grey =
      "the number of colour channels that the network expects is 1, not 3: only networks for "
      "colour images can be run";
  EXPECT_EQ(said_of_input({"N", 1, 12, 16}), grey);
  EXPECT_EQ(said_of_input({"N", 12, 16, 1}, Layout::kNhwc), grey);
  EXPECT_EQ(said_of_input({"N", 3, 16, 16}),
            "its card promises an input of 3 x 12 x 16, its graph expects 3 x 16 x 16");
  EXPECT_EQ(said_of_input({"N", "H", 20, 3}, Layout::kNhwc),
            "its card promises an input of 12 x 16 x 3, its graph expects ? x 20 x 3");
  EXPECT_EQ(said_of_input({"N", 576}),
            "its card promises an input of 3 x 12 x 16, its graph expects 576");
}

TEST(ReadModelCard, TheModelsThatShipAreRead) {
  for (const char* name : {"models/default.onnx", "models/paper.onnx"}) {
    std::ifstream in(name, std::ios::binary);
    const Bytes file((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    const auto read = read_model_card(file);
    EXPECT_TRUE(read) << name << ": " << (read ? "" : read.error().message);
  }
}

}  // namespace
}  // namespace lesion::onnx
