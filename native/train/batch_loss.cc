#include "native/train/batch_loss.h"

#include <algorithm>
#include <cmath>

namespace lesion {
namespace {

torch::Tensor numbers_of(const std::vector<std::int64_t>& values, int begin, int end) {
  return torch::from_blob(const_cast<std::int64_t*>(values.data()) + begin, {end - begin},
                          torch::kInt64);
}

torch::Tensor tensor_of(std::span<const float> values) {
  return torch::from_blob(const_cast<float*>(values.data()),
                          {static_cast<std::int64_t>(values.size())}, torch::kFloat32);
}

torch::Tensor dropout_mask(const TrainConfig& config, std::int64_t features, int begin, int end,
                           long step) {
  if (!(config.dropout > 0)) return {};
  torch::Tensor mask = torch::empty({end - begin, features});
  float* values = mask.data_ptr<float>();
  const auto kept = static_cast<float>(1 / (1 - config.dropout));
  for (int i = begin; i < end; ++i) {
    Random random(
        {config.seed, 0xD80u, static_cast<std::uint64_t>(step), static_cast<std::uint64_t>(i)});
    for (std::int64_t f = 0; f < features; ++f) {
      *values++ = random.uniform() < config.dropout ? 0.0f : kept;
    }
  }
  return mask;
}

// Of each group (2 * source + label) such that the two of a source weigh alike, mean 1 over each.
std::vector<float> balanced_in_sources(const std::vector<std::int64_t>& groups) {
  const auto last = *std::max_element(groups.begin(), groups.end());
  std::vector<double> counts(static_cast<std::size_t>(last / 2 + 1) * 2, 0.0);
  for (const std::int64_t group : groups) counts[static_cast<std::size_t>(group)] += 1;
  std::vector<float> weights;
  for (std::size_t g = 0; g < counts.size(); ++g) {
    const double all = counts[g] + counts[g ^ 1];
    weights.push_back(counts[g] > 0 ? static_cast<float>(all / (2 * counts[g])) : 0.0f);
  }
  return weights;
}

// Weights proportional to 1 / count^power, mean 1 over the images.
std::vector<float> balanced(const std::vector<std::int64_t>& labels, std::size_t classes,
                            double power) {
  std::vector<double> counts(classes, 0.0);
  for (const std::int64_t label : labels) counts[static_cast<std::size_t>(label)] += 1;
  double sum = 0;
  for (const double count : counts) sum += count > 0 ? count * std::pow(count, -power) : 0;
  std::vector<float> weights;
  for (const double count : counts) {
    const double all = static_cast<double>(labels.size());
    weights.push_back(count > 0 ? static_cast<float>(std::pow(count, -power) * all / sum) : 0.0f);
  }
  return weights;
}

}  // namespace

torch::Tensor images_of(const Batch& batch, int begin, int end) {
  const std::int64_t size = batch.size;
  const auto floats = static_cast<std::size_t>(size * size * 3);
  // Read only: from_blob has no form for constant memory.
  auto* data = const_cast<float*>(batch.images.data()) +
               static_cast<std::size_t>(begin - batch.first) * floats;
  return torch::from_blob(data, {end - begin, 3, size, size}, {size * size * 3, 1, size * 3, 3},
                          torch::kFloat32);
}

LossOptions loss_options(const TrainConfig& config, const TrainingSet& set, std::size_t diagnoses) {
  LossOptions loss;
  if (config.balance == Balance::kLoss) {
    loss.class_weights =
        set.groups.empty() ? balanced(set.labels, 2, 1.0) : balanced_in_sources(set.groups);
  } else if (!set.groups.empty()) {
    const auto last = *std::max_element(set.groups.begin(), set.groups.end());
    loss.class_weights.assign(static_cast<std::size_t>(last) + 1, 1.0f);
  }
  // The root: rare diagnoses count for more, yet a dozen images do not rule the head.
  if (diagnoses > 0) loss.diagnosis_weights = balanced(set.diagnoses, diagnoses, 0.5);
  loss.diagnoses = config.diagnoses;
  loss.smoothing = config.smoothing;
  return loss;
}

torch::Tensor cross_entropy_sum(const torch::Tensor& logits, const torch::Tensor& labels,
                                const torch::Tensor& weights, double smoothing) {
  return weighted_cross_entropy_sum(logits, labels, weights.index_select(0, labels), smoothing);
}

torch::Tensor weighted_cross_entropy_sum(const torch::Tensor& logits, const torch::Tensor& labels,
                                         const torch::Tensor& weights, double smoothing) {
  const torch::Tensor log_probabilities = torch::log_softmax(logits, 1);
  const torch::Tensor hit = log_probabilities.gather(1, labels.unsqueeze(1)).squeeze(1);
  const torch::Tensor spread = log_probabilities.mean(1);
  const torch::Tensor each = hit * (1 - smoothing) + spread * smoothing;
  return -(each * weights).sum();
}

torch::Tensor part_of_loss(Network& network, const TrainConfig& config, const LossOptions& loss,
                           const Batch& batch, const torch::Tensor& images, int begin, int end,
                           long step, const Teachers* teachers) {
  const torch::Device device = images.device();
  const int from = begin - batch.first;
  const int to = end - batch.first;
  torch::Tensor mask = dropout_mask(config, network.head_features(), begin, end, step);
  if (mask.defined()) mask = mask.to(device);
  const NetworkOutput out = network.forward(images, true, mask);
  const auto& groups = batch.groups.empty() ? batch.labels : batch.groups;
  const torch::Tensor weights =
      tensor_of(loss.class_weights).index_select(0, numbers_of(groups, from, to)).to(device);
  torch::Tensor sum = weighted_cross_entropy_sum(
      out.logits, numbers_of(batch.labels, from, to).to(device), weights, loss.smoothing);
  if (teachers != nullptr) {
    const torch::Tensor taught =
        distillation_sum(out.logits, teachers->probabilities(images, config.temperature), weights,
                         config.temperature);
    sum = (1 - config.teaching) * sum + config.teaching * taught;
  }
  if (out.diagnoses.defined()) {
    sum = sum + loss.diagnoses * cross_entropy_sum(out.diagnoses,
                                                   numbers_of(batch.diagnoses, from, to).to(device),
                                                   tensor_of(loss.diagnosis_weights).to(device),
                                                   loss.smoothing);
  }
  return sum / batch.whole;
}

}  // namespace lesion
