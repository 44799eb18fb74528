#include "core/onnx/compress.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <numeric>
#include <optional>
#include <span>
#include <unordered_map>
#include <unordered_set>

#include "core/plain_error.h"

namespace lesion::onnx {
namespace {

constexpr float kGreatest = 127;
constexpr std::int64_t kOpsetOfAxis = 13;

// A weight to be compressed, and which of its two sides counts the outputs.
struct Choice {
  std::size_t initializer = 0;
  std::size_t axis = 0;
};

// `value` rounded up to sixteen significant bits. Weights below 2^-100 would have a scale that is
// not exact; they count for nothing, and so may theirs.
float short_scale(float value) {
  if (!(value > 0x1p-100f)) return 0x1p-100f;
  auto bits = __builtin_bit_cast(std::uint32_t, value);
  bits = (bits + 0xffu) & ~0xffu;
  return __builtin_bit_cast(float, bits);
}

// One output's weights: `count` values that lie `step` apart.
struct Row {
  const float* values = nullptr;
  std::size_t step = 1;
  std::size_t count = 0;

  float operator[](std::size_t i) const { return values[i * step]; }
};

float scale_of(const Row& row) {
  float greatest = 0;
  for (std::size_t i = 0; i < row.count; ++i) greatest = std::max(greatest, std::abs(row[i]));
  return greatest > 0 ? short_scale(greatest / kGreatest) : 1.0f;
}

void round_row(const Row& row, float scale, std::uint8_t* out) {
  for (std::size_t i = 0; i < row.count; ++i) {
    const float whole = std::clamp(std::nearbyint(row[i] / scale), -kGreatest, kGreatest);
    const auto byte = static_cast<std::int8_t>(whole);
    std::memcpy(out + i * row.step, &byte, 1);
  }
}

// What came into a layer, turned to [inputs, images], and the square sums of each input.
struct Seen {
  std::size_t images = 0;
  std::vector<float> values;
  std::vector<float> squares;

  std::span<const float> of(std::size_t input) const {
    return std::span(values).subspan(input * images, images);
  }
};

// In eight sums side by side, which is exact enough and quick.
float product(std::span<const float> a, std::span<const float> b) {
  std::array<float, 8> sums{};
  std::size_t i = 0;
  for (; i + sums.size() <= a.size(); i += sums.size()) {
    for (std::size_t j = 0; j < sums.size(); ++j) sums[j] += a[i + j] * b[i + j];
  }
  for (; i < a.size(); ++i) sums[0] += a[i] * b[i];
  return std::accumulate(sums.begin(), sums.end(), 0.0f);
}

Seen turned(std::span<const float> seen, std::size_t inputs) {
  Seen out{.images = seen.size() / inputs, .values = {}, .squares = {}};
  out.values.resize(out.images * inputs);
  for (std::size_t k = 0; k < out.images; ++k) {
    for (std::size_t i = 0; i < inputs; ++i) {
      out.values[i * out.images + k] = seen[k * inputs + i];
    }
  }
  for (std::size_t i = 0; i < inputs; ++i) out.squares.push_back(product(out.of(i), out.of(i)));
  return out;
}

// The row's weights as whole numbers times `scale`; `owed` is room for one value an image: by how
// much the sums are off so far.
void follow_path(std::span<float> row, float scale, const Seen& seen, std::vector<float>& owed) {
  float greatest = 0;
  for (const float w : row) greatest = std::max(greatest, std::abs(w));
  std::fill(owed.begin(), owed.end(), 0.0f);
  for (std::size_t i = 0; i < row.size(); ++i) {
    const float wanted = row[i] / scale;
    float whole = std::clamp(std::nearbyint(wanted), -kGreatest, kGreatest);
    // The greatest weight stays the nearest: the scale follows from it again.
    if (seen.squares[i] > 0 && std::abs(row[i]) < greatest) {
      const float best = -product(owed, seen.of(i)) / seen.squares[i];
      const float other = std::clamp(wanted > whole ? whole + 1 : whole - 1, -kGreatest, kGreatest);
      if (std::abs(other * scale - row[i] - best) < std::abs(whole * scale - row[i] - best)) {
        whole = other;
      }
    }
    const float rounded = whole == 0 ? 0.0f : whole * scale;  // and never a negative nought
    const float error = rounded - row[i];
    const auto values = seen.of(i);
    for (std::size_t k = 0; k < owed.size(); ++k) owed[k] += error * values[k];
    row[i] = rounded;
  }
}

bool is_standard(const Node& node) { return node.domain.empty() || node.domain == "ai.onnx"; }

// Which side of its second input counts the outputs of `node`; nothing for other operators.
std::optional<std::size_t> output_axis(const Node& node) {
  if (!is_standard(node) || node.inputs.size() < 2) return std::nullopt;
  if (node.op_type == "MatMul") return 1;
  if (node.op_type == "Gemm") return node.int_or("transB", 0) != 0 ? 0 : 1;
  return std::nullopt;
}

std::vector<Choice> choose(const Graph& graph, const CompressRule& rule) {
  std::unordered_map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < graph.initializers.size(); ++i) {
    places.emplace(graph.initializers[i].name, i);
  }
  // An input or output of that name could not be told from the constant any more.
  for (const auto& info : graph.inputs) places.erase(info.name);
  for (const auto& info : graph.outputs) places.erase(info.name);
  std::vector<Choice> choices;
  for (const auto& node : graph.nodes) {
    const auto axis = output_axis(node);
    if (!axis) continue;
    const auto found = places.find(node.inputs[1]);
    if (found == places.end()) continue;
    const Tensor& tensor = graph.initializers[found->second];
    if (tensor.type != ElementType::kFloat || tensor.dims.size() != 2 || tensor.raw.empty() ||
        tensor.count() < rule.least_values) {
      continue;
    }
    choices.push_back({found->second, *axis});
    places.erase(found);  // a second reader gets the same numbers
  }
  return choices;
}

std::unordered_set<std::string> names_of(const Graph& graph) {
  std::unordered_set<std::string> names;
  for (const auto& tensor : graph.initializers) names.insert(tensor.name);
  for (const auto& info : graph.inputs) names.insert(info.name);
  for (const auto& node : graph.nodes) names.insert(node.outputs.begin(), node.outputs.end());
  return names;
}

struct Compressed {
  Tensor numbers;
  Tensor scales;
  Node node;
};

Result<Compressed> compressed(const Tensor& tensor, std::size_t axis) {
  const auto values = as_floats(tensor);
  if (!std::all_of(values.begin(), values.end(), [](float w) { return std::isfinite(w); })) {
    return fail(ErrorKind::kInvalidArgument,
                "the weights " + tensor.name + " hold something that is not a number");
  }
  const auto outputs = static_cast<std::size_t>(tensor.dims[axis]);
  const auto inputs = static_cast<std::size_t>(tensor.dims[1 - axis]);
  Compressed out;
  out.numbers = {tensor.name + ".int8", ElementType::kInt8, tensor.dims, {}};
  out.numbers.raw.resize(values.size());
  std::vector<float> scales;
  for (std::size_t k = 0; k < outputs; ++k) {
    const std::size_t begin = axis == 0 ? k * inputs : k;
    const Row row{values.data() + begin, axis == 0 ? 1 : outputs, inputs};
    scales.push_back(scale_of(row));
    round_row(row, scales.back(), out.numbers.raw.data() + begin);
  }
  out.scales = float_tensor(tensor.name + ".scale", {tensor.dims[axis]}, scales);
  out.node.name = tensor.name + ".dequantise";
  out.node.op_type = "DequantizeLinear";
  out.node.inputs = {out.numbers.name, out.scales.name};
  out.node.outputs = {tensor.name};
  out.node.attributes = {{"axis", static_cast<std::int64_t>(axis)}};
  return out;
}

}  // namespace

