// What filter switches and restarts refuse; what they compute is held against the runtime in
// tests/native/runtime/ablate_test.cc.
#include "core/onnx/ablate.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/onnx/shapes.h"
#include "tests/core/onnx/small_models.h"

namespace lesion::onnx {
namespace {

const std::vector<std::string> kLogits{"logits"};

TEST(FilterSwitches, AreInputsOfTheGraphAndReadersSeeThem) {
  auto model = small_model();
  const auto layers = find_layers(model).layers;
  const auto switches = add_filter_switches(model, layers);
  ASSERT_TRUE(switches.has_value()) << switches.error().message;
  ASSERT_EQ(switches->size(), 4u);
  ASSERT_EQ(model.graph.inputs.size(), 9u);
  EXPECT_EQ((*switches)[2].filters, 6);
  EXPECT_EQ(model.graph.inputs[5].name, "layer2.keep");
  EXPECT_EQ(model.graph.inputs[5].shape, (Shape{1, 6, 1, 1}));
  for (const auto& node : model.graph.nodes) {
    if (node.name == "conv1") EXPECT_EQ(node.inputs[0], "layer0.switched");
  }
  // Every shape is known as before.
  const auto shapes = infer_shapes(model);
  EXPECT_EQ(*shapes.of("logits").shape, (Shape{"N", 2}));
  EXPECT_EQ(*shapes.of("layer1.switched").shape, (Shape{"N", 4, 16, 16}));
  EXPECT_TRUE(write_model(model).has_value());
}

TEST(FilterSwitches, TakeMapsInPlaceOfNumbers) {
  auto model = small_model();
  const auto layers = find_layers(model).layers;
  const auto restart = restart_behind(model, layers[1], kLogits, Instead::kMaps);
  ASSERT_TRUE(restart.has_value()) << restart.error().message;
  const Shape any{1, 4, Dimension(), Dimension()};
  EXPECT_EQ(restart->model.graph.inputs[2].shape, any);
  ASSERT_TRUE(add_filter_switches(model, layers, Instead::kMaps).has_value());
  EXPECT_EQ(model.graph.inputs[3].shape, (Shape{1, 4, 1, 1}));
  EXPECT_EQ(model.graph.inputs[4].name, "layer1.replacement");
  EXPECT_EQ(model.graph.inputs[4].shape, any);
  // What is behind the switch is as large as before.
  const auto shapes = infer_shapes(model);
  EXPECT_EQ(*shapes.of("layer1.switched").shape, (Shape{"N", 4, 16, 16}));
  EXPECT_EQ(*shapes.of("logits").shape, (Shape{"N", 2}));
}

TEST(FilterSwitches, RefuseWhatTheyCannotSwitch) {
  auto model = small_model();
  auto layers = find_layers(model).layers;
  const auto before = model;
  auto wrong = layers;
  wrong[1].tensor = "nowhere";
  EXPECT_EQ(add_filter_switches(model, wrong).error().code, ErrorCode::kGraphNoTensor);
  wrong = layers;
  wrong[2].type = ElementType::kFloat16;
  EXPECT_EQ(add_filter_switches(model, wrong).error().code, ErrorCode::kGraphNotFloat);
  wrong = {layers[0], layers[0]};
  EXPECT_EQ(add_filter_switches(model, wrong).error().code, ErrorCode::kGraphNameTaken);
  EXPECT_EQ(model, before);
  model.operator_sets = {{"", 6}};
  EXPECT_EQ(add_filter_switches(model, layers).error().code, ErrorCode::kGraphTooOld);
  model = before;
  model.graph.nodes[0].outputs.push_back("layer3.keep");
  EXPECT_EQ(add_filter_switches(model, layers).error().code, ErrorCode::kGraphNameTaken);
}

TEST(Restart, HoldsWhatLiesBehindTheLayerOnly) {
  const auto model = small_model();
  const auto layers = find_layers(model).layers;
  const auto restart = restart_behind(model, layers[1], kLogits);
  ASSERT_TRUE(restart.has_value()) << restart.error().message;
  EXPECT_TRUE(restart->carried.empty());
  const auto& graph = restart->model.graph;
  ASSERT_EQ(graph.inputs.size(), 3u);
  EXPECT_EQ(graph.inputs[0].name, "layer1");
  EXPECT_EQ(graph.inputs[0].shape, (Shape{1, 4, 16, 16}));
  EXPECT_EQ(graph.inputs[1].shape, (Shape{"N", 4, 1, 1}));
  for (const auto& tensor : graph.initializers) {
    EXPECT_NE(tensor.name, "w0");
    EXPECT_NE(tensor.name, "w1");
  }
  EXPECT_EQ(infer_shapes(restart->model).of("logits").shape->size(), 2u);
}

TEST(Restart, RefusesWhatItCannotAnswer) {
  auto model = small_model();
  const auto layers = find_layers(model).layers;
  const auto code = [&](const std::string& output) {
    return restart_behind(model, layers[2], std::vector<std::string>{output}).error().code;
  };
  EXPECT_EQ(code("layer0"), ErrorCode::kGraphNoPath);
  EXPECT_EQ(code("layer2"), ErrorCode::kGraphNoPath);
  EXPECT_EQ(code("nowhere"), ErrorCode::kGraphNoTensor);
}

// A network that was exported for one image: its features in a row would be taken for one image's.
TEST(Restart, RefusesANetworkForOneImage) {
  GraphBuilder b("one");
  const auto x = b.input("image", {1, 3, 8, 8});
  const auto w = b.initializer("w", {4, 3, 3, 3}, random_weights(108, 1));
  const auto y = b.global_average_pool(b.relu(b.conv(x, w, "", {}, {.pad = 1}), "layer0"));
  const std::vector<std::int64_t> sides{1, -1};
  const auto flat = b.node("Reshape", {y, b.initializer("s", {2}, sides)});
  b.output(b.node("ReduceSum", {flat}, {}, "logits"), {});
  const auto model = b.finish_model({}).value();
  const auto layers = find_layers(model).layers;
  EXPECT_EQ(restart_behind(model, layers[0], kLogits).error().code, ErrorCode::kGraphBatch);
}

}  // namespace
}  // namespace lesion::onnx
