#include "core/explain/network.h"

#include <gtest/gtest.h>

#include "tests/core/onnx/small_models.h"

namespace lesion {
namespace {

ModelCard small_card() {
  ModelCard card;
  card.input.width = 16;
  card.input.height = 16;
  card.classes = {"benign", "malignant"};
  return card;
}

TEST(ExplainNetwork, KnowsLayersAndLogits) {
  auto model = onnx::small_model();
  model.graph.nodes.push_back({"p", "Softmax", "", {"logits"}, {"p"}, {}});
  model.graph.outputs = {{"p", onnx::ElementType::kFloat, false, {}}};
  auto card = small_card();
  card.logits_tensor = "p";
  const auto network = explain_network(model, card);
  ASSERT_TRUE(network.has_value()) << network.error().message;
  const auto& facts = network->facts;
  EXPECT_EQ(facts.output, "logits");
  EXPECT_EQ(facts.outputs, 2);
  EXPECT_FALSE(facts.one_at_a_time);
  ASSERT_EQ(facts.layers.size(), 4u);
  EXPECT_EQ(facts.layers[2].tensor, "layer2");
  EXPECT_EQ(facts.layers[2].filters, 6);
  EXPECT_EQ(facts.layers[2].height, 8);
  EXPECT_TRUE(network->model.graph.is_output("logits"));
}

TEST(ExplainNetwork, RefusesACardThatIsNotTheNetworks) {
  auto card = small_card();
  card.input_tensor = "picture";
  EXPECT_EQ(explain_network(onnx::small_model(), card).error().code, ErrorCode::kGraphNoTensor);
  card = small_card();
  card.logits_tensor = "answer";
  EXPECT_EQ(explain_network(onnx::small_model(), card).error().code, ErrorCode::kGraphNoTensor);
}

TEST(ExplainTarget, IsTheLogitsThatAreMeant) {
  auto card = small_card();
  EXPECT_EQ(explain_target(card, 2, "malignant")->weights, (std::vector<float>{-1, 1}));
  EXPECT_EQ(explain_target(card, 2, "benign")->weights, (std::vector<float>{1, -1}));
  EXPECT_EQ(explain_target(card, 2, "0")->weights, (std::vector<float>{1, 0}));
  EXPECT_EQ(explain_target(card, 1, "benign")->weights, (std::vector<float>{-1}));
  card.positive_class = 0;
  EXPECT_EQ(explain_target(card, 2, "malignant")->weights, (std::vector<float>{1, -1}));
  EXPECT_EQ(explain_target(card, 1, "malignant")->weights, (std::vector<float>{-1}));
  card.classes = {"mel", "nv", "bkl"};
  EXPECT_EQ(explain_target(card, 3, "malignant")->weights, (std::vector<float>{1, -0.5f, -0.5f}));
  EXPECT_EQ(explain_target(card, 3, "bkl")->weights, (std::vector<float>{0, 0, 1}));
  for (const char* name : {"3", "-1", "", "melanoma", "1x"}) {
    EXPECT_EQ(explain_target(card, 3, name).error().code, ErrorCode::kExplainClass) << name;
  }
}

}  // namespace
}  // namespace lesion
