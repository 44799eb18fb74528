// Weights that a file holds in bytes made floats once, when the file is opened, and not at every
// run.
#pragma once

#include <cstddef>

#include "core/error.h"
#include "core/onnx/graph.h"

namespace lesion::onnx {

struct DequantiseLimits {
  std::size_t max_bytes = std::size_t{1} << 30;  // of all floats together
};

// Folds every DequantizeLinear of constants into a constant of floats: y = (x - zero point) *
// scale, in single precision as ONNX Runtime computes it. Constants that nothing reads afterwards
// are dropped. Left to the runtime are nodes that this cannot do bit for bit: of computed inputs,
// of types other than int8, uint8 and int32 with a float scale, in blocks, and outputs of the
// graph. Returns how many were folded. Where it fails `model` is not to be used any more: with
// kCorrupt where shapes, axis, scale or zero point do not fit together, a scale is not a positive
// number or a name is made twice; with kTooLarge beyond `limits`, before memory is taken.
Result<std::size_t> dequantise_weights(Model& model, const DequantiseLimits& limits = {});

}  // namespace lesion::onnx
