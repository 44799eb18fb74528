// Runs what an explanation asks for with libtorch.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "core/error.h"
#include "core/explain/explain.h"
#include "core/onnx/graph.h"
#include "native/runtime/torch_runtime.h"

namespace lesion {

class TorchExplainRunner {
 public:
  // `model` and `input` as explain_network() makes them.
  TorchExplainRunner(onnx::Model model, const NetworkFacts& facts)
      : model_(std::move(model)), input_(facts.input), image_(facts.image) {}

  // Each kind of run has a graph of its own, made when it is first asked for. Fails as
  // onnx::reverse() and TorchRuntime do.
  Result<ExplainAnswer> operator()(const Run& run);

 private:
  struct Graph {
    TorchRuntime runtime;
    std::string seed;  // its input, where there are gradients
  };
  Result<const Graph*> graph_for(const Run& run);

  onnx::Model model_;
  InputRule input_;
  std::string image_;
  std::map<std::string, Graph> graphs_;
};

}  // namespace lesion
