// The mask network as an ONNX graph, and its file.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/error.h"
#include "core/onnx/graph.h"
#include "native/train/plan.h"

namespace lesion {

// Input "image" [N, 3, size, size], output "masks" [N, kMasks, size/2, size/2], logits. The
// normalisations are folded into the convolutions as fold() does it. Opset 17.
Result<onnx::Model> mask_graph(const Plan& plan, std::span<const float> weights,
                               std::span<const float> buffers, int size);

}  // namespace lesion
