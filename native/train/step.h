// One step of learning, and scoring: the only places where tensors and workers meet.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "core/error.h"
#include "native/train/batch_loss.h"
#include "native/train/crew.h"
#include "native/train/group.h"
#include "native/train/optimiser.h"
#include "native/train/workers.h"

namespace lesion {

// What a learner works on and changes; all of it must outlive the learner.
struct Learning {
  const Plan& plan;
  const TrainConfig& config;
  const LossOptions& loss;
  AdamState& adam;
  std::vector<float>& buffers;
  std::vector<float>& average_buffers;
  Group* group = nullptr;              // null: this process learns alone
  const Teachers* teachers = nullptr;  // null: from labels alone
  // Of a learner on a device: a batch's images there, [N, 3, S, S]; empty: those in the batch.
  std::function<torch::Tensor(const Batch&)> images = {};
};

class Learner {
 public:
  virtual ~Learner() = default;

  // Learns from one batch (of which `batch` holds this process's images), `step` counted from 0
  // over the whole run; returns the whole batch's mean loss before the step. With a group on all
  // ranks at once; fails as the group does.
  virtual Result<double> step(const Batch& batch, double rate, long step) = 0;

  // Brings moments, averages and all else of `Learning` here up to date: between steps they may lie
  // with other ranks or on a device. On all ranks at once; fails as the group does.
  virtual Result<void> complete() = 0;
};

// On the processor: every worker takes its part of the batch. The parts' gradients are summed in
// pairs of neighbours (sum_in_pairs), within a process and then among the ranks, so ranks of 1, 2,
// 4, 8 ... workers take the very steps of one process with as many workers as all of them. With
// normalisation each worker's part is normalised by itself. Every rank steps its slice of the
// weights and hands it on.
class ThreadLearner final : public Learner {
 public:
  ThreadLearner(const Learning& learning, Workers& workers);

  Result<double> step(const Batch& batch, double rate, long step) override;
  Result<void> complete() override;

 private:
  struct Member {
    std::vector<float> gradients;
    std::vector<float> buffers;
    std::unique_ptr<Network> network;
    double loss = 0;
  };

  void learn(Member& member, const Batch& batch, int begin, int end, long step);
  Result<std::vector<const float*>> slice_gradients();
  Result<double> merge_reports(long step);

  const Learning on_;
  Workers& workers_;
  Crew crew_;
  std::size_t begin_;  // this rank's slice of the weights
  std::size_t end_;
  std::vector<Member> members_;
  std::vector<float> sum_;
};

// Logits of images that core prepared: `images` hands over image i of `count` as
// 3 x size x size floats. Only the parts of this process's workers are scored; returns their two
// values an image.
using Images = std::function<std::span<const float>(std::size_t index)>;
std::vector<float> score(const Plan& plan, std::vector<float>& weights, std::vector<float>& buffers,
                         Workers& workers, const Crew& crew, const Images& images,
                         std::size_t count, int size, torch::Device device = torch::kCPU);

}  // namespace lesion
