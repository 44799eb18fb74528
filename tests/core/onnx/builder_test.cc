// The builder's files judged by ONNX's own checker and strict shape inference.
#include "core/onnx/builder.h"

#include <gtest/gtest.h>
#include <onnx/checker.h>
#include <onnx/onnx_pb.h>
#include <onnx/shape_inference/implementation.h>

#include <map>
#include <numeric>
#include <string>
#include <vector>

namespace lesion::onnx {
namespace {

std::vector<float> ramp(std::size_t count) {
  std::vector<float> values(count);
  std::iota(values.begin(), values.end(), -3.0f);
  return values;
}

// Two convolutions, a pool, both global pools joined, one linear layer.
Result<std::vector<std::uint8_t>> small_network() {
  GraphBuilder b("small");
  auto x = b.input("image", {"N", 3, 16, 16});
  auto w = b.initializer("w0", {4, 3, 3, 3}, ramp(108));
  auto bias = b.initializer("b0", {4}, ramp(4));
  x = b.relu(b.conv(x, w, bias, "conv0", {.stride = 1, .pad = 1}), "layer0");
  x = b.max_pool(x, 2, 2);
  w = b.initializer("w1", {5, 4, 3, 3}, ramp(180));
  x = b.relu(b.conv(x, w, "", "conv1", {.stride = 2, .pad = 0}), "layer1");
  x = b.concat({b.global_average_pool(x), b.global_max_pool(x)}, 1);
  x = b.flatten(x);
  w = b.initializer("w2", {2, 10}, ramp(20));
  bias = b.initializer("b2", {2}, ramp(2));
  x = b.gemm(x, w, bias, true, "logits");
  b.output("logits", {"N", 2});
  b.output("layer0", {"N", 4, 16, 16});
  b.output("layer1", {"N", 5, 3, 3});
  return b.finish({{"lesionlens", "{}"}});
}

TEST(Builder, WritesAFileThatTheOnnxCheckerAndStrictShapeInferenceAccept) {
  const auto file = small_network();
  ASSERT_TRUE(file.has_value()) << file.error().message;
  ::onnx::ModelProto proto;
  ASSERT_TRUE(proto.ParseFromArray(file->data(), static_cast<int>(file->size())));
  EXPECT_EQ(proto.ir_version(), 8);
  ASSERT_EQ(proto.opset_import_size(), 1);
  EXPECT_EQ(proto.opset_import(0).version(), 17);
  EXPECT_EQ(proto.metadata_props(0).key(), "lesionlens");
  EXPECT_NO_THROW(::onnx::checker::check_model(proto));
  ::onnx::ShapeInferenceOptions strict{true, 1, true};
  EXPECT_NO_THROW(
      ::onnx::shape_inference::InferShapes(proto, ::onnx::OpSchemaRegistry::Instance(), strict));
  // Worked by hand: 16 -> pool 8 -> (8 - 3) / 2 + 1 = 3.
  std::map<std::string, std::vector<std::int64_t>> shapes;
  const auto note = [&](const ::onnx::ValueInfoProto& info) {
    for (const auto& dim : info.type().tensor_type().shape().dim()) {
      shapes[info.name()].push_back(dim.has_dim_value() ? dim.dim_value() : -1);
    }
  };
  for (const auto& info : proto.graph().value_info()) note(info);
  EXPECT_EQ(shapes["conv1"], (std::vector<std::int64_t>{-1, 5, 3, 3}));
  EXPECT_EQ(shapes["MaxPool_2"], (std::vector<std::int64_t>{-1, 4, 8, 8}));
}

TEST(Builder, ConstantsArriveBitForBit) {
  const auto file = small_network();
  ASSERT_TRUE(file.has_value());
  ::onnx::ModelProto proto;
  ASSERT_TRUE(proto.ParseFromArray(file->data(), static_cast<int>(file->size())));
  const auto& tensor = proto.graph().initializer(0);
  ASSERT_EQ(tensor.raw_data().size(), 108u * 4u);
  float values[108];
  std::memcpy(values, tensor.raw_data().data(), sizeof(values));
  EXPECT_EQ(values[0], -3.0f);
  EXPECT_EQ(values[107], 104.0f);
}

TEST(Builder, MistakesAreReportedInWordsByFinish) {
  GraphBuilder twice("g");
  twice.input("x", {"N", 1});
  twice.relu("x", "y");
  twice.relu("x", "y");
  twice.output("y", {"N", 1});
  auto file = twice.finish({});
  ASSERT_FALSE(file.has_value());
  EXPECT_EQ(file.error().message, "the tensor y is made twice");

  GraphBuilder missing("g");
  missing.relu("nowhere", "y");
  missing.output("y", {"N", 1});
  file = missing.finish({});
  ASSERT_FALSE(file.has_value());
  EXPECT_EQ(file.error().message, "y reads the tensor nowhere, which nothing has made");

  GraphBuilder sizes("g");
  sizes.initializer("w", {2, 3}, ramp(5));
  sizes.output("w", {2, 3});
  file = sizes.finish({});
  ASSERT_FALSE(file.has_value());
  EXPECT_NE(file.error().message.find("constant w"), std::string::npos);
}

}  // namespace
}  // namespace lesion::onnx
