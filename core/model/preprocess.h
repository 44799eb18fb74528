// The one preprocessing rule: what the network sees of a picture, in training and in the browser.
#pragma once

#include <array>

#include "core/error.h"
#include "core/image/image.h"

namespace lesion {

// How a picture becomes the network's input. Part of the model card.
struct InputRule {
  int size = 224;  // side of the square input, pixels
  // Side of the central square that is seen, as a part of the picture's shorter side, in (0, 1].
  // The paper's "resize to 300, crop 224" (sizes reconstructed) is 224 / 300.
  double crop_fraction = 1.0;
  // 1, 2, 4 or 8: the colour of the light is taken out, by the Minkowski norm of this power over
  // what is seen (constancy_factors in core/model/colour_constancy.h). 0: colours as they are.
  int colour_constancy = 0;
  // Tensor value = (byte / 255 - mean) / std, per channel R,G,B; with colour constancy
  // min(1, factor * byte / 255) takes the place of byte / 255. Defaults: RGB in 0..1 (paper,
  // section 3.1).
  std::array<float, 3> mean{0.0f, 0.0f, 0.0f};
  std::array<float, 3> std{1.0f, 1.0f, 1.0f};

  bool operator==(const InputRule&) const = default;
};

// The central square of the picture that the network sees, in the picture's continuous pixel
// coordinates; empty for a picture without pixels.
Rect seen_region(int width, int height, const InputRule& rule);

// `region` of `image` as the network's input: 3 x size x size floats, C,H,W, R,G,B. Sampled in one
// step from the original (see resample), so there is no rounding between resize and crop. The bits
// are the same natively and in WebAssembly. `region` may lie partly outside: the edge repeats.
// Fails with kInvalidArgument for an empty picture, an empty region or a rule out of range
// (size 1..4096, std not 0, a power of colour constancy that there is). core/model/region.h says
// which regions a person can choose.
Result<FloatImage> preprocess(const Image& image, const InputRule& rule, const Rect& region);

// With region = seen_region(image.width, image.height, rule).
Result<FloatImage> preprocess(const Image& image, const InputRule& rule);

}  // namespace lesion
