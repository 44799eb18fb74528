#include "core/onnx/dequantise.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace lesion::onnx {
namespace {

tl::unexpected<Error> damaged(const std::string& weights, ErrorCode code) {
  return fail(code, {{"weights", weights}});
}

// One node to be folded; its constants are places in graph.initializers.
struct Fold {
  std::size_t x = 0;
  std::size_t scale = 0;
  std::optional<std::size_t> zero;
  std::string output;
  std::size_t axis = 0;
};

// How the values of x lie: `outer` times all `channels`, each `inner` values.
struct Layout {
  std::size_t outer = 1;
  std::size_t channels = 1;
  std::size_t inner = 1;
};

bool foldable_type(ElementType type) {
  return type == ElementType::kInt8 || type == ElementType::kUint8 || type == ElementType::kInt32;
}

// The values of one channel, dequantised. The subtraction cannot overflow: see zeros_of.
template <typename T>
void dequantise_run(const std::uint8_t* from, std::size_t count, std::int32_t zero, float scale,
                    float* to) {
  for (std::size_t i = 0; i < count; ++i) {
    T value;
    std::memcpy(&value, from + i * sizeof(T), sizeof(T));
    to[i] = static_cast<float>(static_cast<std::int32_t>(value) - zero) * scale;
  }
}

class Dequantiser {
 public:
  Dequantiser(Graph& graph, const DequantiseLimits& limits)
      : graph_(graph), bytes_left_(limits.max_bytes) {
    for (std::size_t i = 0; i < graph.initializers.size(); ++i) {
      // Of two constants of one name the first counts, as for Graph::constant().
      constants_.emplace(graph.initializers[i].name, i);
    }
    // What can be fed from outside is no constant.
    for (const auto& info : graph.inputs) constants_.erase(info.name);
    for (const auto& info : graph.outputs) outputs_.insert(info.name);
    for (const auto& node : graph.nodes) {
      for (const auto& input : node.inputs) ++readers_[input];
    }
  }

  Result<std::size_t> go() {
    std::vector<Node> kept;
    std::size_t folded = 0;
    for (Node& node : graph_.nodes) {
      const auto fold = foldable(node);
      if (!fold) {
        kept.push_back(std::move(node));
        continue;
      }
      if (const auto done = apply(*fold); !done) return tl::unexpected<Error>(done.error());
      ++folded;
    }
    graph_.nodes = std::move(kept);
    std::erase_if(graph_.initializers, [](const Tensor& tensor) { return tensor.name.empty(); });
    for (auto& tensor : made_) graph_.initializers.push_back(std::move(tensor));
    return folded;
  }

 private:
  std::optional<std::size_t> constant(const Node& node, std::size_t input) const {
    if (input >= node.inputs.size()) return std::nullopt;
    const auto found = constants_.find(node.inputs[input]);
    if (found == constants_.end()) return std::nullopt;
    return found->second;
  }

  std::optional<Fold> foldable(const Node& node) const {
    const bool standard = node.domain.empty() || node.domain == "ai.onnx";
    if (node.op_type != "DequantizeLinear" || !standard || node.outputs.size() != 1 ||
        node.outputs[0].empty() || node.int_or("block_size", 0) != 0 ||
        outputs_.contains(node.outputs[0])) {
      return std::nullopt;
    }
    const auto x = constant(node, 0);
    const auto scale = constant(node, 1);
    const bool has_zero = node.inputs.size() > 2 && !node.inputs[2].empty();
    const auto zero = has_zero ? constant(node, 2) : std::nullopt;
    if (!x || !scale || (has_zero && !zero)) return std::nullopt;
    const auto& constants = graph_.initializers;
    if (!foldable_type(constants[*x].type) || constants[*scale].type != ElementType::kFloat) {
      return std::nullopt;
    }
    const auto rank = static_cast<std::int64_t>(constants[*x].dims.size());
    std::int64_t axis = node.int_or("axis", 1);
    if (axis < 0) axis += rank;
    // Kept for layout_of to refuse where there is a scale for each channel.
    if (axis < 0 || axis >= rank) axis = rank;
    return Fold{*x, *scale, zero, node.outputs[0], static_cast<std::size_t>(axis)};
  }

  Result<Layout> layout_of(const Fold& fold) const {
    const Tensor& x = graph_.initializers[fold.x];
    const Tensor& scale = graph_.initializers[fold.scale];
    Layout layout{1, 1, x.count()};
    // A scalar, or a list of one, holds for all.
    if (scale.dims.size() > 1) return damaged(fold.output, ErrorCode::kWeightsScaleAxes);
    if (scale.count() == 1) return layout;
    if (fold.axis >= x.dims.size()) return damaged(fold.output, ErrorCode::kWeightsScaleAxis);
    layout = {};
    for (std::size_t i = 0; i < x.dims.size(); ++i) {
      const auto side = static_cast<std::size_t>(x.dims[i]);
      (i < fold.axis ? layout.outer : i == fold.axis ? layout.channels : layout.inner) *= side;
    }
    if (scale.count() != layout.channels) {
      return fail(
          ErrorCode::kWeightsScaleCount,
          {{"weights", fold.output}, {"scales", scale.count()}, {"outputs", layout.channels}});
    }
    return layout;
  }

