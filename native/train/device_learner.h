// Learning on a device of libtorch's, such as a graphics card.
#pragma once

#include "native/train/step.h"

namespace lesion {

// Weights, moments and averages live on the device; a step is libtorch's own operations there, with
// the arithmetic of adam_step. A process is one worker, whatever its threads. With a group the
// gradients of all ranks are summed by c10d (NCCL between graphics cards where it is built in), in
// the order that suits it: not the same bits as one process. `compute` is the convolutions' type.
// Works on the processor too, which is how it is tested without a graphics card.
class DeviceLearner final : public Learner {
 public:
  DeviceLearner(const Learning& learning, torch::Device device, torch::ScalarType compute);

  Result<double> step(const Batch& batch, double rate, long step) override;
  Result<void> complete() override;

  // Logit of malignant less logit of benign of images [N, 3, S, S] on the device, by the weights or
  // their running average.
  std::vector<double> margins(const torch::Tensor& images, bool average) const;

 private:
  void adam(double rate, long step);
  void follow_buffers(long step);
  Result<double> sum_over_ranks(double loss);

  const Learning on_;
  torch::Device device_;
  Crew crew_;
  torch::Tensor weights_, first_, second_, average_;  // flat, as in AdamState
  torch::Tensor buffers_, average_buffers_;
  torch::Tensor gradients_;
  torch::Tensor decays_;  // 1 where a weight decays, else 0
  Network network_;
};

}  // namespace lesion
