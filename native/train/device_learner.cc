#include "native/train/device_learner.h"

#include <algorithm>
#include <cmath>

namespace lesion {
namespace {

torch::Tensor view_of(std::vector<float>& values) {
  return torch::from_blob(values.data(), {static_cast<std::int64_t>(values.size())},
                          torch::kFloat32);
}

// A copy even where the device is the processor.
torch::Tensor copy_of(std::vector<float>& values, torch::Device device) {
  return view_of(values).to(device, torch::kFloat32, false, true);
}

torch::Tensor decays_of(const Plan& plan, torch::Device device) {
  torch::Tensor decays = torch::zeros({static_cast<std::int64_t>(plan.parameter_floats)});
  for (const TensorPlan& tensor : plan.parameters) {
    if (!tensor.decay) continue;
    decays
        .narrow(0, static_cast<std::int64_t>(tensor.offset), static_cast<std::int64_t>(tensor.size))
        .fill_(1);
  }
  return decays.to(device);
}

}  // namespace

DeviceLearner::DeviceLearner(const Learning& learning, torch::Device device,
                             torch::ScalarType compute)
    : on_(learning),
      device_(device),
      crew_(on_.group != nullptr ? crew_of(on_.group->rank(), on_.group->ranks(), 1) : Crew{}),
      weights_(copy_of(on_.adam.weights, device)),
      first_(copy_of(on_.adam.first, device)),
      second_(copy_of(on_.adam.second, device)),
      average_(copy_of(on_.adam.average, device)),
      buffers_(copy_of(on_.buffers, device)),
      average_buffers_(copy_of(on_.average_buffers, device)),
      gradients_(torch::zeros_like(weights_)),
      decays_(decays_of(on_.plan, device)),
      network_(on_.plan, weights_, buffers_, gradients_, compute) {}

Result<double> DeviceLearner::step(const Batch& batch, double rate, long step) {
  gradients_.zero_();
  const int begin = crew_.begin(crew_.first, batch.whole);
  const int end = crew_.begin(crew_.first + 1, batch.whole);
  const torch::Tensor images =
      on_.images ? on_.images(batch) : images_of(batch, begin, end).to(device_);
  const torch::Tensor part =
      part_of_loss(network_, on_.config, on_.loss, batch, images, begin, end, step, on_.teachers);
  part.backward();
  const torch::NoGradGuard no_gradients;
  const auto loss = sum_over_ranks(part.item<double>());
  if (!loss) return loss;
  adam(rate, step + 1);
  follow_buffers(step);
  return loss;
}

Result<double> DeviceLearner::sum_over_ranks(double loss) {
  if (on_.group == nullptr) return loss;
  torch::Tensor losses = torch::full({1}, loss, torch::kFloat64);
  for (torch::Tensor* values : {&losses, &gradients_, &buffers_}) {
    if (values->numel() == 0) continue;
    if (const auto summed = on_.group->sum(*values); !summed) return tl::unexpected(summed.error());
  }
  buffers_.div_(crew_.all);
  return losses.item<double>();
}

// As adam_step, see there.
void DeviceLearner::adam(double rate, long step) {
  const TrainConfig& config = on_.config;
  const AdamOptions options;
  const double t = static_cast<double>(step);
  first_.mul_(config.beta1).add_(gradients_, 1 - config.beta1);
  second_.mul_(config.beta2).addcmul_(gradients_, gradients_, 1 - config.beta2);
  if (config.decay > 0) weights_.mul_(1 - decays_ * (rate * config.decay));
  const double root = 1 / std::sqrt(1 - std::pow(config.beta2, t));
  const double size = rate / (1 - std::pow(config.beta1, t));
  weights_.addcdiv_(first_, second_.sqrt().mul_(root).add_(options.epsilon), -size);
  if (config.average > 0) {
    average_.lerp_(weights_, 1 - std::min(config.average, (1 + t) / (10 + t)));
  }
}

void DeviceLearner::follow_buffers(long step) {
  const double t = static_cast<double>(step);
  const double kept = std::min(on_.config.average, (2 + t) / (11 + t));
  average_buffers_.lerp_(buffers_, 1 - kept);
}

std::vector<double> DeviceLearner::margins(const torch::Tensor& images, bool average) const {
  const torch::NoGradGuard no_gradients;
  Network network(on_.plan, average ? average_ : weights_, average ? average_buffers_ : buffers_,
                  {});
  constexpr std::int64_t kBatch = 128;
  std::vector<double> margins;
  for (std::int64_t i = 0; i < images.size(0); i += kBatch) {
    const torch::Tensor part = images.narrow(0, i, std::min(kBatch, images.size(0) - i));
    const torch::Tensor logits =
        network.forward(part, false).logits.to(torch::kCPU, torch::kFloat64).contiguous();
    const double* at = logits.data_ptr<double>();
    for (std::int64_t k = 0; k < logits.size(0); ++k) {
      margins.push_back(at[2 * k + 1] - at[2 * k]);
    }
  }
  return margins;
}

Result<void> DeviceLearner::complete() {
  view_of(on_.adam.weights).copy_(weights_);
  view_of(on_.adam.first).copy_(first_);
  view_of(on_.adam.second).copy_(second_);
  view_of(on_.adam.average).copy_(average_);
  view_of(on_.buffers).copy_(buffers_);
  view_of(on_.average_buffers).copy_(average_buffers_);
  return {};
}

}  // namespace lesion
