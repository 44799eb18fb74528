// Runs an ONNX model with libtorch: the workstation's own judge of the files that it exports, and
// of what ONNX Runtime makes of them in the browser.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/onnx/graph.h"

namespace lesion {

struct NamedTensor {
  std::string name;
  std::vector<std::int64_t> shape;
  std::vector<float> values;  // in row order
};

struct Outputs {
  std::vector<NamedTensor> tensors;  // in the order of the graph's outputs

  const NamedTensor* find(std::string_view name) const;  // null where there is none
};

// What one input of a graph is fed with.
struct Feed {
  std::string name;
  std::vector<std::int64_t> shape;
  std::span<const float> values;  // in row order
};

// kDouble: every tensor of floats is computed in double precision, and rounded in the outputs.
enum class RuntimePrecision { kSingle, kDouble };

// Standard operators of opset 7 and later that image classifiers use: convolution, pooling, linear
// layers, elementwise arithmetic, activations, batch normalisation, reshaping, casts, dequantising.
class TorchRuntime {
 public:
  // `file` is an ONNX file, untrusted. Fails as onnx::read_model() does; with kUnsupported, naming
  // the operator, where the graph has one that is not known; with kCorrupt where a node reads what
  // no earlier one has made.
  static Result<TorchRuntime> open(std::span<const std::uint8_t> file);
  static Result<TorchRuntime> open(onnx::Model model);
  // The same of a graph with any number of inputs, for run() with feeds.
  static Result<TorchRuntime> open_graph(onnx::Model model);

  TorchRuntime(TorchRuntime&&) noexcept;
  TorchRuntime& operator=(TorchRuntime&&) noexcept;
  ~TorchRuntime();

  // Feeds `count` images, N,C,H,W with the sides that the model declares, and returns all graph
  // outputs as floats. Fails with kInvalidArgument where the number of values does not fit or the
  // model leaves its sides open, with kCorrupt where an operator refuses its input.
  Result<Outputs> run(std::span<const float> nchw, std::int64_t count) const;
  // The same with the whole shape given.
  Result<Outputs> run(std::span<const float> nchw, std::span<const std::int64_t> shape) const;
  // Of a graph with any number of inputs, each fed once; any other name is refused.
  Result<Outputs> run(std::span<const Feed> feeds,
                      RuntimePrecision precision = RuntimePrecision::kSingle) const;
  // The gradients of sum(seed * of) with respect to `wanted`, inputs of the graph or tensors in it,
  // in their order, by libtorch's own automatic differentiation: the judge of core/onnx/reverse.
  // Fails as run() does, and where `of` does not depend on one of them.
  Result<Outputs> gradients(std::span<const Feed> feeds, const std::string& of,
                            std::span<const float> seed, std::span<const std::string> wanted,
                            RuntimePrecision precision = RuntimePrecision::kDouble) const;

  // Threads that all runtimes of the process use; 0 leaves libtorch's own choice.
  static void set_threads(int threads);

 private:
  struct State;
  explicit TorchRuntime(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace lesion
