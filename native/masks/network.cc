#include "native/masks/network.h"

#include "native/masks/topology.h"

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
// Keeps the soft Jaccard index defined where neither mask nor answer has anything.
constexpr double kSmooth = 1.0;

}  // namespace

struct TorchOps {
  MaskNetwork& network;
  bool training;

  torch::Tensor block(int k, const torch::Tensor& x) const {
    const MaskBlock& shape = kMaskBlocks[static_cast<std::size_t>(k)];
    const auto first = static_cast<std::size_t>(3 * k);
    const auto buffer = static_cast<std::size_t>(2 * k);
    const auto& p = network.parameters_;
    const torch::Tensor maps = torch::conv2d(x, p[first], {}, shape.stride, (shape.kernel - 1) / 2);
    torch::Tensor out =
        torch::batch_norm(maps, p[first + 1], p[first + 2], network.buffers_[buffer],
                          network.buffers_[buffer + 1], training, kMomentum, kNormEpsilon, false);
    return shape.kernel == 1 ? out : out.relu_();
  }
  torch::Tensor up(const torch::Tensor& x) const {
    return torch::upsample_nearest2d(x, {2 * x.size(2), 2 * x.size(3)});
  }
  torch::Tensor add(const torch::Tensor& a, const torch::Tensor& b) const { return a + b; }
  torch::Tensor head(const torch::Tensor& x) const {
    const std::size_t last = network.parameters_.size();
    return torch::conv2d(x, network.parameters_[last - 2], network.parameters_[last - 1]);
  }
};

MaskNetwork::MaskNetwork(const Plan& plan, float* parameters, float* buffers, float* gradients) {
  const torch::Tensor all = flat(parameters, plan.parameter_floats);
  const torch::Tensor slopes = flat(gradients, plan.parameter_floats);
  for (const TensorPlan& tensor : plan.parameters) {
    torch::Tensor leaf = view(all, tensor).detach();
    if (slopes.defined()) {
      leaf.requires_grad_(true);
      // Autograd adds into a gradient that is there: so all of them stay in one array.
      leaf.mutable_grad() = view(slopes, tensor);
    }
    parameters_.push_back(std::move(leaf));
  }
  const torch::Tensor running = flat(buffers, plan.buffer_floats);
  for (const TensorPlan& tensor : plan.buffers) buffers_.push_back(view(running, tensor));
}

torch::Tensor MaskNetwork::forward(const torch::Tensor& images, bool training) {
  return mask_topology(TorchOps{*this, training}, images);
}

torch::Tensor mask_loss(const torch::Tensor& logits, const torch::Tensor& targets,
                        const torch::Tensor& known, double attribute_weight) {
  const auto soft_jaccard = [](const torch::Tensor& p, const torch::Tensor& t,
                               at::IntArrayRef axes) {
    const torch::Tensor both = (p * t).sum(axes);
    return (both + kSmooth) / ((p + t).sum(axes) - both + kSmooth);
  };
  const torch::Tensor lesion = logits.select(1, 0);
  const torch::Tensor truth = targets.select(1, 0);
  torch::Tensor loss = torch::binary_cross_entropy_with_logits(lesion, truth) + 1 -
                       soft_jaccard(torch::sigmoid(lesion), truth, {1, 2}).mean();
  if (attribute_weight > 0 && known.sum().item<double>() > 0) {
    const torch::Tensor places = known.nonzero().squeeze(1);
    const torch::Tensor some = logits.narrow(1, 1, kAttributes).index_select(0, places);
    const torch::Tensor marks = targets.narrow(1, 1, kAttributes).index_select(0, places);
    loss = loss + attribute_weight * (torch::binary_cross_entropy_with_logits(some, marks) + 1 -
                                      soft_jaccard(torch::sigmoid(some), marks, {0, 2, 3}).mean());
  }
  return loss;
}

}  // namespace lesion
