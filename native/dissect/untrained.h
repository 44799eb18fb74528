// Random mixes of a layer's filters: what a filter must do better than. Beside them: the network
// with untrained weights.
#pragma once

#include <cstdint>
#include <vector>

#include "core/onnx/untrained.h"  // IWYU pragma: export

namespace lesion {

// A random orthogonal matrix of n rows (Gram and Schmidt's of normal numbers), row by row.
std::vector<float> random_orthogonal(int n, std::uint64_t seed);

}  // namespace lesion
