#include "native/train/device_stage.h"

namespace lesion {

DeviceStage::DeviceStage(const PixelCache& cache, std::span<const std::size_t> places,
                         const PreparedImages& val, torch::Device device)
    : images_(cache, places, device) {
  const auto count = static_cast<std::int64_t>(val.count());
  const std::int64_t size = val.size();
  validation_ = torch::empty({count, 3, size, size}, torch::TensorOptions().device(device));
  for (std::int64_t i = 0; i < count; ++i) {
    const auto values = val.image(static_cast<std::size_t>(i));
    // Read only: from_blob has no form for constant memory.
    validation_[i].copy_(torch::from_blob(const_cast<float*>(values.data()), {3, size, size}));
  }
  validation_ = validation_.contiguous(torch::MemoryFormat::ChannelsLast);
}

torch::Tensor DeviceStage::images(const Batch& batch, const TrainConfig& config) const {
  return images_.augmented(batch.places, batch.changes, config.augment.fill,
                           config.rule(batch.size));
}

}  // namespace lesion
