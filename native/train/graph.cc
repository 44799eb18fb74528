#include "native/train/graph.h"

#include <cmath>
#include <string>

#include "core/onnx/builder.h"

namespace lesion {
namespace {

// As libtorch's batch normalisation in network.cc.
constexpr double kNormEpsilon = 1e-5;

std::span<const float> values(const Plan& plan, std::span<const float> flat,
                              const std::string& name) {
  const TensorPlan* tensor = plan.find(name);
  return flat.subspan(tensor->offset, tensor->size);
}

std::string linear(onnx::GraphBuilder& builder, const Plan& plan, std::span<const float> weights,
                   const std::string& x, const std::string& name, const std::string& output) {
  const std::string w = name + ".weight";
  const std::string b = name + ".bias";
  return builder.gemm(x, builder.initializer(w, plan.find(w)->shape, values(plan, weights, w)),
                      builder.initializer(b, plan.find(b)->shape, values(plan, weights, b)), true,
                      output);
}

}  // namespace

std::vector<FoldedConvolution> fold(const Plan& plan, std::span<const float> weights,
                                    std::span<const float> buffers) {
  std::vector<FoldedConvolution> out;
  for (int i = 0; i < kConvolutions; ++i) {
    const std::string conv = "conv" + std::to_string(i);
    const std::string norm = "norm" + std::to_string(i);
    FoldedConvolution folded;
    folded.shape = plan.find(conv + ".weight")->shape;
    const auto w = values(plan, weights, conv + ".weight");
    folded.weights.assign(w.begin(), w.end());
    if (plan.options.arch == Arch::kPaper) {
      const auto b = values(plan, weights, conv + ".bias");
      folded.bias.assign(b.begin(), b.end());
      out.push_back(std::move(folded));
      continue;
    }
    const auto gain = values(plan, weights, norm + ".weight");
    const auto bias = values(plan, weights, norm + ".bias");
    const auto mean = values(plan, buffers, norm + ".mean");
    const auto variance = values(plan, buffers, norm + ".variance");
    const std::size_t each = folded.weights.size() / gain.size();
    for (std::size_t f = 0; f < gain.size(); ++f) {
      const double scale = gain[f] / std::sqrt(variance[f] + kNormEpsilon);
      for (std::size_t k = f * each; k < (f + 1) * each; ++k) {
        folded.weights[k] = static_cast<float>(folded.weights[k] * scale);
      }
      folded.bias.push_back(static_cast<float>(bias[f] - mean[f] * scale));
    }
    out.push_back(std::move(folded));
  }
  return out;
}

Result<onnx::Model> network_graph(const Plan& plan, std::span<const float> weights,
                                  std::span<const float> buffers) {
  onnx::GraphBuilder builder(arch_name(plan.options.arch));
  std::int64_t side = plan.options.input_size;
  std::string x = builder.input("image", {"N", 3, side, side});
  const auto convolutions = fold(plan, weights, buffers);
  const bool paper = plan.options.arch == Arch::kPaper;
  std::vector<std::pair<std::string, onnx::Shape>> maps;
  for (int i = 0; i < kConvolutions; ++i) {
    const FoldedConvolution& conv = convolutions[static_cast<std::size_t>(i)];
    const std::string number = std::to_string(i);
    const std::string w = builder.initializer("conv" + number + ".weight", conv.shape,
                                              std::span<const float>(conv.weights));
    const std::string b = builder.initializer("conv" + number + ".bias", {conv.shape[0]},
                                              std::span<const float>(conv.bias));
    const int groups = i == 0 ? 1 : plan.options.members;
    x = builder.relu(builder.conv(x, w, b, "conv" + number, {.stride = 1, .pad = 1}, groups),
                     "layer" + number);
    maps.emplace_back(x, onnx::Shape{"N", conv.shape[0], side, side});
    if (i % 2 == 1 && (paper || i != kConvolutions - 1)) {
      x = builder.max_pool(x, 2, 2, "pool" + std::to_string(i / 2));
      side /= 2;
    }
  }
  if (paper) {
    x = builder.flatten(x, "features");
    for (int i = 0; i < 3; ++i) {
      const std::string name = "fc" + std::to_string(i);
      x = builder.relu(linear(builder, plan, weights, x, name, name + ".sum"), name);
    }
  } else {
    x = builder.flatten(
        builder.concat({builder.global_average_pool(x, "mean"), builder.global_max_pool(x, "max")},
                       1, "pooled"),
        "features");
  }
  builder.output(linear(builder, plan, weights, x, "logits", "logits"), {"N", 2});
  for (const auto& [name, shape] : maps) builder.output(name, shape);
  return builder.finish_model({});
}

}  // namespace lesion
