#include "core/onnx/tap.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "tests/core/onnx/small_models.h"

namespace lesion::onnx {
namespace {

// One axis of a network as kernel, stride, pad per step.
struct Step {
  int kernel;
  int stride;
  int pad;
};

// The input positions that cell `cell` behind the steps depends on, found by walking back through
// every window: the definition of a receptive field.
std::set<int> seen_from(const std::vector<Step>& steps, int cell) {
  std::set<int> cells{cell};
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    std::set<int> before;
    for (const int at : cells) {
      for (int k = 0; k < step->kernel; ++k) before.insert(at * step->stride - step->pad + k);
    }
    cells = std::move(before);
  }
  return cells;
}

TEST(FindLayers, ReceptiveFieldsOfThePapersNetworkAreThoseOfTheDefinition) {
  GraphBuilder b("paper");
  auto x = b.input("image", {"N", 3, 224, 224});
  std::vector<Step> steps;
  std::vector<std::vector<Step>> expected;
  int channels = 3;
  int index = 0;
  for (const int filters : {8, 16, 32, 64}) {
    for (int twice = 0; twice < 2; ++twice, ++index) {
      const auto k = std::to_string(index);
      const auto w =
          b.initializer("w" + k, {filters, channels, 3, 3},
                        random_weights(static_cast<std::size_t>(filters * channels * 9), 1));
      x = b.relu(b.conv(x, w, "", "conv" + k, {.stride = 1, .pad = 1}), "layer" + k);
      channels = filters;
      steps.push_back({3, 1, 1});
      expected.push_back(steps);
    }
    x = b.max_pool(x, 2, 2);
    steps.push_back({2, 2, 0});
  }
  b.output(x, {"N", 64, 14, 14});
  auto model = b.finish_model({}).value();
  const auto layers = find_layers(model).layers;
  ASSERT_EQ(layers.size(), 8u);
  for (std::size_t i = 0; i < layers.size(); ++i) {
    EXPECT_EQ(layers[i].tensor, "layer" + std::to_string(i));
    EXPECT_EQ(layers[i].activation, "Relu");
    const auto first = seen_from(expected[i], 0);
    const auto second = seen_from(expected[i], 1);
    EXPECT_EQ(layers[i].receptive_field, *first.rbegin() - *first.begin() + 1);
    EXPECT_EQ(layers[i].stride, *second.begin() - *first.begin());
    EXPECT_EQ(layers[i].receptive_field_start, (*first.begin() + *first.rbegin() + 1) / 2.0);
  }
  EXPECT_EQ(layers[7].filters, 64);
  EXPECT_EQ(layers[7].receptive_field, 68);  // by hand: 5, 6, 14, 16, 32, 36, 68
}

TEST(FindLayers, FollowsBatchNormalisationStridesDilationAndBranches) {
  GraphBuilder b("branches");
  auto x = b.input("image", {"N", 3, 64, 64});
  const auto w0 = b.initializer("w0", {4, 3, 7, 7}, random_weights(588, 1));
  const auto one = b.initializer("one", {4}, random_weights(4, 2));
  x = b.node("Conv", {x, w0},
             {{"strides", std::vector<std::int64_t>{2, 2}},
              {"pads", std::vector<std::int64_t>{3, 3, 3, 3}}},
             "stem");
  x = b.node("BatchNormalization", {x, one, one, one, one}, {}, "stem_bn");
  x = b.node("LeakyRelu", {x}, {{"alpha", 0.1f}}, "stem_active");
  const auto w1 = b.initializer("w1", {4, 4, 3, 3}, random_weights(144, 3));
  const auto deep = b.node("Conv", {x, w1},
                           {{"dilations", std::vector<std::int64_t>{2, 2}},
                            {"pads", std::vector<std::int64_t>{2, 2, 2, 2}}},
                           "dilated");
  x = b.relu(b.add(deep, x), "joined");
  const auto w2 = b.initializer("w2", {2, 4, 1, 1}, random_weights(8, 4));
  x = b.conv(x, w2, "", "head");
  const auto pooled = b.global_average_pool(x);
  const auto w3 = b.initializer("w3", {2, 2, 1, 1}, random_weights(4, 4));
  b.conv(pooled, w3, "", "as_linear");
  b.output("as_linear", {"N", 2, 1, 1});
  auto model = b.finish_model({}).value();
  const auto found = tap(model);
  ASSERT_TRUE(found.has_value());
  const auto* layers = &found->layers;
  ASSERT_EQ(layers->size(), 3u);
  ASSERT_EQ(found->left_out.size(), 1u);  // the convolution behind the global pool has no place
  EXPECT_EQ(found->left_out[0].name, "as_linear");
  EXPECT_EQ(found->left_out[0].reason, "it lies behind " + pooled +
                                           " (GlobalAveragePool): it mixes all cells of an axis "
                                           "of the image");
  EXPECT_EQ((*layers)[0].tensor, "stem_active");
  EXPECT_EQ((*layers)[0].receptive_field, 7);
  EXPECT_EQ((*layers)[0].stride, 2);
  EXPECT_EQ((*layers)[0].receptive_field_start, 0.5);
  EXPECT_EQ((*layers)[1].tensor, "dilated");
  EXPECT_EQ((*layers)[1].activation, "");
  EXPECT_EQ((*layers)[1].receptive_field, 7 + 4 * 2);
  EXPECT_EQ((*layers)[2].receptive_field, 15);  // the longer of two paths
  EXPECT_TRUE(model.graph.is_output("stem_active"));
  EXPECT_TRUE(model.graph.is_output("dilated"));
  EXPECT_TRUE(model.graph.is_output("head"));
  EXPECT_EQ(model.graph.outputs.size(), 4u);
}

std::string conv3(GraphBuilder& b, const std::string& x, const std::string& name, int from, int to,
                  int pad) {
  const auto w = b.initializer(name + "_w", {to, from, 3, 3},
                               random_weights(static_cast<std::size_t>(to * from * 9), 1));
  return b.conv(x, w, "", name, {.stride = 1, .pad = pad});
}

std::string ints(GraphBuilder& b, const std::string& name, const std::vector<std::int64_t>& v) {
  return b.initializer(name, {static_cast<std::int64_t>(v.size())}, v);
}

LayersFound layers_of(GraphBuilder& b, const std::string& output) {
  b.output(output, {});
  auto model = b.finish_model({}).value();
  model.graph.outputs[0].has_shape = false;
  return find_layers(model);
}

void expect_layer(const LayerInfo& layer, int stride, int field, double start) {
  EXPECT_EQ(layer.stride, stride) << layer.tensor;
  EXPECT_EQ(layer.receptive_field, field) << layer.tensor;
  EXPECT_EQ(layer.receptive_field_start, start) << layer.tensor;
}

// As TensorFlow's networks come: channels last, padding of its own, transposed and back.
TEST(FindLayers, FollowsTransposesAndPaddingsOfTheirOwn) {
  GraphBuilder b("channels last");
  auto x = b.input("image", {"N", 32, 32, 3});
  const Attribute first{"perm", std::vector<std::int64_t>{0, 3, 1, 2}};
  const Attribute last{"perm", std::vector<std::int64_t>{0, 2, 3, 1}};
  x = b.node("Transpose", {x}, {first});
  x = b.node("Pad", {x, ints(b, "pads", {0, 0, 2, 2, 0, 0, 1, 1})});
  const auto w = b.initializer("w", {4, 3, 3, 3}, random_weights(108, 1));
  x = b.conv(x, w, "", "one", {.stride = 2, .pad = 0});
  x = b.node("Transpose", {x}, {last});
  const auto dense = b.initializer("dense", {4, 4}, random_weights(16, 2));
  x = b.relu(b.node("MatMul", {x, dense}));
  x = b.node("Transpose", {x}, {first});
  const auto found = layers_of(b, conv3(b, x, "two", 4, 4, 1));
  EXPECT_TRUE(found.left_out.empty());
  ASSERT_EQ(found.layers.size(), 2u);
  expect_layer(found.layers[0], 2, 3, -0.5);  // reads the pixels -2, -1, 0
  expect_layer(found.layers[1], 2, 7, -0.5);
}

TEST(FindLayers, FollowsChannelShufflesAndHalves) {
  GraphBuilder b("shuffle");
  auto x = conv3(b, b.input("image", {"N", 3, 16, 12}), "one", 3, 8, 1);
  x = b.node("Reshape", {x, ints(b, "cut", {-1, 2, 4, 16, 12})});
  x = b.node("Transpose", {x}, {{"perm", std::vector<std::int64_t>{0, 2, 1, 3, 4}}});
  x = b.node("Reshape", {x, ints(b, "join", {-1, 8, 16, 12})});
  const auto halves = b.nodes("Split", {x}, {"left", "right"}, {{"axis", std::int64_t{1}}});
  x = conv3(b, halves[1], "two", 4, 4, 1);
  const auto found = layers_of(b, b.concat({halves[0], x}, 1));
  EXPECT_TRUE(found.left_out.empty());
  ASSERT_EQ(found.layers.size(), 2u);
  expect_layer(found.layers[1], 1, 5, 0.5);
}

TEST(FindLayers, FollowsSlicesOfEverySecondPixel) {
  GraphBuilder b("focus");
  const auto x = b.input("image", {"N", 3, 16, 16});
  std::vector<std::string> parts;
  for (const std::int64_t first : {0, 1}) {
    const auto k = std::to_string(first);
    parts.push_back(
        b.node("Slice", {x, ints(b, "from" + k, {first, first}), ints(b, "to" + k, {16, 16}),
                         ints(b, "axes" + k, {2, 3}), ints(b, "steps" + k, {2, 2})}));
  }
  const auto found = layers_of(b, conv3(b, b.concat(parts, 1), "one", 6, 4, 0));
  ASSERT_EQ(found.layers.size(), 1u);
  expect_layer(found.layers[0], 2, 6, 3);  // three cells of two pixels, from pixel 0
}

// Each cell of the doubled map reads one cell of the smaller: fields of four pixels at 1, 1, 3, 3,
// which fields of five at 0.5, 1.5, 2.5, 3.5 cover.
TEST(FindLayers, FollowsResizing) {
  GraphBuilder b("up");
  auto x = conv3(b, b.input("image", {"N", 3, 16, 16}), "one", 3, 4, 1);
  x = b.max_pool(x, 2, 2);
  x = b.node("Resize", {x, "", b.initializer("scales", {4}, std::vector<float>{1, 1, 2, 2})},
             {{"coordinate_transformation_mode", std::string("asymmetric")},
              {"nearest_mode", std::string("floor")}});
  const auto found = layers_of(b, conv3(b, x, "two", 4, 4, 1));
  ASSERT_EQ(found.layers.size(), 2u);
  expect_layer(found.layers[1], 1, 5 + 2, 0.5);
}

TEST(FindLayers, EveryConvolutionLeftOutIsNamedWithTheReason) {
  GraphBuilder b("left out");
  const auto x = b.input("image", {"N", 3, 16, 16});
  const auto turned = b.node("Slice",
                             {x, ints(b, "from", {-1}), ints(b, "to", {-17}), ints(b, "axes", {3}),
                              ints(b, "steps", {-1})},
                             {}, "turned");
  const auto mirrored = conv3(b, turned, "mirrored", 3, 4, 1);
  const auto flat = b.node("Reshape", {x, ints(b, "flat", {-1, 3, 256})});
  const auto line = b.initializer("line_w", {2, 3, 3}, random_weights(18, 1));
  b.node("Conv", {flat, line}, {}, "line");
  const auto found = layers_of(b, mirrored);
  EXPECT_TRUE(found.layers.empty());
  ASSERT_EQ(found.left_out.size(), 2u);
  EXPECT_EQ(found.left_out[0].name, "mirrored");
  EXPECT_EQ(found.left_out[0].reason, "it lies behind turned (Slice): it turns the image round");
  EXPECT_EQ(found.left_out[1].name, "line");
  EXPECT_EQ(found.left_out[1].reason, "it slides over 1 axes and not over two");
}

TEST(Tap, LeavesOutputsThatAreThereAloneAndAddsNoneTwice) {
  auto model = small_model();
  const auto before = model;
  const auto layers = tap(model);
  ASSERT_TRUE(layers.has_value());
  EXPECT_EQ(layers->layers.size(), 4u);
  EXPECT_TRUE(layers->left_out.empty());
  EXPECT_TRUE(model == before);
}

TEST(Tap, SaysSoWhereThereIsNoLayer) {
  GraphBuilder b("none");
  b.input("x", {"N", 2});
  b.relu("x", "y");
  b.output("y", {"N", 2});
  auto model = b.finish_model({}).value();
  const auto layers = tap(model);
  ASSERT_FALSE(layers.has_value());
  EXPECT_EQ(layers.error().kind, ErrorKind::kUnsupported);
}

}  // namespace
}  // namespace lesion::onnx
