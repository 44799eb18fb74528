// The same network as if it had never learnt: what it shows, the weights did not say.
#pragma once

#include <cstdint>

#include "core/error.h"
#include "core/onnx/graph.h"

namespace lesion {

// `model` with the weights of every convolution and linear layer drawn anew: normal, of variance
// 2 / fan-in (He et al. 2015), their biases 0. Everything else stays. Fails as
// onnx::dequantise_weights() does.
Result<onnx::Model> with_untrained_weights(onnx::Model model, std::uint64_t seed);

}  // namespace lesion
