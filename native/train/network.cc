#include "native/train/network.h"

#include <algorithm>

namespace lesion {
namespace {

torch::Tensor flat(float* values, std::size_t count) {
  if (values == nullptr) return {};
  return torch::from_blob(values, {static_cast<std::int64_t>(count)}, torch::kFloat32);
}

torch::Tensor view(const torch::Tensor& base, const TensorPlan& tensor) {
  return base
      .narrow(0, static_cast<std::int64_t>(tensor.offset), static_cast<std::int64_t>(tensor.size))
      .view(tensor.shape);
}

// Of the running statistics: the newest batch's part.
constexpr double kMomentum = 0.1;
constexpr double kNormEpsilon = 1e-5;
// Cells of the input in one part: four images of 224 x 224. With more of them a layer's maps fall
// out of the cache before the next operation reads them.
constexpr std::int64_t kCellsInCache = 4 * 224 * 224;

}  // namespace

Network::Network(const Plan& plan, float* parameters, float* buffers, float* gradients)
    : Network(plan, flat(parameters, plan.parameter_floats), flat(buffers, plan.buffer_floats),
              flat(gradients, plan.parameter_floats)) {}

Network::Network(const Plan& plan, const torch::Tensor& parameters, const torch::Tensor& buffers,
                 const torch::Tensor& gradients, torch::ScalarType compute)
    : plan_(plan), compute_(compute) {
  for (const TensorPlan& tensor : plan_.parameters) {
    torch::Tensor leaf = view(parameters, tensor).detach();
    if (gradients.defined()) {
      leaf.requires_grad_(true);
      // Autograd adds into a gradient that is there: so all of them stay in one array.
      leaf.mutable_grad() = view(gradients, tensor);
    }
    parameters_.push_back(std::move(leaf));
  }
  for (const TensorPlan& tensor : plan_.buffers) buffers_.push_back(view(buffers, tensor));
}

torch::Tensor Network::parameter(const std::string& name) const {
  for (std::size_t i = 0; i < plan_.parameters.size(); ++i) {
    if (plan_.parameters[i].name == name) return parameters_[i];
  }
  return {};
}

std::int64_t Network::head_features() const { return plan_.find("logits.weight")->shape[1]; }

torch::Tensor Network::convolution(const torch::Tensor& in, int index, bool training) {
  const std::string number = std::to_string(index);
  const torch::Tensor weight = parameter("conv" + number + ".weight").to(compute_);
  if (plan_.options.arch == Arch::kPaper) {
    const torch::Tensor bias = parameter("conv" + number + ".bias").to(compute_);
    return torch::conv2d(in, weight, bias, 1, 1).relu_();
  }
  const auto at = static_cast<std::size_t>(2 * index);
  const int groups = index == 0 ? 1 : plan_.options.members;
  // Statistics of many values: their sums need float32.
  const torch::Tensor maps = torch::conv2d(in, weight, {}, 1, 1, 1, groups).to(torch::kFloat32);
  return torch::batch_norm(maps, parameter("norm" + number + ".weight"),
                           parameter("norm" + number + ".bias"), buffers_[at], buffers_[at + 1],
                           training, kMomentum, kNormEpsilon, false)
      .relu_()
      .to(compute_);
}

torch::Tensor Network::convolutions(const torch::Tensor& images, bool training,
                                    std::vector<torch::Tensor>* taps) {
  torch::Tensor maps = images.to(compute_);
  for (int i = 0; i < kConvolutions; ++i) {
    maps = convolution(maps, i, training);
    if (taps != nullptr) taps->push_back(maps);
    const bool pooled = i % 2 == 1 && (plan_.options.arch == Arch::kPaper || i != 7);
    if (pooled) maps = torch::max_pool2d(maps, 2);
  }
  return maps.to(torch::kFloat32);
}

torch::Tensor Network::convolutions_in_parts(const torch::Tensor& images) {
  const std::int64_t part =
      std::max<std::int64_t>(1, kCellsInCache / images.size(2) / images.size(3));
  if (images.size(0) <= part) return convolutions(images, true, nullptr);
  std::vector<torch::Tensor> parts;
  for (const torch::Tensor& some : images.split(part)) {
    parts.push_back(convolutions(some, true, nullptr));
  }
  return torch::cat(parts);
}

NetworkOutput Network::forward(const torch::Tensor& images, bool training,
                               const torch::Tensor& dropout, std::vector<torch::Tensor>* taps) {
  // Of the paper's convolutions no image knows of another, so that they need not run side by side.
  const bool parts =
      plan_.options.arch == Arch::kPaper && taps == nullptr && images.device().is_cpu();
  const torch::Tensor maps =
      parts ? convolutions_in_parts(images) : convolutions(images, training, taps);
  torch::Tensor features;
  if (plan_.options.arch == Arch::kPaper) {
    features = maps.contiguous().flatten(1);
    for (int i = 0; i < 3; ++i) {
      const std::string name = "fc" + std::to_string(i);
      features = torch::linear(features, parameter(name + ".weight"), parameter(name + ".bias"));
      features = features.relu_();
    }
  } else {
    features = torch::cat({maps.mean({2, 3}), maps.amax({2, 3})}, 1);
  }
  if (dropout.defined()) features = features * dropout;
  NetworkOutput out;
  out.logits = torch::linear(features, parameter("logits.weight"), parameter("logits.bias"));
  if (plan_.options.aux_classes > 0) {
    out.diagnoses =
        torch::linear(features, parameter("diagnoses.weight"), parameter("diagnoses.bias"));
  }
  return out;
}

}  // namespace lesion
