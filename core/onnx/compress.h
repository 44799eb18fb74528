// A model's large weights in a byte each: four times smaller, and still a standard ONNX file.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/onnx/graph.h"

namespace lesion::onnx {

struct CompressRule {
  // Weights of fewer values stay as they are: they make no file large, and the convolutions, which
  // share each value among all places of the image, are the ones that suffer.
  std::size_t least_values = std::size_t{1} << 16;
};

// Replaces the weights of every Gemm and MatMul that are constants of floats, [in,out] or [out,in],
// by the nearest whole numbers from -127 to 127 and one scale for each output, joined again by a
// DequantizeLinear of the weights' own name, so that nothing else of the graph changes. A scale has
// sixteen significant bits, so that number times scale is exact: whoever dequantises the file gets
// the same bits, and compressing those gives the same file again.
//
// Returns the names of the weights; none where none is large. Fails, and `model` is unchanged,
// with kInvalidArgument for a weight that is not finite or a name that is needed and taken, with
// kUnsupported below opset 13 (no scale per output).
Result<std::vector<std::string>> compress_weights(Model& model, const CompressRule& rule = {});

// Rounds the weights of one layer, [outputs, inputs], to values that compress_weights() keeps to
// the last bit: of the two nearest the one that keeps the layer's sums closest to what they were on
// the images seen so far along the row (greedy path following, Lybrand and Saab, "A greedy
// algorithm for quantizing neural networks", JMLR 22, 2021, here held to the two nearest). `seen`
// is what came into the layer, [images, inputs]; without any, and where an input never responded,
// the nearest value is taken. `weights` are finite, their number and that of `seen` multiples of
// the inputs'.
void round_weights(std::span<float> weights, std::size_t outputs, std::span<const float> seen);

}  // namespace lesion::onnx
