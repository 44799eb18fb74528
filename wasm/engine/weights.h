// The kernels of a network's layers, for showing them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/error.h"
#include "core/model/card.h"

namespace lesion::engine {

// Input channels of each filter that are handed out; a filter of three (colours) keeps all.
inline constexpr int kKernelsShown = 12;

// One layer's kernels: of each filter the input channels with the greatest sum of absolute weights,
// greatest first, ties by number; all in their own order where there are no more than three. Empty
// (filters 0) where the graph has no convolution for the layer.
struct LayerKernels {
  int filters = 0;
  int inputs = 0;  // input channels of each filter (of its group)
  int shown = 0;
  int height = 0;
  int width = 0;
  std::vector<int> channels;  // filters x shown
  std::vector<float> values;  // filters x shown x height x width
};

// One entry for each layer of `card`, from the ONNX file that holds it. Fails as
// onnx::read_model() does.
Result<std::vector<LayerKernels>> layer_kernels(std::span<const std::uint8_t> file,
                                                const ModelCard& card);

}  // namespace lesion::engine
