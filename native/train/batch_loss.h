// The loss of a batch, or of one worker's part of it.
#pragma once

#include <torch/torch.h>

#include <vector>

#include "native/train/loader.h"
#include "native/train/network.h"
#include "native/train/teachers.h"

namespace lesion {

struct LossOptions {
  // Of a class, or of a group where the batch has groups; mean 1 over the training images.
  std::vector<float> class_weights{1, 1};
  std::vector<float> diagnosis_weights;  // likewise; empty without that head
  double diagnoses = 0;                  // weight of their part
  double smoothing = 0;                  // of the labels
};

// By the configuration: with Balance::kLoss both classes weigh alike over `set`, of several sources
// within each, which itself weighs by its number of images; the root of the
// number of images decides how much each of the `diagnoses` weighs (0: there is no such head).
LossOptions loss_options(const TrainConfig& config, const TrainingSet& set, std::size_t diagnoses);

// Sum over the images of weight[label] * cross entropy, natural logarithm: against the label's
// distribution 1 - s + s / K for the label and s / K for the others, s = smoothing, K = classes.
// `logits` [N, K], `labels` [N] int64, `weights` [K]. A tensor without dimensions.
torch::Tensor cross_entropy_sum(const torch::Tensor& logits, const torch::Tensor& labels,
                                const torch::Tensor& weights, double smoothing);

// The same with a weight of its own for each image, `weights` [N].
torch::Tensor weighted_cross_entropy_sum(const torch::Tensor& logits, const torch::Tensor& labels,
                                         const torch::Tensor& weights, double smoothing);

// The images begin .. end - 1 of the whole batch, which must be in `batch`, as [N, 3, S, S] over
// its own memory: channels last.
torch::Tensor images_of(const Batch& batch, int begin, int end);

// The part that the images begin .. end - 1 (of the whole batch; they must be in `batch`) have in
// the whole batch's mean loss. `images` are those images on the network's device, [N, 3, S, S].
// What is dropped out follows from seed, step and the image's place in the whole batch. With
// `teachers` the classes' part is shared between the labels' cross entropy and the teachers'
// (TrainConfig::teaching). A tensor without dimensions.
torch::Tensor part_of_loss(Network& network, const TrainConfig& config, const LossOptions& loss,
                           const Batch& batch, const torch::Tensor& images, int begin, int end,
                           long step, const Teachers* teachers = nullptr);

}  // namespace lesion
