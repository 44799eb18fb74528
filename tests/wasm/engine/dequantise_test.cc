#include "wasm/engine/dequantise.h"

#include <gtest/gtest.h>

#include "core/onnx/compress.h"
#include "core/onnx/read.h"
#include "tests/core/onnx/small_models.h"

namespace lesion::engine {
namespace {

TEST(DequantisedFile, IsTheFileThatWasCompressedButForTheRounding) {
  onnx::Model model = onnx::small_model();
  const onnx::Model exact = model;
  ASSERT_TRUE(onnx::compress_weights(model, {.least_values = 1}));
  const auto file = dequantised_file("small.onnx", *onnx::write_model(model));
  ASSERT_TRUE(file) << file.error().message;
  const auto read = onnx::read_model(*file);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->graph.nodes, exact.graph.nodes);
  EXPECT_EQ(read->graph.outputs, exact.graph.outputs);
  EXPECT_EQ(read->metadata, exact.metadata);
  const onnx::Tensor* weights = read->graph.constant("fc");
  ASSERT_NE(weights, nullptr);
  EXPECT_EQ(weights->type, onnx::ElementType::kFloat);
  EXPECT_EQ(weights->dims, exact.graph.constant("fc")->dims);
}

TEST(DequantisedFile, ADamagedFileIsRefusedUnderItsName) {
  onnx::Model model = onnx::small_model();
  ASSERT_TRUE(onnx::compress_weights(model, {.least_values = 1}));
  auto cut = *onnx::write_model(model);
  cut.resize(cut.size() / 2);
  for (auto& tensor : model.graph.initializers) {
    if (tensor.name == "fc.scale")
      tensor = onnx::float_tensor("fc.scale", {1}, std::vector<float>{0});
  }
  for (const auto& bytes : {cut, *onnx::write_model(model)}) {
    const auto file = dequantised_file("small.onnx", bytes);
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().kind, ErrorKind::kCorrupt);
    EXPECT_EQ(file.error().message.find("small.onnx: "), 0u) << file.error().message;
  }
}

}  // namespace
}  // namespace lesion::engine
