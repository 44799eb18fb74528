#include "wasm/engine/weights.h"

#include <gtest/gtest.h>

#include <vector>

#include "core/onnx/builder.h"

namespace lesion::engine {
namespace {

// Two layers: 3 colours -> 4 filters of 1 x 1, then 4 -> 1.
std::vector<std::uint8_t> made_file(const ModelCard& card) {
  onnx::GraphBuilder b("made");
  auto x = b.input("image", {"N", 3, 8, 8});
  const std::vector<float> first = {1, -2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  const std::vector<float> second = {0.5f, -3, 2, 3};
  x = b.relu(b.conv(x, b.initializer("w0", {4, 3, 1, 1}, first), ""), "layer0");
  b.output("layer0", {"N", 4, 8, 8});
  x = b.relu(b.conv(x, b.initializer("w1", {1, 4, 1, 1}, second), ""), "layer1");
  b.output("layer1", {"N", 1, 8, 8});
  auto file = b.finish({{std::string(kCardKey), to_json(card)}});
  EXPECT_TRUE(file.has_value()) << file.error().message;
  return file ? *file : std::vector<std::uint8_t>{};
}

ModelCard made_card() {
  ModelCard card;
  card.name = "made";
  card.classes = {"benign", "malignant"};
  for (const char* tensor : {"layer0", "layer1", "elsewhere"}) {
    LayerCard layer;
    layer.tensor = tensor;
    layer.filter_count = 1;
    card.layers.push_back(layer);
  }
  return card;
}

TEST(LayerKernels, ColoursStayInTheirOrder) {
  const auto kernels = layer_kernels(made_file(made_card()), made_card());
  ASSERT_TRUE(kernels.has_value()) << kernels.error().message;
  const LayerKernels& first = kernels->at(0);
  EXPECT_EQ(first.filters, 4);
  EXPECT_EQ(first.inputs, 3);
  EXPECT_EQ(first.shown, 3);
  EXPECT_EQ(std::vector<int>(first.channels.begin(), first.channels.begin() + 3),
            (std::vector<int>{0, 1, 2}));
  EXPECT_EQ(first.values[1], -2);
}

TEST(LayerKernels, TheStrongestInputsComeFirstTiesByNumber) {
  const auto kernels = layer_kernels(made_file(made_card()), made_card());
  ASSERT_TRUE(kernels.has_value());
  EXPECT_EQ(kernels->at(1).channels, (std::vector<int>{1, 3, 2, 0}));
  EXPECT_EQ(kernels->at(1).values, (std::vector<float>{-3, 3, 2, 0.5f}));
}

TEST(LayerKernels, ALayerThatTheGraphLacksIsEmpty) {
  const auto kernels = layer_kernels(made_file(made_card()), made_card());
  ASSERT_TRUE(kernels.has_value());
  EXPECT_EQ(kernels->at(2).filters, 0);
}

TEST(LayerKernels, WhatIsNoOnnxFileIsRefused) {
  const std::vector<std::uint8_t> noise(64, 0xFF);
  EXPECT_FALSE(layer_kernels(noise, made_card()).has_value());
}

}  // namespace
}  // namespace lesion::engine
