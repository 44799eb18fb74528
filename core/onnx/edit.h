// What those who write new parts into a graph share.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "core/onnx/graph.h"

namespace lesion::onnx {

// A name as a sentence shows it: a file could hold one as long as itself.
inline std::string shown(std::string_view name) { return std::string(name.substr(0, 80)); }

// A node of the standard's operators with one output, whose name it bears.
inline Node plain_node(std::string op_type, std::vector<std::string> inputs, std::string output,
                       std::vector<Attribute> attributes = {}) {
  Node node;
  node.name = output;
  node.op_type = std::move(op_type);
  node.inputs = std::move(inputs);
  node.outputs = {std::move(output)};
  node.attributes = std::move(attributes);
  return node;
}

// From this IR version on a constant need not be an input too, and one that is may be overridden.
inline constexpr std::int64_t kIrWithConstants = 4;

// Constants that old files list as inputs too are no inputs any more.
inline void make_constants_constant(Model& model) {
  std::unordered_set<std::string_view> constants;
  for (const auto& tensor : model.graph.initializers) constants.insert(tensor.name);
  std::erase_if(model.graph.inputs,
                [&](const ValueInfo& info) { return constants.contains(info.name); });
  model.ir_version = std::max(model.ir_version, kIrWithConstants);
}

// Every name of a tensor that a graph has.
class Names {
 public:
  explicit Names(const Graph& graph) {
    for (const auto& tensor : graph.initializers) taken_.insert(tensor.name);
    for (const auto& info : graph.inputs) taken_.insert(info.name);
    for (const auto& node : graph.nodes) {
      taken_.insert(node.outputs.begin(), node.outputs.end());
    }
  }

  bool contains(const std::string& name) const { return taken_.contains(name); }
  // `wanted`, or with a number behind it where the graph has that already. Not remembered: two
  // calls with one name give one name.
  std::string fresh(const std::string& wanted) const {
    std::string name = wanted;
    for (std::size_t i = 1; taken_.contains(name); ++i) name = wanted + "." + std::to_string(i);
    return name;
  }
  // The same, remembered.
  std::string take(const std::string& wanted) {
    std::string name = fresh(wanted);
    taken_.insert(name);
    return name;
  }

 private:
  std::unordered_set<std::string> taken_;
};

}  // namespace lesion::onnx
