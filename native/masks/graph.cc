#include "native/masks/graph.h"

#include <cmath>
#include <string>

#include "core/onnx/builder.h"
#include "native/masks/topology.h"

namespace lesion {
namespace {

// As libtorch's batch normalisation in network.cc.
constexpr double kNormEpsilon = 1e-5;

struct GraphOps {
  onnx::GraphBuilder& builder;
  const Plan& plan;
  std::span<const float> weights;
  std::span<const float> buffers;
  std::string scales;

  static std::span<const float> values(const TensorPlan& tensor, std::span<const float> flat) {
    return flat.subspan(tensor.offset, tensor.size);
  }

  std::string block(int k, const std::string& x) {
    const MaskBlock& shape = kMaskBlocks[static_cast<std::size_t>(k)];
    const auto first = static_cast<std::size_t>(3 * k);
    const TensorPlan& weight = plan.parameters[first];
    const auto w = values(weight, weights);
    const auto gain = values(plan.parameters[first + 1], weights);
    const auto shift = values(plan.parameters[first + 2], weights);
    const auto mean = values(plan.buffers[static_cast<std::size_t>(2 * k)], buffers);
    const auto variance = values(plan.buffers[static_cast<std::size_t>(2 * k + 1)], buffers);
    std::vector<float> folded(w.begin(), w.end());
    std::vector<float> bias;
    const std::size_t each = w.size() / gain.size();
    for (std::size_t f = 0; f < gain.size(); ++f) {
      const double scale = gain[f] / std::sqrt(variance[f] + kNormEpsilon);
      for (std::size_t i = f * each; i < (f + 1) * each; ++i) {
        folded[i] = static_cast<float>(folded[i] * scale);
      }
      bias.push_back(static_cast<float>(shift[f] - mean[f] * scale));
    }
    const std::string name = mask_block_name(k);
    const std::string sum = builder.conv(
        x, builder.initializer(name + ".weight", weight.shape, std::span<const float>(folded)),
        builder.initializer(name + ".bias", {weight.shape[0]}, std::span<const float>(bias)),
        name + ".sum", {.stride = shape.stride, .pad = (shape.kernel - 1) / 2});
    return shape.kernel == 1 ? sum : builder.relu(sum, name);
  }

  std::string up(const std::string& x) {
    if (scales.empty()) {
      const std::vector<float> twice{1, 1, 2, 2};
      scales = builder.initializer("scales", {4}, std::span<const float>(twice));
    }
    return builder.node("Resize", {x, "", scales},
                        {{"mode", std::string("nearest")},
                         {"coordinate_transformation_mode", std::string("asymmetric")},
                         {"nearest_mode", std::string("floor")}});
  }

  std::string add(const std::string& a, const std::string& b) { return builder.add(a, b); }

  std::string head(const std::string& x) {
    const std::size_t last = plan.parameters.size();
    const TensorPlan& weight = plan.parameters[last - 2];
    const TensorPlan& bias = plan.parameters[last - 1];
    return builder.conv(x, builder.initializer(weight.name, weight.shape, values(weight, weights)),
                        builder.initializer(bias.name, bias.shape, values(bias, weights)), "masks");
  }
};

}  // namespace

Result<onnx::Model> mask_graph(const Plan& plan, std::span<const float> weights,
                               std::span<const float> buffers, int size) {
  onnx::GraphBuilder builder("masks");
  const std::string image = builder.input("image", {"N", 3, size, size});
  const std::string masks = mask_topology(GraphOps{builder, plan, weights, buffers, {}}, image);
  const int side = size / kMaskStride;
  builder.output(masks, {"N", kMasks, side, side});
  return builder.finish_model({});
}

}  // namespace lesion
