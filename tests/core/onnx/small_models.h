// Small models for the tests of this room and of the runtime.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "core/onnx/builder.h"

namespace lesion::onnx {

inline std::vector<float> random_weights(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal(0.0f, 0.3f);
  std::vector<float> values(count);
  for (auto& value : values) value = normal(random);
  return values;
}

// The paper's shape in small: two convolutions, pool, two convolutions, both global pools, Gemm;
// maps of all four layers are outputs.
inline Model small_model() {
  GraphBuilder b("small");
  auto x = b.input("image", {"N", 3, 16, 16});
  const auto block = [&](int from, int to, int index) {
    const auto k = std::to_string(index);
    const auto w = b.initializer(
        "w" + k, {to, from, 3, 3},
        random_weights(static_cast<std::size_t>(to * from * 9), static_cast<unsigned>(index)));
    const auto bias = b.initializer("b" + k, {to}, random_weights(static_cast<std::size_t>(to), 9));
    x = b.relu(b.conv(x, w, bias, "conv" + k, {.stride = 1, .pad = 1}), "layer" + k);
  };
  block(3, 4, 0);
  block(4, 4, 1);
  x = b.max_pool(x, 2, 2);
  block(4, 6, 2);
  block(6, 6, 3);
  x = b.flatten(b.concat({b.global_average_pool(x), b.global_max_pool(x)}, 1));
  x = b.gemm(x, b.initializer("fc", {2, 12}, random_weights(24, 20)),
             b.initializer("fc_bias", {2}, random_weights(2, 21)), true, "logits");
  b.output("logits", {"N", 2});
  b.output("layer0", {"N", 4, 16, 16});
  b.output("layer1", {"N", 4, 16, 16});
  b.output("layer2", {"N", 6, 8, 8});
  b.output("layer3", {"N", 6, 8, 8});
  return b.finish_model({{"lesionlens", "{\"schema\":1}"}, {"other", "kept"}}).value();
}

}  // namespace lesion::onnx
