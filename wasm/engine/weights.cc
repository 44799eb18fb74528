#include "wasm/engine/weights.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/onnx/read.h"
#include "core/onnx/tap.h"

namespace lesion::engine {
namespace {

LayerKernels kernels_of(const onnx::Tensor& tensor) {
  LayerKernels kernels;
  if (tensor.dims.size() != 4) return kernels;
  for (const std::int64_t side : tensor.dims) {
    if (side < 1 || side > (1 << 16)) return kernels;
  }
  const std::vector<float> all = onnx::as_floats(tensor);
  const auto filters = static_cast<std::size_t>(tensor.dims[0]);
  const auto inputs = static_cast<std::size_t>(tensor.dims[1]);
  const auto area = static_cast<std::size_t>(tensor.dims[2] * tensor.dims[3]);
  if (all.size() != filters * inputs * area) return kernels;
  const std::size_t shown = std::min<std::size_t>(inputs, kKernelsShown);
  kernels.filters = static_cast<int>(filters);
  kernels.inputs = static_cast<int>(inputs);
  kernels.shown = static_cast<int>(shown);
  kernels.height = static_cast<int>(tensor.dims[2]);
  kernels.width = static_cast<int>(tensor.dims[3]);
  for (std::size_t filter = 0; filter < filters; ++filter) {
    const float* of_filter = all.data() + filter * inputs * area;
    std::vector<double> sums(inputs, 0);
    for (std::size_t i = 0; i < inputs * area; ++i) sums[i / area] += std::fabs(of_filter[i]);
    std::vector<std::size_t> order(inputs);
    std::iota(order.begin(), order.end(), std::size_t{0});
    if (inputs > 3) {
      std::stable_sort(order.begin(), order.end(),
                       [&](std::size_t a, std::size_t b) { return sums[a] > sums[b]; });
    }
    for (std::size_t i = 0; i < shown; ++i) {
      kernels.channels.push_back(static_cast<int>(order[i]));
      const float* kernel = of_filter + order[i] * area;
      kernels.values.insert(kernels.values.end(), kernel, kernel + area);
    }
  }
  return kernels;
}

}  // namespace

Result<std::vector<LayerKernels>> layer_kernels(std::span<const std::uint8_t> file,
                                                const ModelCard& card) {
  const auto model = onnx::read_model(file);
  if (!model) return tl::unexpected<Error>(model.error());
  const std::vector<onnx::LayerInfo> found = onnx::find_layers(*model).layers;
  std::vector<LayerKernels> all;
  for (const LayerCard& layer : card.layers) {
    const auto info = std::find_if(
        found.begin(), found.end(),
        [&](const onnx::LayerInfo& candidate) { return candidate.tensor == layer.tensor; });
    const onnx::Tensor* tensor =
        info == found.end() ? nullptr : model->graph.constant(info->weights);
    all.push_back(tensor ? kernels_of(*tensor) : LayerKernels{});
  }
  return all;
}

}  // namespace lesion::engine
