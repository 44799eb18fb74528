// One step of learning, and scoring: the only places where tensors and workers meet.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "native/train/loader.h"
#include "native/train/network.h"
#include "native/train/optimiser.h"
#include "native/train/workers.h"

namespace lesion {

struct LossOptions {
  std::array<float, 2> class_weights{1, 1};  // mean 1 over the training pictures
  std::vector<float> diagnosis_weights;      // likewise; empty without that head
  double diagnoses = 0;                      // weight of their part
  double smoothing = 0;                      // of the labels
};

// Sum over the pictures of weight[label] * cross entropy, natural logarithm: against the label's
// distribution 1 - s + s / K for the label and s / K for the others, s = smoothing, K = classes.
// `logits` [N, K], `labels` [N] int64, `weights` [K]. A tensor without dimensions.
torch::Tensor cross_entropy_sum(const torch::Tensor& logits, const torch::Tensor& labels,
                                const torch::Tensor& weights, double smoothing);

class Learner {
 public:
  // All must outlive the learner. `state` and the buffers are what it changes.
  Learner(const Plan& plan, const TrainConfig& config, const LossOptions& loss, Workers& workers,
          AdamState& state, std::vector<float>& buffers, std::vector<float>& average_buffers);

  // Learns from one batch, `step` counted from 0 over the whole run; returns the batch's mean loss
  // before the step. The gradients of the workers' parts are summed in a fixed order.
  double step(const Batch& batch, double rate, long step);

 private:
  struct Member {
    std::vector<float> gradients;
    std::vector<float> buffers;
    std::unique_ptr<Network> network;
    double loss = 0;
  };

  void part(Member& member, const Batch& batch, int begin, int end, long step);
  torch::Tensor dropout_mask(const Network& network, int begin, int end, long step) const;

  const Plan& plan_;
  const TrainConfig& config_;
  const LossOptions& loss_;
  Workers& workers_;
  AdamState& state_;
  std::vector<float>& buffers_;
  std::vector<float>& average_buffers_;
  std::vector<Member> members_;
};

// Logits of pictures that core prepared: `pictures` hands over picture i as 3 x size x size floats.
// Returns count x 2 values.
using Pictures = std::function<std::span<const float>(std::size_t index)>;
std::vector<float> score(const Plan& plan, std::vector<float>& weights, std::vector<float>& buffers,
                         Workers& workers, const Pictures& pictures, std::size_t count, int size);

}  // namespace lesion
