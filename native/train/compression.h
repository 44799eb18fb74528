// Rounds a network's large weights to what its compressed file holds.
#pragma once

#include <string>
#include <vector>

#include "core/error.h"
#include "native/train/plan.h"
#include "native/train/validation.h"
#include "native/train/workers.h"

namespace lesion {

// Changes those of `weights` that onnx::compress_weights() compresses, layer by layer, so that the
// layers' sums on `images` (training images, some hundreds) stay close: onnx::round_weights().
// Returns their names; none where no weight is large. Fails as network_graph() and
// compress_weights() do.
Result<std::vector<std::string>> round_large_weights(const Plan& plan, std::vector<float>& weights,
                                                     std::vector<float>& buffers, Workers& workers,
                                                     const PreparedImages& images);

}  // namespace lesion
