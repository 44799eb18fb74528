// Reverse graphs against libtorch's automatic differentiation, central differences and code written
// out by hand.
#include "core/onnx/reverse.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "core/onnx/builder.h"
#include "core/onnx/dequantise.h"
#include "core/onnx/read.h"
#include "core/onnx/tap.h"
#include "tests/core/onnx/small_models.h"
#include "tests/native/runtime/gradient_check.h"

namespace lesion {
namespace {

using onnx::GraphBuilder;
using Floats = std::vector<float>;
using Ints = std::vector<std::int64_t>;

std::string random_constant(GraphBuilder& b, const std::string& name, const Ints& dims,
                            unsigned seed, float deviation = 0.5f) {
  return b.initializer(name, dims, normal_values(count_of(dims), seed, deviation));
}

// A network of operators drawn at random, over 4 channels, ending in logits.
onnx::Model random_network(unsigned seed) {
  std::mt19937 random(seed);
  GraphBuilder b("random");
  auto x = b.input("x", {2, 3, 16, 16});
  std::int64_t channels = 3;
  int number = 0;
  const auto convolve = [&](std::int64_t to, int stride) {
    const auto name = "w" + std::to_string(number++);
    // Responses keep their size: a Tanh that is 1 in several cells would be a tie of the pool.
    const float deviation = 1 / std::sqrt(9 * static_cast<float>(channels));
    const auto w = random_constant(b, name, {to, channels, 3, 3},
                                   seed * 100 + static_cast<unsigned>(random() % 100), deviation);
    channels = to;
    return b.conv(x, w, random_constant(b, name + "b", {to}, seed), {},
                  {.stride = stride, .pad = 1});
  };
  x = convolve(4, 1);
  int halvings = 0;
  for (int step = 0; step < 8; ++step) {
    const Ints two{2, 2};
    switch (random() % 12) {
      case 0:
        x = b.relu(convolve(4 + static_cast<std::int64_t>(random() % 3), 1));
        break;
      case 1:
        x = b.node("LeakyRelu", {convolve(5, 1)});
        break;
      case 2:
        if (halvings++ < 2) x = b.relu(convolve(6, 2));
        break;
      case 3:
        if (halvings++ < 2) x = b.max_pool(x, 2, 2);
        break;
      case 4:
        if (halvings++ < 2) x = b.max_pool(x, 3, 2, {}, 1);
        break;
      case 5:
        x = b.add(x, b.node("Tanh", {convolve(channels, 1)}));
        break;
      case 6:
        x = b.multiply(x, b.node("Sigmoid", {b.global_average_pool(x)}));
        break;
      case 7:
        x = b.multiply(x, b.node("Sigmoid", {x}));
        break;
      case 8: {
        const auto y = b.node("Elu", {convolve(channels, 1)});
        x = b.concat({x, y}, 1);
        channels *= 2;
        if (channels > 12) x = b.relu(convolve(4, 1));
        break;
      }
      case 9:
        x = b.node("HardSwish", {x});
        break;
      case 10:
        x = b.node("AveragePool", {x}, {{"kernel_shape", Ints{3, 3}}, {"pads", Ints{1, 1, 1, 1}}});
        break;
      default:
        x = b.node("Transpose", {b.node("Transpose", {x}, {{"perm", Ints{0, 2, 3, 1}}})},
                   {{"perm", Ints{0, 3, 2, 1}}});
        break;
    }
  }
  const auto pooled = b.concat({b.global_average_pool(x), b.global_max_pool(x)}, 1);
  b.output(b.gemm(b.flatten(pooled), random_constant(b, "fc", {3, 2 * channels}, seed), "", true,
                  "logits"),
           {2, 3});
  return b.finish_model({}).value();
}

TEST(Reverse, ThirtyRandomNetworksGoBackAsAutograd) {
  for (unsigned seed = 0; seed < 30; ++seed) {
    SCOPED_TRACE(seed);
    const auto model = random_network(seed);
    std::vector<std::string> wanted{"x"};
    for (const auto& layer : onnx::find_layers(model).layers) wanted.push_back(layer.tensor);
    const Ints shape{2, 3, 16, 16};
    expect_gradients_of_autograd(model, "logits", wanted, shape,
                                 normal_values(count_of(shape), seed));
  }
}

std::vector<std::uint8_t> bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

class Shipped : public testing::TestWithParam<const char*> {};

TEST_P(Shipped, GoesBackAsAutogradFromLogitsAndFromAFilter) {
  auto model = onnx::read_model(bytes_of(std::string("models/") + GetParam() + ".onnx"));
  ASSERT_TRUE(model.has_value());
  ASSERT_TRUE(onnx::dequantise_weights(*model).has_value());
  const auto found = onnx::find_layers(*model);
  ASSERT_FALSE(found.layers.empty());
  const auto& input = model->graph.inputs[0];
  const Ints shape{1, 3, input.shape[2].value, input.shape[3].value};
  std::vector<std::string> wanted{input.name};
  for (const auto& layer : found.layers) wanted.push_back(layer.tensor);
  const auto image = normal_values(count_of(shape), 11);
  expect_gradients_of_autograd(*model, "logits", wanted, shape, image);
  const auto last = found.layers.size() - 1;
  wanted.resize(last + 1);  // image and the layers before the last
  expect_gradients_of_autograd(*model, found.layers[last].tensor, wanted, shape, image);
}

INSTANTIATE_TEST_SUITE_P(Models, Shipped, testing::Values("default", "central", "paper"),
                         [](const auto& test) { return std::string(test.param); });

// Central differences, both runs in one batch of two and their difference taken in double
// precision.
TEST(Reverse, AgreesWithCentralDifferences) {
  auto model = onnx::small_model();
  const Ints shape{1, 3, 16, 16};
  const auto image = normal_values(count_of(shape), 3);
  model.graph.inputs[0].shape[0] = onnx::Dimension("N");
  const auto made = onnx::reverse(model, "logits", std::vector<std::string>{"image"});
  ASSERT_TRUE(made.has_value()) << made.error().message;
  const Floats seed{1, -1};
  const auto reverse = TorchRuntime::open_graph(made->model);
  ASSERT_TRUE(reverse.has_value()) << reverse.error().message;
  const std::vector<Feed> feeds{{"image", shape, image}, {made->seed, {1, 2}, seed}};
  const auto found = reverse->run(feeds, Precision::kDouble);
  ASSERT_TRUE(found.has_value()) << found.error().message;
  const auto* gradient = found->find(made->gradients[0]);
  ASSERT_NE(gradient, nullptr);

  const std::int64_t zero = 0;
  const std::int64_t one = 1;
  const std::int64_t two = 2;
  auto& graph = model.graph;
  graph.initializers.push_back(onnx::int64_tensor("0", {1}, std::span(&zero, 1)));
  graph.initializers.push_back(onnx::int64_tensor("1", {1}, std::span(&one, 1)));
  graph.initializers.push_back(onnx::int64_tensor("2", {1}, std::span(&two, 1)));
  graph.nodes.push_back({"a", "Slice", "", {"logits", "0", "1"}, {"a"}, {}});
  graph.nodes.push_back({"b", "Slice", "", {"logits", "1", "2"}, {"b"}, {}});
  graph.nodes.push_back({"d", "Sub", "", {"a", "b"}, {"d"}, {}});
  graph.outputs = {{"d", onnx::ElementType::kFloat, false, {}}};
  const auto plain = TorchRuntime::open_graph(model);
  ASSERT_TRUE(plain.has_value());
  float greatest = 0;
  for (const float value : gradient->values) greatest = std::max(greatest, std::abs(value));
  ASSERT_GT(greatest, 0);
  int kinks = 0;
  for (std::size_t i = 0; i < image.size(); ++i) {
    constexpr float kStep = 0x1p-14f;
    Floats both = image;
    both.insert(both.end(), image.begin(), image.end());
    both[i] += kStep;
    both[image.size() + i] -= kStep;
    const double width = static_cast<double>(both[i]) - both[image.size() + i];
    const Feed feed{"image", {2, 3, 16, 16}, both};
    const auto out = plain->run(std::span(&feed, 1), Precision::kDouble);
    ASSERT_TRUE(out.has_value()) << out.error().message;
    const auto& d = out->tensors[0].values;
    const double slope = (static_cast<double>(d[0]) - d[1]) / width;
    // Where a rectifier or a pool changes over within the step, both slopes are in the difference.
    if (std::abs(slope - gradient->values[i]) > 1e-5 * greatest) ++kinks;
  }
  EXPECT_LE(kinks, 8) << "of " << image.size();
}

// The rectifiers' rules, written out: one convolution of 1 x 1, so that each cell is by itself.
TEST(Reverse, RectifiersFollowTheirRules) {
  GraphBuilder b("rules");
  const auto x = b.input("x", {1, 1, 2, 4});
  const Floats one{1};
  const Floats signs{1, -1};
  const auto y =
      b.relu(b.conv(x, b.initializer("w", {1, 1, 1, 1}, std::span<const float>(one)), ""), "y");
  const auto z =
      b.conv(y, b.initializer("v", {2, 1, 1, 1}, std::span<const float>(signs)), "", "z");
  b.output(z, {1, 2, 2, 4});
  const auto model = b.finish_model({}).value();
  const Floats image{1, -1, 2, -2, 0, 3, -3, 4};
  // Signal at y: seed of channel 0 less that of channel 1.
  const Floats seed{1, 1, -1, -1, 1, 0, 2, 5, 0, 0, 0, 0, 0, 0, 0, 1};
  const Floats signal{1, 1, -1, -1, 1, 0, 2, 4};
  const std::vector<std::pair<onnx::ReluRule, Floats>> expected{
      {onnx::ReluRule::kGradient, {1, 0, -1, 0, 0, 0, 0, 4}},
      {onnx::ReluRule::kDeconvnet, {1, 1, 0, 0, 1, 0, 2, 4}},
      {onnx::ReluRule::kGuided, {1, 0, 0, 0, 0, 0, 0, 4}}};
  for (const auto& [rule, values] : expected) {
    const auto made = onnx::reverse(model, "z", std::vector<std::string>{"x", "y"}, {.relu = rule});
    ASSERT_TRUE(made.has_value()) << made.error().message;
    const auto runtime = TorchRuntime::open_graph(made->model);
    ASSERT_TRUE(runtime.has_value()) << runtime.error().message;
    const std::vector<Feed> feeds{{"x", {1, 1, 2, 4}, image}, {made->seed, {1, 2, 2, 4}, seed}};
    const auto out = runtime->run(feeds);
    ASSERT_TRUE(out.has_value()) << out.error().message;
    EXPECT_EQ(out->find(made->gradients[0])->values, values);
    EXPECT_EQ(out->find(made->gradients[1])->values, signal);
  }
}

}  // namespace
}  // namespace lesion
