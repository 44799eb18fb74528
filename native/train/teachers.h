// Networks of earlier runs that a network learns from beside the labels: distillation (Hinton,
// Vinyals, Dean 2015), on the very images the student sees, augmented alike (Beyer et al. 2022).
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/error.h"
#include "native/train/config.h"
#include "native/train/network.h"

namespace lesion {

class Teachers {
 public:
  // The best network of each run in `config.teachers`, on `device`. Fails with kNotFound, kIo or
  // kCorrupt where a checkpoint cannot be read, and with kInvalidArgument where a teacher sees
  // other squares or colours than `config`'s images.
  static Result<std::unique_ptr<Teachers>> open(const TrainConfig& config, torch::Device device);

  // Of all weights, in order.
  std::uint64_t identity() const { return identity_; }

  // Mean over the teachers of softmax(logits / temperature), [N, 2], without gradients. `images`
  // [N, 3, S, S] as the student reads them; a teacher of another size sees them resized to its own
  // (bilinear). Called from several threads at once.
  torch::Tensor probabilities(const torch::Tensor& images, double temperature) const;

 private:
  struct Teacher {
    std::vector<float> weights;
    std::vector<float> buffers;
    std::unique_ptr<Network> network;
    int size = 0;
  };

  std::vector<std::unique_ptr<Teacher>> teachers_;
  std::uint64_t identity_ = 0;
};

// Those of `config`, none where it names none. Sets their identity there, or fails with
// kInvalidArgument where it is another by now: who teaches a run is so for good.
Result<std::unique_ptr<Teachers>> teachers_for(TrainConfig& config, torch::Device device);

// Sum over the images of weight * cross entropy of the student's probabilities against the
// teachers', both at `temperature`, times its square so that gradients keep their size. `logits`
// and `probabilities` [N, 2], `weights` [N]. A tensor without dimensions.
torch::Tensor distillation_sum(const torch::Tensor& logits, const torch::Tensor& probabilities,
                               const torch::Tensor& weights, double temperature);

}  // namespace lesion
