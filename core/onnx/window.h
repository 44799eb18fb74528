// Windows that slide over a tensor (convolution, pooling): the one place where kernel, stride,
// dilation, padding, auto_pad and ceil_mode are read and checked.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/error.h"
#include "core/onnx/graph.h"

namespace lesion::onnx {

// Along one axis; kernel, stride and dilation from 1 to 65,536, paddings from 0 to 65,536.
struct WindowAxis {
  std::int64_t kernel = 1;
  std::int64_t stride = 1;
  std::int64_t dilation = 1;
  std::int64_t pad_begin = 0;
  std::int64_t pad_end = 0;
  bool ceil = false;  // a last window that only partly lies on the input counts too

  // Cells from the first to the last that a window reads.
  std::int64_t reach() const { return (kernel - 1) * dilation + 1; }
  // Windows on a side of that many cells; nothing where none fits. With `ceil` a window that would
  // begin in the padding behind the input does not count (as ONNX from 1.17 on and libtorch).
  std::optional<std::int64_t> places(std::int64_t side) const;
  // The input's side that a transposed convolution makes `side` of: its output's side.
  std::optional<std::int64_t> transposed(std::int64_t side, std::int64_t output_padding) const;
};
using WindowAxes = std::vector<WindowAxis>;  // one for each axis behind N and C

// The window of a Conv, ConvTranspose or pool. `kernel` comes from the weights' shape; where it is
// empty the attribute kernel_shape is read. `sides` are the input's spatial sides, which auto_pad
// SAME_UPPER and SAME_LOWER ask for: one that is not known counts as one that the stride divides.
// Fails with kCorrupt where lists have the wrong length or a number is out of range.
Result<WindowAxes> window_of(const Node& node, std::span<const std::int64_t> kernel,
                             std::span<const Dimension> sides);

}  // namespace lesion::onnx
