// The same network as if it had never learnt, and random mixes of a layer's filters: what a filter
// must do better than.
#pragma once

#include <cstdint>
#include <vector>

#include "core/error.h"
#include "core/onnx/graph.h"

namespace lesion {

// `model` with the weights of every convolution and linear layer drawn anew: normal, of variance
// 2 / fan-in (He et al. 2015), their biases 0. Everything else stays. Fails as
// onnx::dequantise_weights() does.
Result<onnx::Model> with_untrained_weights(onnx::Model model, std::uint64_t seed);

// A random orthogonal matrix of n rows (Gram and Schmidt's of normal numbers), row by row.
std::vector<float> random_orthogonal(int n, std::uint64_t seed);

}  // namespace lesion
