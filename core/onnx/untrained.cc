#include "core/onnx/untrained.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "core/onnx/dequantise.h"
#include "core/random.h"

namespace lesion {

Result<onnx::Model> with_untrained_weights(onnx::Model model, std::uint64_t seed) {
  if (const auto done = onnx::dequantise_weights(model); !done) {
    return tl::unexpected<Error>(done.error());
  }
  enum class Role { kWeights, kBias };
  std::map<std::string, Role> roles;
  for (const onnx::Node& node : model.graph.nodes) {
    if (node.op_type != "Conv" && node.op_type != "Gemm" && node.op_type != "MatMul") continue;
    if (node.inputs.size() > 1) roles[node.inputs[1]] = Role::kWeights;
    if (node.inputs.size() > 2 && !node.inputs[2].empty()) roles[node.inputs[2]] = Role::kBias;
  }
  Random random({seed, 0xD155ECull});
  for (onnx::Tensor& constant : model.graph.initializers) {
    const auto role = roles.find(constant.name);
    if (role == roles.end() || constant.type != onnx::ElementType::kFloat) continue;
    std::vector<float> values(constant.count(), 0.0f);
    if (role->second == Role::kWeights && !constant.dims.empty() && constant.dims[0] > 0) {
      const double inputs =
          static_cast<double>(values.size()) / static_cast<double>(constant.dims[0]);
      const double deviation = std::sqrt(2 / std::max(inputs, 1.0));
      for (float& value : values) value = static_cast<float>(deviation * random.normal());
    }
    constant = onnx::float_tensor(constant.name, constant.dims, values);
  }
  return model;
}

}  // namespace lesion
