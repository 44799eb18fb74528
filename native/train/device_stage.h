// What of a stage lies on a device: the images that are learnt from, and those for validation.
#pragma once

#include <torch/torch.h>

#include <cstddef>
#include <span>

#include "native/data/pixel_cache.h"
#include "native/train/config.h"
#include "native/train/device_images.h"
#include "native/train/loader.h"
#include "native/train/validation.h"

namespace lesion {

class DeviceStage {
 public:
  // The images of `cache` at `places` (TrainingSet::images), and `val`, go to `device`.
  DeviceStage(const PixelCache& cache, std::span<const std::size_t> places,
              const PreparedImages& val, torch::Device device);

  // A batch that was only drawn (Loader), made there: [N, 3, S, S].
  torch::Tensor images(const Batch& batch, const TrainConfig& config) const;
  // [count, 3, size, size].
  const torch::Tensor& validation() const { return validation_; }

 private:
  DeviceImages images_;
  torch::Tensor validation_;
};

}  // namespace lesion
