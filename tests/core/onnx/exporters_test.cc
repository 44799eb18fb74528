// Real exporters' files (PyTorch's, written by export_networks.py): shapes as ONNX's own library
// infers them, layers as the networks' authors count them. Skipped where PyTorch is absent.
#include <gtest/gtest.h>
#include <onnx/checker.h>
#include <onnx/onnx_pb.h>
#include <onnx/shape_inference/implementation.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <unordered_set>
#include <vector>

#include "core/onnx/read.h"
#include "core/onnx/shapes.h"
#include "core/onnx/tap.h"

namespace lesion::onnx {
namespace {

using Bytes = std::vector<std::uint8_t>;

// A network, its layers over the image, and its convolutions that look at the whole image at once
// (within squeeze-and-excitation blocks), counted in the authors' source files.
struct Network {
  const char* name;
  std::size_t layers;
  std::size_t left_out;
};
const Network kNetworks[] = {
    {"resnet18", 20, 0},           {"mobilenet_v2", 52, 0},       {"mobilenet_v3_small", 34, 18},
    {"densenet121", 120, 0},       {"efficientnet_b0", 49, 32},   {"squeezenet1_1", 26, 0},
    {"shufflenet_v2_x1_0", 56, 0}, {"shufflenet_v2_x0_5", 56, 0}, {"vgg11_bn", 8, 0},
    {"googlenet", 57, 0},          {"mnasnet1_0", 52, 0},         {"regnet_y_400mf", 53, 32},
    {"convnext_tiny", 22, 0}};

const std::string& folder() {
  static const std::string kFolder = EXPORTED_FOLDER;
  return kFolder;
}

// Whether the files are there, written now where they are not; otherwise why not, on the terminal.
bool exported() {
  static const bool kThere = [] {
    const std::string command =
        std::string(EXPORT_PYTHON) + " tests/core/onnx/export_networks.py " + folder();
    return std::system(command.c_str()) == 0;  // NOLINT: a fixed command
  }();
  return kThere;
}

Bytes bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

class Exported : public testing::TestWithParam<Network> {
 protected:
  void SetUp() override {
    if (exported()) return;
    std::puts("skipped: tests/core/onnx/export_networks.py wrote no networks");
    GTEST_SKIP();
  }
};

TEST_P(Exported, EveryShapeIsThatOfOnnxsOwnLibrary) {
  const auto file = bytes_of(folder() + "/" + GetParam().name + ".onnx");
  ::onnx::ModelProto proto;
  ASSERT_TRUE(proto.ParseFromArray(file.data(), static_cast<int>(file.size())));
  ASSERT_NO_THROW(::onnx::checker::check_model(proto));
  proto.mutable_graph()->clear_value_info();
  const ::onnx::ShapeInferenceOptions strict{true, 1, true};
  ASSERT_NO_THROW(
      ::onnx::shape_inference::InferShapes(proto, ::onnx::OpSchemaRegistry::Instance(), strict));
  const auto model = read_model(file);
  ASSERT_TRUE(model.has_value()) << model.error().message;
  const auto shapes = infer_shapes(*model, {.use_notes = false});
  for (const auto& open : shapes.open) {
    ADD_FAILURE() << model->graph.nodes[open.node].op_type << ": " << open.reason;
  }
  std::size_t compared = 0;
  for (const auto& info : proto.graph().value_info()) {
    const auto& tensor = info.type().tensor_type();
    const auto& facts = shapes.of(info.name());
    ASSERT_TRUE(facts.type.has_value()) << info.name();
    EXPECT_EQ(static_cast<int>(*facts.type), tensor.elem_type()) << info.name();
    if (!tensor.has_shape()) continue;
    ASSERT_TRUE(facts.shape.has_value()) << info.name();
    ASSERT_EQ(static_cast<int>(facts.shape->size()), tensor.shape().dim_size()) << info.name();
    for (int i = 0; i < tensor.shape().dim_size(); ++i) {
      const auto& theirs = tensor.shape().dim(i);
      const auto& ours = (*facts.shape)[static_cast<std::size_t>(i)];
      if (!theirs.has_dim_value()) continue;
      EXPECT_EQ(ours.value, theirs.dim_value()) << info.name() << " axis " << i;
      ++compared;
    }
  }
  EXPECT_GT(compared, GetParam().layers * 3);
}

// Of every tensor nothing is open but the number of images.
TEST_P(Exported, OnlyTheNumberOfImagesStaysOpen) {
  const auto model = read_model(bytes_of(folder() + "/" + GetParam().name + ".onnx"));
  ASSERT_TRUE(model.has_value()) << model.error().message;
  const auto shapes = infer_shapes(*model, {.use_notes = false});
  for (const auto& node : model->graph.nodes) {
    for (const auto& output : node.outputs) {
      const auto& shape = shapes.of(output).shape;
      ASSERT_TRUE(shape.has_value()) << output;
      for (std::size_t i = 1; i < shape->size(); ++i) {
        EXPECT_GE((*shape)[i].value, 0) << node.op_type << " " << output << " axis " << i;
      }
    }
  }
}

TEST_P(Exported, EveryLayerIsFoundOrListedWithTheReason) {
  auto model = read_model(bytes_of(folder() + "/" + GetParam().name + ".onnx"));
  ASSERT_TRUE(model.has_value()) << model.error().message;
  const auto found = tap(*model);
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->layers.size(), GetParam().layers);
  EXPECT_EQ(found->left_out.size(), GetParam().left_out);
  for (const auto& left : found->left_out) {
    EXPECT_NE(left.reason.find("GlobalAveragePool"), std::string::npos)
        << left.name << ": " << left.reason;
  }
  std::size_t convolutions = 0;
  for (const auto& node : model->graph.nodes) convolutions += node.op_type == "Conv" ? 1u : 0u;
  EXPECT_EQ(found->layers.size() + found->left_out.size(), convolutions);
  ::onnx::ModelProto proto;
  const auto tapped = write_model(*model).value();
  ASSERT_TRUE(proto.ParseFromArray(tapped.data(), static_cast<int>(tapped.size())));
  EXPECT_NO_THROW(::onnx::checker::check_model(proto));
}

INSTANTIATE_TEST_SUITE_P(PyTorch, Exported, testing::ValuesIn(kNetworks),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace lesion::onnx
