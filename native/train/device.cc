#include "native/train/device.h"

#include <torch/torch.h>

namespace lesion {

Result<void> check_device(Device device) {
  if (device == Device::kCpu) return {};
#ifdef LESION_TORCH_CUDA
  if (torch::cuda::is_available()) return {};
  return fail(ErrorKind::kUnsupported,
              "--device cuda: libtorch finds no graphics card that it can use on this machine "
              "(nvidia-smi should list one); --device cpu trains without");
#else
  return fail(
      ErrorKind::kUnsupported,
      "--device cuda: this program was built with a libtorch without CUDA; docs/training.md "
      "says how to build it with another one, --device cpu trains without");
#endif
}

c10::Device torch_device(Device device, int local_rank) {
  if (device == Device::kCpu) return torch::kCPU;
  // The same run again, the same weights: no search for the fastest algorithm, none that is random.
  at::globalContext().setBenchmarkCuDNN(false);
  at::globalContext().setDeterministicCuDNN(true);
  const auto cards = static_cast<int>(torch::cuda::device_count());
  return {torch::kCUDA, static_cast<c10::DeviceIndex>(local_rank % std::max(1, cards))};
}

}  // namespace lesion
