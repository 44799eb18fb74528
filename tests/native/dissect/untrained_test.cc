#include "native/dissect/untrained.h"

#include <gtest/gtest.h>

#include <cmath>

namespace lesion {
namespace {

TEST(Untrained, WeightsAreDrawnAnewAndBiasesAreNothing) {
  onnx::Model model;
  const std::vector<float> ones(8 * 3 * 5 * 5, 1.0f);
  model.graph.initializers = {onnx::float_tensor("w", {8, 3, 5, 5}, ones),
                              onnx::float_tensor("b", {8}, std::vector<float>(8, 1.0f)),
                              onnx::float_tensor("other", {2}, std::vector<float>(2, 7.0f))};
  model.graph.nodes = {{"", "Conv", "", {"x", "w", "b"}, {"y"}, {}}};
  const auto drawn = with_untrained_weights(model, 3);
  ASSERT_TRUE(drawn);
  const auto weights = onnx::as_floats(drawn->graph.initializers[0]);
  double sum = 0;
  double squares = 0;
  for (const float value : weights) {
    sum += static_cast<double>(value);
    squares += static_cast<double>(value) * static_cast<double>(value);
  }
  const auto n = static_cast<double>(weights.size());
  EXPECT_NEAR(sum / n, 0, 0.03);
  EXPECT_NEAR(squares / n, 2.0 / 75, 0.005);
  EXPECT_EQ(onnx::as_floats(drawn->graph.initializers[1]), std::vector<float>(8, 0.0f));
  EXPECT_EQ(onnx::as_floats(drawn->graph.initializers[2]), std::vector<float>(2, 7.0f));
  const auto again = with_untrained_weights(model, 3);
  EXPECT_EQ(onnx::as_floats(again->graph.initializers[0]), weights);
  const auto other = with_untrained_weights(model, 4);
  EXPECT_NE(onnx::as_floats(other->graph.initializers[0]), weights);
}

TEST(Untrained, MixesAreOrthogonal) {
  const std::vector<float> matrix = random_orthogonal(16, 5);
  for (std::size_t a = 0; a < 16; ++a) {
    for (std::size_t b = 0; b <= a; ++b) {
      double dot = 0;
      for (std::size_t i = 0; i < 16; ++i) {
        dot += static_cast<double>(matrix[a * 16 + i]) * static_cast<double>(matrix[b * 16 + i]);
      }
      EXPECT_NEAR(dot, a == b ? 1 : 0, 1e-5);
    }
  }
}

}  // namespace
}  // namespace lesion
