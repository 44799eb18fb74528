// The two networks as libtorch runs them, over weights that live in one flat array.
#pragma once

#include <torch/torch.h>

#include <vector>

#include "native/train/plan.h"

namespace lesion {

struct NetworkOutput {
  torch::Tensor logits;     // [N, 2]
  torch::Tensor diagnoses;  // [N, aux_classes], undefined without that head
};

// Views of a flat array of parameters (and of gradients, where it learns). Several networks may
// share the parameters; each then has its own gradients and running statistics.
class Network {
 public:
  // The arrays must outlive the network: plan.parameter_floats, plan.buffer_floats and, or null
  // where it only infers, again plan.parameter_floats long.
  Network(const Plan& plan, float* parameters, float* buffers, float* gradients);

  // The same over flat tensors on any device. `gradients` may be undefined. With `compute` other
  // than float32 the convolutions run in that type, everything else stays float32.
  Network(const Plan& plan, const torch::Tensor& parameters, const torch::Tensor& buffers,
          const torch::Tensor& gradients, torch::ScalarType compute = torch::kFloat32);

  // `images` [N, 3, S, S], channels last for speed. `training`: normalise by the batch's own
  // statistics and move the running ones. `dropout` multiplies the head's input, [N, features], or
  // is undefined. `taps`, where given, receives the eight maps after their ReLU.
  NetworkOutput forward(const torch::Tensor& images, bool training,
                        const torch::Tensor& dropout = {},
                        std::vector<torch::Tensor>* taps = nullptr);

  // Length of the head's input, which `dropout` must have.
  std::int64_t head_features() const;

 private:
  torch::Tensor parameter(const std::string& name) const;
  torch::Tensor convolution(const torch::Tensor& in, int index, bool training);
  torch::Tensor convolutions(const torch::Tensor& images, bool training,
                             std::vector<torch::Tensor>* taps);
  // The paper's convolutions over a few images at a time.
  torch::Tensor convolutions_in_parts(const torch::Tensor& images);

  Plan plan_;
  std::vector<torch::Tensor> parameters_;
  std::vector<torch::Tensor> buffers_;
  torch::ScalarType compute_;
};

}  // namespace lesion
