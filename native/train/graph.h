// The trained network as an ONNX graph.
#pragma once

#include <span>
#include <vector>

#include "core/error.h"
#include "core/onnx/graph.h"
#include "native/train/plan.h"

namespace lesion {

// A convolution with the normalisation behind it folded in: relu(conv(x, weights) + bias).
struct FoldedConvolution {
  std::vector<std::int64_t> shape;  // filters, channels, 3, 3
  std::vector<float> weights;
  std::vector<float> bias;
};

// All eight. Folding (computed in double): w' = w * g / sqrt(v + e), b' = b - m * g / sqrt(v + e).
std::vector<FoldedConvolution> fold(const Plan& plan, std::span<const float> weights,
                                    std::span<const float> buffers);

// Input "image" [N, 3, S, S], S = plan.options.input_size; outputs "logits" [N, 2] and "layer0" to
// "layer7", the maps after their ReLU. Opset 17; no metadata yet. The head for the diagnoses served
// training only and is left out.
Result<onnx::Model> network_graph(const Plan& plan, std::span<const float> weights,
                                  std::span<const float> buffers);

}  // namespace lesion
