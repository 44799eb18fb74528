// The runtime against sums worked by hand or written out as loops here.
#include "native/runtime/torch_runtime.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "core/onnx/builder.h"
#include "tests/core/onnx/small_models.h"

namespace lesion {
namespace {

using onnx::GraphBuilder;
using Floats = std::vector<float>;
using Ints = std::vector<std::int64_t>;

// What `make` builds between the input "x" of that shape and the output, run on `values`.
template <typename Make>
Result<NamedTensor> run_one(const onnx::Shape& shape, const Floats& values, Make make) {
  GraphBuilder b("test");
  const auto x = b.input("x", shape);
  const std::string y = make(b, x);
  b.output(y, {});
  auto model = b.finish_model({});
  if (!model) return tl::unexpected<Error>(model.error());
  // Only the values matter here; an output without a shape is any shape.
  model->graph.outputs[0].has_shape = false;
  const auto runtime = TorchRuntime::open(std::move(*model));
  if (!runtime) return tl::unexpected<Error>(runtime.error());
  auto outputs = runtime->run(values, 1);
  if (!outputs) return tl::unexpected<Error>(outputs.error());
  return outputs->tensors.at(0);
}

template <typename Make>
NamedTensor answer(const onnx::Shape& shape, const Floats& values, Make make) {
  auto result = run_one(shape, values, make);
  EXPECT_TRUE(result.has_value()) << (result ? "" : result.error().message);
  return result ? *result : NamedTensor{};
}

TEST(TorchRuntime, ConvolutionEqualsTheLoopsOfItsDefinition) {
  // 2 channels 5x6, 3 filters 3x2, stride 2, dilation 1, pads top 1, left 0, bottom 0, right 1.
  const auto values = onnx::random_weights(2 * 5 * 6, 1);
  const auto w = onnx::random_weights(3 * 2 * 3 * 2, 2);
  const Floats bias{0.5f, -1.0f, 2.0f};
  const auto y = answer({"N", 2, 5, 6}, values, [&](GraphBuilder& b, const std::string& x) {
    return b.node("Conv", {x, b.initializer("w", {3, 2, 3, 2}, w), b.initializer("b", {3}, bias)},
                  {{"strides", Ints{2, 2}}, {"pads", Ints{1, 0, 0, 1}}});
  });
  EXPECT_EQ(y.shape, (Ints{1, 3, 2, 3}));  // (5+1-3)/2+1, (6+1-2)/2+1
  ASSERT_EQ(y.values.size(), 18u);
  std::size_t at = 0;
  for (int f = 0; f < 3; ++f) {
    for (int row = 0; row < 2; ++row) {
      for (int column = 0; column < 3; ++column, ++at) {
        double sum = bias[static_cast<std::size_t>(f)];
        for (int c = 0; c < 2; ++c) {
          for (int i = 0; i < 3; ++i) {
            for (int j = 0; j < 2; ++j) {
              const int r = row * 2 - 1 + i;
              const int k = column * 2 + j;
              if (r < 0 || r >= 5 || k < 0 || k >= 6) continue;
              sum +=
                  static_cast<double>(values[static_cast<std::size_t>((c * 5 + r) * 6 + k)]) *
                  static_cast<double>(w[static_cast<std::size_t>(((f * 2 + c) * 3 + i) * 2 + j)]);
            }
          }
        }
        EXPECT_NEAR(y.values[at], sum, 1e-5);
      }
    }
  }
}

TEST(TorchRuntime, PoolsHandWorked) {
  const Floats values{1, 5, 2, 0, 3, -4, 8, 1, -7, 6, 0, 2, 4, 4, -1, 9};
  const onnx::Shape shape{"N", 1, 4, 4};
  const auto pooled = answer(
      shape, values, [](GraphBuilder& b, const std::string& x) { return b.max_pool(x, 2, 2); });
  EXPECT_EQ(pooled.values, (Floats{5, 8, 6, 9}));
  const auto average = answer(shape, values, [](GraphBuilder& b, const std::string& x) {
    return b.node("AveragePool", {x}, {{"kernel_shape", Ints{2, 2}}, {"strides", Ints{2, 2}}});
  });
  EXPECT_EQ(average.values, (Floats{1.25f, 2.75f, 1.75f, 2.5f}));
  const auto mean = answer(shape, values, [](GraphBuilder& b, const std::string& x) {
    return b.global_average_pool(x);
  });
  EXPECT_EQ(mean.shape, (Ints{1, 1, 1, 1}));
  EXPECT_FLOAT_EQ(mean.values[0], 33.0f / 16.0f);
  const auto most = answer(
      shape, values, [](GraphBuilder& b, const std::string& x) { return b.global_max_pool(x); });
  EXPECT_EQ(most.values, (Floats{9}));
}

TEST(TorchRuntime, PaddingOfAMaximumIsNeverChosen) {
  const auto pooled =
      answer({"N", 1, 2, 2}, {-4, -3, -2, -1},
             [](GraphBuilder& b, const std::string& x) { return b.max_pool(x, 3, 1, "", 1); });
  EXPECT_EQ(pooled.values, (Floats{-1, -1, -1, -1}));
}

TEST(TorchRuntime, LinearLayersHandWorked) {
  const Floats w{1, 2, 3, 4, 5, 6};
  const Floats bias{10, 20};
  const auto y = answer({"N", 3}, {1, 0, -1}, [&](GraphBuilder& b, const std::string& x) {
    return b.gemm(x, b.initializer("w", {2, 3}, w), b.initializer("b", {2}, bias), true);
  });
  EXPECT_EQ(y.values, (Floats{10 + 1 - 3, 20 + 4 - 6}));
  const auto scaled = answer({"N", 3}, {1, 0, -1}, [&](GraphBuilder& b, const std::string& x) {
    return b.node("Gemm", {x, b.initializer("w", {3, 2}, w), b.initializer("b", {2}, bias)},
                  {{"alpha", 2.0f}, {"beta", 0.5f}});
  });
  EXPECT_EQ(scaled.values, (Floats{2 * (1 - 5) + 5, 2 * (2 - 6) + 10}));
}

TEST(TorchRuntime, BatchNormalisationByItsFormula) {
  const auto y = answer({"N", 2, 1, 2}, {1, 2, 3, 4}, [](GraphBuilder& b, const std::string& x) {
    return b.node(
        "BatchNormalization",
        {x, b.initializer("scale", {2}, Floats{2, 3}), b.initializer("shift", {2}, Floats{1, -1}),
         b.initializer("mean", {2}, Floats{1, 2}), b.initializer("variance", {2}, Floats{3, 8})},
        {{"epsilon", 1.0f}});
  });
  EXPECT_EQ(y.values, (Floats{1, 2, 0, 1}));  // (x - mean) / sqrt(variance + 1) * scale + shift
}

TEST(TorchRuntime, EightBitWeightsAreUnpackedPerChannel) {
  const auto y = answer({"N", 2}, {1, 1}, [](GraphBuilder& b, const std::string& x) {
    onnx::Tensor packed{"q", onnx::ElementType::kInt8, {2, 2}, {4, 255, 3, 2}};  // 255 is -1
    onnx::Tensor zero{"zero", onnx::ElementType::kInt8, {2}, {0, 1}};
    const auto w = b.node(
        "DequantizeLinear",
        {b.initializer(packed), b.initializer("scale", {2}, Floats{0.5f, 10}), b.initializer(zero)},
        {{"axis", std::int64_t{0}}});
    return b.gemm(x, w, "", true);
  });
  EXPECT_EQ(y.values, (Floats{1.5f, 30}));  // 0.5 (4 - 1); 10 ((3 - 1) + (2 - 1))
}

TEST(TorchRuntime, ReshapesAndJoinsKeepTheOrderOfValues) {
  const Floats values{1, 2, 3, 4, 5, 6};
  const auto y = answer({"N", 3, 2}, values, [](GraphBuilder& b, const std::string& x) {
    const auto turned = b.node("Transpose", {x}, {{"perm", Ints{0, 2, 1}}});
    const auto rows =
        b.node("Reshape",
               {turned, b.initializer("shape", {2}, std::span<const std::int64_t>(Ints{0, -1}))});
    return b.concat({rows, b.flatten(x)}, 1);
  });
  EXPECT_EQ(y.shape, (Ints{1, 12}));
  EXPECT_EQ(y.values, (Floats{1, 3, 5, 2, 4, 6, 1, 2, 3, 4, 5, 6}));
}

TEST(TorchRuntime, ActivationsByTheirFormulas) {
  const onnx::Shape shape{"N", 3};
  const Floats values{-1, 0.5f, 2};
  const auto apply = [&](const char* op, std::vector<onnx::Attribute> attributes) {
    return answer(shape, values, [&](GraphBuilder& b, const std::string& x) {
      return b.node(op, {x}, attributes);
    });
  };
  EXPECT_EQ(apply("Relu", {}).values, (Floats{0, 0.5f, 2}));
  EXPECT_EQ(apply("LeakyRelu", {{"alpha", 0.5f}}).values, (Floats{-0.5f, 0.5f, 2}));
  EXPECT_EQ(apply("Clip", {{"min", 0.0f}, {"max", 1.0f}}).values, (Floats{0, 0.5f, 1}));
  EXPECT_NEAR(apply("Sigmoid", {}).values[2], 1 / (1 + std::exp(-2.0)), 1e-6);
  EXPECT_NEAR(apply("Softmax", {}).values[1],
              std::exp(0.5) / (std::exp(-1.0) + std::exp(0.5) + std::exp(2.0)), 1e-6);
}

TEST(TorchRuntime, AllOutputsComeBackByName) {
  const auto model = onnx::small_model();
  const auto runtime = TorchRuntime::open(model);
  ASSERT_TRUE(runtime.has_value());
  const auto two = onnx::random_weights(2 * 3 * 16 * 16, 5);
  const auto outputs = runtime->run(two, 2);
  ASSERT_TRUE(outputs.has_value()) << outputs.error().message;
  ASSERT_EQ(outputs->tensors.size(), 5u);
  EXPECT_EQ(outputs->find("logits")->shape, (Ints{2, 2}));
  EXPECT_EQ(outputs->find("layer2")->shape, (Ints{2, 6, 8, 8}));
  EXPECT_EQ(outputs->find("nothing"), nullptr);
  // An image's answer does not depend on its company.
  const Floats second(two.begin() + 768, two.end());
  const auto alone = runtime->run(second, 1);
  ASSERT_TRUE(alone.has_value());
  EXPECT_NEAR(alone->find("logits")->values[1], outputs->find("logits")->values[3], 1e-5);
}

TEST(TorchRuntime, RefusesInWords) {
  const auto unknown = run_one({"N", 3}, {1, 2, 3}, [](GraphBuilder& b, const std::string& x) {
    return b.node("Einsum", {x});
  });
  ASSERT_FALSE(unknown.has_value());
  EXPECT_EQ(unknown.error().kind, ErrorKind::kUnsupported);
  EXPECT_EQ(unknown.error().message, "the operator Einsum is not supported");

  const auto runtime = TorchRuntime::open(onnx::small_model());
  ASSERT_TRUE(runtime.has_value());
  const auto few = runtime->run(Floats{1, 2, 3}, 1);
  ASSERT_FALSE(few.has_value());
  EXPECT_EQ(few.error().message, "the input has 3 values; the network reads 768");

  const auto shapes = run_one({"N", 3}, {1, 2, 3}, [](GraphBuilder& b, const std::string& x) {
    return b.gemm(x, b.initializer("w", {4, 2}, Floats(8, 1)), "", false, "fc");
  });
  ASSERT_FALSE(shapes.has_value());
  EXPECT_EQ(shapes.error().message.find("the model cannot be run: fc (Gemm): "), 0u);
  EXPECT_EQ(shapes.error().message.find('\n'), std::string::npos);

  auto late = onnx::small_model();
  std::swap(late.graph.nodes.front(), late.graph.nodes.back());
  const auto order = TorchRuntime::open(late);
  ASSERT_TRUE(order.has_value());
  EXPECT_FALSE(order->run(Floats(768), 1).has_value());
}

}  // namespace
}  // namespace lesion
