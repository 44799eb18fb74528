// Networks of old operator sets in the words of a later one.
#pragma once

#include <cstdint>

#include "core/error.h"
#include "core/onnx/graph.h"

namespace lesion::onnx {

inline constexpr std::int64_t kUpgraded = 17;

// A model of operator set 7 to 16 written in set 17, with the same numbers: axes, bounds, pads and
// sizes that were attributes become inputs (Squeeze, Unsqueeze, ReduceSum, Clip, Pad, Slice,
// Split), Upsample becomes Resize, Softmax over several axes at once a Flatten, a Softmax and a
// Reshape, Dropout an Identity. Later sets, up to 21, stay as they are. Fails with kUnsupported,
// the model then unusable, for other sets and for a node whose form set 17 does not have.
Result<void> upgrade_opset(Model& model);

}  // namespace lesion::onnx
