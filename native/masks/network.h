// The mask network as libtorch runs it, over weights that live in one flat array.
#pragma once

#include <torch/torch.h>

#include <vector>

#include "native/train/plan.h"

namespace lesion {

class MaskNetwork {
 public:
  // `plan` of make_mask_plan(). The arrays must outlive the network: plan.parameter_floats,
  // plan.buffer_floats and, or null where it only infers, again plan.parameter_floats long.
  MaskNetwork(const Plan& plan, float* parameters, float* buffers, float* gradients);

  // `images` [N, 3, S, S] (channels last for speed), S a multiple of kMaskMultiple -> logits
  // [N, kMasks, S/2, S/2]. `training`: normalise by the batch's own statistics and move the running
  // ones.
  torch::Tensor forward(const torch::Tensor& images, bool training);

 private:
  friend struct TorchOps;
  std::vector<torch::Tensor> parameters_;
  std::vector<torch::Tensor> buffers_;
};

// The sum over the batch's images, divided by their number, of: binary cross entropy plus one
// less the soft Jaccard index of the lesion (Rahman and Wang 2016, over each image); and, for
// images whose `known` is 1, `attribute_weight` times the same of the attributes, whose soft
// Jaccard index is over the whole batch, as most images have none.
// `logits` and `targets` (0..1) [N, kMasks, H, W], `known` [N].
torch::Tensor mask_loss(const torch::Tensor& logits, const torch::Tensor& targets,
                        const torch::Tensor& known, double attribute_weight);

}  // namespace lesion