void round_weights(std::span<float> weights, std::size_t outputs, std::span<const float> seen) {
  if (outputs == 0 || weights.empty()) return;
  const std::size_t inputs = weights.size() / outputs;
  const Seen columns = turned(seen, inputs);
  std::vector<float> owed(columns.images);
  for (std::size_t k = 0; k < outputs; ++k) {
    const auto row = weights.subspan(k * inputs, inputs);
    follow_path(row, scale_of({row.data(), 1, inputs}), columns, owed);
  }
}

Result<std::vector<std::string>> compress_weights(Model& model, const CompressRule& rule) {
  Graph& graph = model.graph;
  const auto choices = choose(graph, rule);
  std::vector<std::string> names;
  if (choices.empty()) return names;
  if (model.opset() < kOpsetOfAxis) {
    return fail(ErrorKind::kUnsupported,
                "weights can be compressed from version 13 of the operators on; the model has " +
                    std::to_string(model.opset()));
  }
  const auto taken = names_of(graph);
  std::vector<Compressed> all;
  for (const Choice& choice : choices) {
    auto one = compressed(graph.initializers[choice.initializer], choice.axis);
    if (!one) return tl::unexpected<Error>(one.error());
    for (const auto& name : {one->numbers.name, one->scales.name}) {
      if (taken.contains(name)) {
        return fail(ErrorKind::kInvalidArgument, "the model has a tensor " + name + " already");
      }
    }
    all.push_back(std::move(*one));
  }
  std::vector<Node> nodes;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    Tensor& place = graph.initializers[choices[i].initializer];
    names.push_back(place.name);
    place = std::move(all[i].numbers);
    graph.initializers.push_back(std::move(all[i].scales));
    nodes.push_back(std::move(all[i].node));
  }
  graph.nodes.insert(graph.nodes.begin(), std::make_move_iterator(nodes.begin()),
                     std::make_move_iterator(nodes.end()));
  return names;
}

}  // namespace lesion::onnx
