// Training images that live on a graphics card, changed there as augment() changes them.
#pragma once

#include <torch/torch.h>

#include <cstddef>
#include <span>

#include "native/data/pixel_cache.h"
#include "native/train/augment.h"

namespace lesion {

class DeviceImages {
 public:
  // Copies the images of `cache` at `places` to `device`: side x side x 3 bytes each.
  DeviceImages(const PixelCache& cache, std::span<const std::size_t> places, torch::Device device);

  // Image `images[i]` of those, changed as `how[i]` says, for each i: [N, 3, S, S] float32 on the
  // device, channels last, S = rule.width. What augment() makes but for rounding: places between
  // pixels and all arithmetic are float32 here.
  torch::Tensor augmented(std::span<const std::size_t> images, std::span<const Augmentation> how,
                          Fill fill, const InputRule& rule) const;

 private:
  torch::Tensor pixels_;  // [count, side, side, 3] uint8
};

}  // namespace lesion
