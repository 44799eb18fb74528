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
  const auto layers = find_layers(model);
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
  const auto layers = tap(model);
  ASSERT_TRUE(layers.has_value());
  ASSERT_EQ(layers->size(), 3u);  // the convolution behind the global pool has no place
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

TEST(Tap, LeavesOutputsThatAreThereAloneAndAddsNoneTwice) {
  auto model = small_model();
  const auto before = model;
  const auto layers = tap(model);
  ASSERT_TRUE(layers.has_value());
  EXPECT_EQ(layers->size(), 4u);
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
