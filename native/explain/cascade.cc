#include "native/explain/cascade.h"

#include <set>
#include <string>

namespace lesion {

std::vector<onnx::Model> cascade_of(const onnx::Model& trained, const onnx::Model& untrained) {
  std::vector<onnx::Model> levels;
  onnx::Model now = trained;
  const auto& nodes = trained.graph.nodes;
  for (auto node = nodes.rbegin(); node != nodes.rend(); ++node) {
    if (node->op_type != "Conv" && node->op_type != "Gemm" && node->op_type != "MatMul") continue;
    if (node->inputs.size() < 2) continue;
    const std::set<std::string> read(node->inputs.begin() + 1, node->inputs.end());
    bool changed = false;
    for (std::size_t i = 0; i < now.graph.initializers.size(); ++i) {
      auto& constant = now.graph.initializers[i];
      if (!read.contains(constant.name)) continue;
      constant = untrained.graph.initializers[i];
      changed = true;
    }
    if (changed) levels.push_back(now);
  }
  return levels;
}

bool uses_network(const ExplainMethodRow& row) {
  return row.needs.gradients || row.needs.maps || row.needs.many_runs;
}

}  // namespace lesion
