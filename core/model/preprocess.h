// The one preprocessing rule: what the network sees of an image, in training and in the browser.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/error.h"
#include "core/image/image.h"
#include "core/model/input_rule.h"

namespace lesion {

// What a network is given: values in row order of `shape`, [1, 3, height, width] for NCHW and
// [1, height, width, 3] for NHWC.
struct InputTensor {
  std::array<std::int64_t, 4> shape{};
  std::vector<float> values;
};

// `region` of `image` as the network's input. Sampled in one step from the original (see resample),
// so there is no rounding between resize and crop. The bits are the same natively and in
// WebAssembly: a colour c in 0..255 becomes, in single precision and in this order, c / 255 (and
// what colour constancy makes of it), that or 2 * that - 1 or 255 * that for the three ranges, and
// (v - mean) / std; bytes without colour constancy are c itself. `region` may lie partly outside:
// the edge repeats. Fails with kInvalidArgument for an empty image, an empty region or a rule out
// of range (sides 1..4096, std above 0, a power of colour constancy that there is).
// core/model/region.h says which regions there are.
Result<InputTensor> preprocess(const Image& image, const InputRule& rule, const Rect& region);

// With region = region_for(rule, image.width, image.height).
Result<InputTensor> preprocess(const Image& image, const InputRule& rule);

}  // namespace lesion