  // One zero point for each scale.
  Result<std::vector<std::int32_t>> zeros_of(const Fold& fold) const {
    const Tensor& x = graph_.initializers[fold.x];
    const std::size_t count = graph_.initializers[fold.scale].count();
    if (!fold.zero) return std::vector<std::int32_t>(count, 0);
    const Tensor& zero = graph_.initializers[*fold.zero];
    if (zero.type != x.type || zero.count() != count) {
      return damaged(fold.output, ErrorCode::kWeightsZeroCount);
    }
    std::vector<std::int32_t> zeros;
    for (const std::int64_t value : as_int64s(zero)) {
      // As the standard has it; it also keeps the subtraction within 32 bits.
      if (x.type == ElementType::kInt32 && value != 0) {
        return damaged(fold.output, ErrorCode::kWeightsZeroWide);
      }
      zeros.push_back(static_cast<std::int32_t>(value));
    }
    return zeros;
  }

  Result<void> apply(const Fold& fold) {
    const Tensor& x = graph_.initializers[fold.x];
    if (constants_.contains(fold.output) || !names_.insert(fold.output).second) {
      return damaged(fold.output, ErrorCode::kWeightsTwice);
    }
    const auto layout = layout_of(fold);
    if (!layout) return tl::unexpected<Error>(layout.error());
    // Counted by the scales too, which may outnumber the values of an empty constant.
    const std::size_t cost = std::max(x.count(), graph_.initializers[fold.scale].count());
    if (cost > bytes_left_ / sizeof(float)) {
      return fail(ErrorCode::kWeightsTooLarge);
    }
    bytes_left_ -= cost * sizeof(float);
    const auto zeros = zeros_of(fold);
    if (!zeros) return tl::unexpected<Error>(zeros.error());
    const auto scales = as_floats(graph_.initializers[fold.scale]);
    for (const float scale : scales) {
      if (!(scale > 0) || !std::isfinite(scale)) {
        return damaged(fold.output, ErrorCode::kWeightsScaleSign);
      }
    }
    Tensor wide{fold.output, ElementType::kFloat, x.dims, {}};
    wide.raw.resize(x.count() * sizeof(float));
    fill(x, *layout, *zeros, scales, wide);
    made_.push_back(std::move(wide));
    release(fold.x);
    release(fold.scale);
    if (fold.zero) release(*fold.zero);
    return {};
  }

  static void fill(const Tensor& x, const Layout& layout, const std::vector<std::int32_t>& zeros,
                   const std::vector<float>& scales, Tensor& wide) {
    const std::size_t size = element_size(x.type);
    std::vector<float> run(layout.inner);
    for (std::size_t i = 0; i < layout.outer * layout.channels && !run.empty(); ++i) {
      const std::size_t channel = i % layout.channels;
      const std::uint8_t* from = x.raw.data() + i * layout.inner * size;
      if (x.type == ElementType::kInt8) {
        dequantise_run<std::int8_t>(from, run.size(), zeros[channel], scales[channel], run.data());
      } else if (x.type == ElementType::kUint8) {
        dequantise_run<std::uint8_t>(from, run.size(), zeros[channel], scales[channel], run.data());
      } else {
        dequantise_run<std::int32_t>(from, run.size(), zeros[channel], scales[channel], run.data());
      }
      std::memcpy(wide.raw.data() + i * layout.inner * sizeof(float), run.data(),
                  run.size() * sizeof(float));
    }
  }

  // Counts one reader less; a constant without any gives its memory back at once and is dropped.
  void release(std::size_t place) {
    Tensor& tensor = graph_.initializers[place];
    if (tensor.name.empty() || outputs_.contains(tensor.name)) return;
    auto& readers = readers_[tensor.name];
    if (readers > 0) --readers;
    if (readers > 0) return;
    constants_.erase(tensor.name);
    tensor = {};
  }

  Graph& graph_;
  std::size_t bytes_left_;
  std::unordered_map<std::string, std::size_t> constants_;
  std::unordered_set<std::string> outputs_;
  std::unordered_set<std::string> names_;
  std::unordered_map<std::string, std::size_t> readers_;
  std::vector<Tensor> made_;
};

}  // namespace

Result<std::size_t> dequantise_weights(Model& model, const DequantiseLimits& limits) {
  return Dequantiser(model.graph, limits).go();
}

}  // namespace lesion::onnx
