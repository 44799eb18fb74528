// The reverse graph's form and what it refuses; its numbers are held against libtorch in
// tests/native/runtime/reverse_test.cc.
#include "core/onnx/reverse.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/onnx/read.h"
#include "core/onnx/tap.h"
#include "core/onnx/upgrade.h"
#include "tests/core/onnx/small_models.h"

namespace lesion::onnx {
namespace {

using Names = std::vector<std::string>;

TEST(Reverse, AddsASeedAndGradientsOfTheTensorsShapes) {
  const auto model = small_model();
  const auto made = reverse(model, "logits", Names{"image", "layer1", "layer3"});
  ASSERT_TRUE(made.has_value()) << made.error().message;
  const auto& graph = made->model.graph;
  ASSERT_EQ(graph.inputs.size(), 2u);
  EXPECT_EQ(graph.inputs[1].name, made->seed);
  EXPECT_EQ(graph.inputs[1].shape, (Shape{"N", 2}));
  ASSERT_EQ(made->gradients.size(), 3u);
  const auto& last = graph.outputs.back();
  EXPECT_EQ(last.name, made->gradients[2]);
  EXPECT_EQ(last.shape, (Shape{"N", 6, 8, 8}));
  // The network itself is all there, in front.
  for (std::size_t i = 0; i < model.graph.nodes.size(); ++i) {
    EXPECT_EQ(graph.nodes[i].op_type, model.graph.nodes[i].op_type);
  }
  EXPECT_TRUE(made->model.metadata.empty());
  const auto file = write_model(made->model);
  ASSERT_TRUE(file.has_value());
  EXPECT_EQ(read_model(*file).value(), made->model);
}

TEST(Reverse, OfItselfIsTheSeed) {
  const auto made = reverse(small_model(), "layer2", Names{"layer2"});
  ASSERT_TRUE(made.has_value());
  const auto& node = made->model.graph.nodes.back();
  EXPECT_EQ(node.op_type, "Identity");
  EXPECT_EQ(node.inputs, Names{made->seed});
}

ErrorCode code_of(const Model& model, const std::string& of, const Names& wanted) {
  const auto made = reverse(model, of, wanted);
  EXPECT_FALSE(made.has_value());
  return made ? ErrorCode::kPlain : made.error().code;
}

TEST(Reverse, RefusesWhatItCannotAnswer) {
  auto model = small_model();
  EXPECT_EQ(code_of(model, "logits", {"nowhere"}), ErrorCode::kGraphNoTensor);
  EXPECT_EQ(code_of(model, "nowhere", {"image"}), ErrorCode::kGraphNoTensor);
  EXPECT_EQ(code_of(model, "layer1", {"layer2"}), ErrorCode::kGraphNoPath);
  EXPECT_EQ(code_of(model, "layer1", {"w0"}), ErrorCode::kGraphNoTensor);
  model.operator_sets = {{"", 22}};
  EXPECT_EQ(code_of(model, "logits", {"image"}), ErrorCode::kGraphTooOld);
  EXPECT_EQ(reverse(small_model(), "logits", Names{"image"}, {.max_nodes = 3}).error().code,
            ErrorCode::kReverseTooLarge);
}

TEST(Reverse, NamesTheOperatorThatHasNoRule) {
  GraphBuilder b("unknown");
  const auto x = b.input("image", {"N", 3, 8, 8});
  b.output(b.node("Floor", {x}, {}, "rounded"), {"N", 3, 8, 8});
  const auto model = b.finish_model({}).value();
  const auto made = reverse(model, "rounded", Names{"image"});
  ASSERT_FALSE(made.has_value());
  EXPECT_EQ(made.error().message,
            "the network uses the operator Floor (rounded), whose gradient is not known here");
}

TEST(Reverse, AsksForSizesThatAreNotKnown) {
  GraphBuilder b("open");
  const auto x = b.input("image", {"N", 3, "H", "W"});
  const auto w = b.initializer("w", {2, 3, 3, 3}, random_weights(54, 1));
  b.output(b.conv(x, w, "", "maps"), {});
  auto model = b.finish_model({}).value();
  model.graph.outputs[0].has_shape = false;
  EXPECT_EQ(code_of(model, "maps", {"image"}), ErrorCode::kReverseShape);
  model.graph.inputs[0].shape = {"N", 3, 9, 7};
  EXPECT_TRUE(reverse(model, "maps", Names{"image"}).has_value());
}

TEST(LogitTensor, LiesInFrontOfWhatMakesAProbability) {
  auto model = small_model();
  EXPECT_EQ(logit_tensor(model, "logits"), "logits");
  model.graph.nodes.push_back({"p", "Softmax", "", {"logits"}, {"p"}, {}});
  model.graph.nodes.push_back({"q", "Identity", "", {"p"}, {"q"}, {}});
  EXPECT_EQ(logit_tensor(model, "q"), "logits");
  EXPECT_EQ(logit_tensor(model, "nowhere"), "nowhere");
}

TEST(Upgrade, WritesAttributesAsInputs) {
  GraphBuilder b("old");
  const auto x = b.input("x", {2, 3, 1, 4});
  const auto y = b.node("Clip", {x}, {{"min", 0.0f}, {"max", 6.0f}}, "clipped");
  b.output(b.node("Squeeze", {y}, {{"axes", std::vector<std::int64_t>{2}}}, "y"), {2, 3, 4});
  auto model = b.finish_model({}).value();
  model.operator_sets = {{"", 7}};
  ASSERT_TRUE(upgrade_opset(model).has_value());
  EXPECT_EQ(model.opset(), 17);
  const auto& graph = model.graph;
  ASSERT_EQ(graph.nodes[0].inputs.size(), 3u);
  EXPECT_EQ(as_floats(*graph.constant(graph.nodes[0].inputs[2])), std::vector<float>{6});
  ASSERT_EQ(graph.nodes[1].inputs.size(), 2u);
  EXPECT_EQ(as_int64s(*graph.constant(graph.nodes[1].inputs[1])), std::vector<std::int64_t>{2});
  EXPECT_TRUE(graph.nodes[1].attributes.empty());
}

}  // namespace
}  // namespace lesion::onnx
