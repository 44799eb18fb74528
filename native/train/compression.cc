#include "native/train/compression.h"

#include <algorithm>
#include <cstring>
#include <span>

#include "core/onnx/compress.h"
#include "native/train/graph.h"
#include "native/train/network.h"

namespace lesion {
namespace {

// What comes into the first of the paper's hidden layers, [images, features].
torch::Tensor features_of(Network& network, const PreparedImages& images) {
  const std::int64_t size = images.size();
  std::vector<torch::Tensor> rows;
  for (std::size_t i = 0; i < images.count(); ++i) {
    const auto values = images.image(i);
    torch::Tensor image = torch::empty({1, 3, size, size});
    std::memcpy(image.data_ptr<float>(), values.data(), values.size_bytes());
    std::vector<torch::Tensor> taps;
    network.forward(image.contiguous(torch::MemoryFormat::ChannelsLast), false, {}, &taps);
    rows.push_back(torch::max_pool2d(taps.back(), 2).contiguous().flatten(1));
  }
  return torch::cat(rows);
}

// The parameter as a view of the flat array.
torch::Tensor view(const Plan& plan, std::vector<float>& weights, const std::string& name) {
  const TensorPlan& tensor = *plan.find(name);
  return torch::from_blob(weights.data() + tensor.offset, tensor.shape);
}

}  // namespace

Result<std::vector<std::string>> round_large_weights(const Plan& plan, std::vector<float>& weights,
                                                     std::vector<float>& buffers, Workers& workers,
                                                     const PreparedImages& images) {
  auto model = network_graph(plan, weights, buffers);
  if (!model) return tl::unexpected(model.error());
  auto names = onnx::compress_weights(*model);
  if (!names || names->empty()) return names;
  if (images.count() == 0) {
    return fail(ErrorKind::kInvalidArgument, "there is no training image to compress by");
  }
  const auto large = [&](const std::string& name) {
    return std::find(names->begin(), names->end(), name) != names->end();
  };
  // One worker: its thread has libtorch's settings.
  workers.run([&](int k) {
    if (k != 0) return;
    const torch::NoGradGuard no_gradients;
    Network network(plan, weights.data(), buffers.data(), nullptr);
    torch::Tensor seen = features_of(network, images);
    for (int layer = 0; plan.find("fc" + std::to_string(layer) + ".weight") != nullptr; ++layer) {
      const std::string name = "fc" + std::to_string(layer);
      const TensorPlan& tensor = *plan.find(name + ".weight");
      if (large(tensor.name)) {
        seen = seen.contiguous();
        onnx::round_weights(std::span(weights).subspan(tensor.offset, tensor.size),
                            static_cast<std::size_t>(tensor.shape[0]),
                            {seen.data_ptr<float>(), static_cast<std::size_t>(seen.numel())});
      }
      // The next layer gets what this one gives as it is rounded.
      seen =
          torch::linear(seen, view(plan, weights, tensor.name), view(plan, weights, name + ".bias"))
              .relu();
    }
  });
  return names;
}

}  // namespace lesion
