#include "native/explain/cascade.h"

#include <gtest/gtest.h>

namespace lesion {
namespace {

onnx::Model two_layers(float weight) {
  onnx::Model model;
  for (const char* name : {"w0", "b0", "w1", "scale"}) {
    model.graph.initializers.push_back(onnx::float_tensor(name, {1}, std::vector<float>{weight}));
  }
  model.graph.nodes = {{"", "Conv", "", {"x", "w0", "b0"}, {"y"}, {}},
                       {"", "Mul", "", {"y", "scale"}, {"z"}, {}},
                       {"", "Gemm", "", {"z", "w1"}, {"logits"}, {}}};
  return model;
}

float value_of(const onnx::Model& model, std::size_t constant) {
  return onnx::as_floats(model.graph.initializers[constant])[0];
}

TEST(Cascade, LosesTheLastLayerFirstAndKeepsWhatIsNoWeight) {
  const auto levels = cascade_of(two_layers(1), two_layers(2));
  ASSERT_EQ(levels.size(), 2u);
  const std::vector<float> first{1, 1, 2, 1};
  const std::vector<float> second{2, 2, 2, 1};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(value_of(levels[0], i), first[i]) << i;
    EXPECT_EQ(value_of(levels[1], i), second[i]) << i;
  }
}

TEST(Cascade, ChanceIsTheOnlyMethodThatUsesNoNetwork) {
  for (const auto* row : explain_methods()) EXPECT_EQ(uses_network(*row), row->name != "random");
}

}  // namespace
}  // namespace lesion
