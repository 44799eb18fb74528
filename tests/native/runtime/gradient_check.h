// A reverse graph held against libtorch's automatic differentiation.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "core/onnx/reverse.h"
#include "native/runtime/torch_runtime.h"

namespace lesion {

inline std::vector<float> normal_values(std::size_t count, unsigned seed, float deviation = 1) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal(0.0f, deviation);
  std::vector<float> values(count);
  for (auto& value : values) value = normal(random);
  return values;
}

inline std::size_t count_of(const std::vector<std::int64_t>& shape) {
  std::size_t count = 1;
  for (const auto side : shape) count *= static_cast<std::size_t>(side);
  return count;
}

// The greatest difference as a part of the greatest amount of what is expected.
inline double relative_difference(const std::vector<float>& is,
                                  const std::vector<float>& expected) {
  if (is.size() != expected.size()) return 1e30;
  double difference = 0;
  double scale = 0;
  for (std::size_t i = 0; i < is.size(); ++i) {
    difference = std::max(difference, std::abs(static_cast<double>(is[i]) - expected[i]));
    scale = std::max(scale, std::abs(static_cast<double>(expected[i])));
    if (!std::isfinite(is[i])) return 1e30;
  }
  return scale > 0 ? difference / scale : difference;
}

// Gradients of a random sum of `of` with respect to `wanted`, for an input of that shape; the model
// has one input, whose shape is stated as this one. In double precision against double, in single
// against single: where two cells of a max-pool's window, or a response and 0, are closer than
// single precision tells apart, another cell may win than in double, and the gradient takes another
// way (seen: by 0.3 of its greatest amount in vgg11_bn, by 0.27 in googlenet).
inline void expect_gradients_of_autograd(onnx::Model model, const std::string& of,
                                         const std::vector<std::string>& wanted,
                                         const std::vector<std::int64_t>& shape,
                                         const std::vector<float>& image, double tolerance = 1e-5,
                                         bool turned = true) {
  auto& declared = model.graph.inputs[0].shape;
  declared.assign(shape.begin(), shape.end());
  const auto input = model.graph.inputs[0].name;
  auto made = onnx::reverse(model, of, wanted, {.turned_kernels = turned});
  ASSERT_TRUE(made.has_value()) << made.error().message;
  if (!model.graph.is_output(of)) {
    model.graph.outputs.push_back({of, onnx::ElementType::kFloat, false, {}});
  }
  const auto plain = TorchRuntime::open_graph(model);
  ASSERT_TRUE(plain.has_value()) << plain.error().message;
  const Feed feed{input, shape, image};
  const auto forward = plain->run(std::span(&feed, 1));
  ASSERT_TRUE(forward.has_value()) << forward.error().message;
  const auto* start = forward->find(of);
  ASSERT_NE(start, nullptr);
  const auto seed = normal_values(start->values.size(), 77);

  const auto reverse = TorchRuntime::open_graph(std::move(made->model));
  ASSERT_TRUE(reverse.has_value()) << reverse.error().message;
  const std::vector<Feed> feeds{feed, {made->seed, start->shape, seed}};
  for (const auto precision : {RuntimePrecision::kDouble, RuntimePrecision::kSingle}) {
    const auto expected = plain->gradients(std::span(&feed, 1), of, seed, wanted, precision);
    ASSERT_TRUE(expected.has_value()) << expected.error().message;
    const auto found = reverse->run(feeds, precision);
    ASSERT_TRUE(found.has_value()) << found.error().message;
    const auto* again = found->find(of);
    ASSERT_NE(again, nullptr);
    EXPECT_LT(relative_difference(again->values, start->values), 1e-5) << of;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      const auto* gradient = found->find(made->gradients[i]);
      ASSERT_NE(gradient, nullptr) << wanted[i];
      EXPECT_EQ(gradient->shape, expected->tensors[i].shape) << wanted[i];
      const double most = precision == RuntimePrecision::kDouble ? 1e-6 : tolerance;
      EXPECT_LT(relative_difference(gradient->values, expected->tensors[i].values), most)
          << wanted[i] << (precision == RuntimePrecision::kDouble ? " in double" : " in single");
    }
  }
}

}  // namespace lesion
