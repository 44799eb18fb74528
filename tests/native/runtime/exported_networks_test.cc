// Networks as PyTorch exports them, run here: the answers are PyTorch's, and every tensor has the
// shape that core/onnx/shapes infers. Skipped where PyTorch is absent.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "core/onnx/read.h"
#include "core/onnx/shapes.h"
#include "core/onnx/tap.h"
#include "native/runtime/torch_runtime.h"
#include "tests/native/runtime/gradient_check.h"

namespace lesion {
namespace {

std::vector<std::uint8_t> bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::vector<float> floats_of(const std::string& path) {
  const auto bytes = bytes_of(path);
  std::vector<float> values(bytes.size() / sizeof(float));
  if (!values.empty()) std::memcpy(values.data(), bytes.data(), values.size() * sizeof(float));
  return values;
}

constexpr std::array kNetworks = {
    "resnet18",      "mobilenet_v2",       "mobilenet_v3_small", "densenet121", "efficientnet_b0",
    "squeezenet1_1", "shufflenet_v2_x1_0", "shufflenet_v2_x0_5", "vgg11_bn",    "googlenet",
    "mnasnet1_0",    "regnet_y_400mf",     "convnext_tiny"};

std::string path_of(const std::string& network, const char* end) {
  return std::string(EXPORTED_FOLDER "/") + network + end;
}

bool is_there(const std::string& network) {
  return std::filesystem::exists(path_of(network, ".onnx")) &&
         std::filesystem::exists(path_of(network, ".input")) &&
         std::filesystem::exists(path_of(network, ".logits"));
}

class ExportedNetwork : public testing::TestWithParam<const char*> {
 protected:
  // All of them at once, as PyTorch alone takes seconds to start, where one is not there yet.
  static void SetUpTestSuite() {
    if (std::all_of(kNetworks.begin(), kNetworks.end(), is_there)) return;
    const std::string command =
        std::string(EXPORT_PYTHON) + " tests/core/onnx/export_networks.py " EXPORTED_FOLDER;
    written_ = std::system(command.c_str()) == 0;  // NOLINT: a fixed command
  }
  void SetUp() override {
    if (written_) {
      ASSERT_TRUE(is_there(GetParam()));
      return;
    }
    std::puts("skipped: tests/core/onnx/export_networks.py wrote no networks");
    GTEST_SKIP();
  }
  std::string path(const char* end) const { return path_of(GetParam(), end); }

  static inline bool written_ = true;
};

TEST_P(ExportedNetwork, AnswersAsPyTorchAndHasTheShapesThatAreInferred) {
  auto model = onnx::read_model(bytes_of(path(".onnx")));
  ASSERT_TRUE(model.has_value()) << model.error().message;
  const auto image = floats_of(path(".input"));
  const auto side = std::lround(std::sqrt(static_cast<double>(image.size() / 3)));
  const std::vector<std::int64_t> shape{1, 3, side, side};
  ASSERT_EQ(image.size(), static_cast<std::size_t>(3 * side * side));
  model->graph.inputs[0].shape[0] = onnx::Dimension(1);
  const auto shapes = onnx::infer_shapes(*model, {.use_notes = false});
  // Every tensor of floats becomes an output.
  for (const auto& node : model->graph.nodes) {
    for (const auto& output : node.outputs) {
      if (!model->graph.is_output(output)) {
        model->graph.outputs.push_back({output, onnx::ElementType::kFloat, false, {}});
      }
    }
  }
  const auto runtime = TorchRuntime::open(std::move(*model));
  ASSERT_TRUE(runtime.has_value()) << runtime.error().message;
  const auto outputs = runtime->run(image, shape);
  ASSERT_TRUE(outputs.has_value()) << outputs.error().message;
  for (const auto& tensor : outputs->tensors) {
    const auto& facts = shapes.of(tensor.name);
    ASSERT_TRUE(facts.shape.has_value()) << tensor.name;
    std::vector<std::int64_t> inferred;
    for (const auto& dimension : *facts.shape) inferred.push_back(dimension.value);
    EXPECT_EQ(inferred, tensor.shape) << tensor.name;
  }
  const auto expected = floats_of(path(".logits"));
  const auto* logits = outputs->find("logits");
  ASSERT_NE(logits, nullptr);
  ASSERT_EQ(logits->values.size(), expected.size());
  ASSERT_EQ(expected.size(), 7u);
  float greatest = 0;
  for (const float value : expected) greatest = std::max(greatest, std::abs(value));
  EXPECT_GT(greatest, 1e-3f);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_NEAR(logits->values[i], expected[i], 1e-4f * std::max(1.0f, greatest)) << i;
  }
}

// The gradient of a random sum of logits with respect to the image and to every layer's maps.
TEST_P(ExportedNetwork, GoesBackAsLibtorchsAutograd) {
  auto model = onnx::read_model(bytes_of(path(".onnx")));
  ASSERT_TRUE(model.has_value()) << model.error().message;
  const auto image = floats_of(path(".input"));
  const auto side = std::lround(std::sqrt(static_cast<double>(image.size() / 3)));
  std::vector<std::string> wanted{model->graph.inputs[0].name};
  for (const auto& layer : onnx::find_layers(*model).layers) wanted.push_back(layer.tensor);
  ASSERT_GT(wanted.size(), 5u);
  expect_gradients_of_autograd(std::move(*model), "logits", wanted, {1, 3, side, side}, image);
}

INSTANTIATE_TEST_SUITE_P(PyTorch, ExportedNetwork, testing::ValuesIn(kNetworks),
                         [](const auto& test) { return std::string(test.param); });

}  // namespace
}  // namespace lesion
