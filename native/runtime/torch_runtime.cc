#include "native/runtime/torch_runtime.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <exception>
#include <functional>
#include <limits>
#include <optional>
#include <unordered_map>

#include "core/onnx/dequantise.h"
#include "core/onnx/read.h"

namespace lesion {
namespace {

using at::Tensor;
using Ints = std::vector<std::int64_t>;
using onnx::Node;

// What an operator throws to say that its input cannot be; run() turns it into an Error.
struct Refusal : std::exception {
  explicit Refusal(std::string text) : message(std::move(text)) {}
  const char* what() const noexcept override { return message.c_str(); }
  std::string message;
};

// The inputs of a node in order; those left out are undefined tensors.
class Inputs {
 public:
  explicit Inputs(std::vector<Tensor> tensors) : tensors_(std::move(tensors)) {}

  const Tensor& need(std::size_t index) const {
    if (!has(index)) throw Refusal("input " + std::to_string(index) + " is missing");
    return tensors_[index];
  }
  bool has(std::size_t index) const { return index < tensors_.size() && tensors_[index].defined(); }
  Tensor optional(std::size_t index) const { return has(index) ? tensors_[index] : Tensor(); }
  const std::vector<Tensor>& all() const { return tensors_; }
  Ints ints(std::size_t index) const {
    const Tensor list = need(index).to(at::kLong).contiguous();
    const auto* values = list.data_ptr<std::int64_t>();
    return Ints(values, values + list.numel());
  }

 private:
  std::vector<Tensor> tensors_;
};

// The axes of a reduction or of a squeeze: an attribute before opset 13, an input from then on.
Ints axes_of(const Node& node, const Inputs& in) {
  return in.has(1) ? in.ints(1) : node.ints_or("axes", {});
}

// Padding of a window as ONNX states it (top, left, bottom, right), auto_pad worked out.
std::array<std::int64_t, 4> pads_of(const Node& node, const Tensor& x, const Ints& kernel,
                                    const Ints& stride, const Ints& dilation) {
  const auto mode = node.string_or("auto_pad", "NOTSET");
  if (mode == "VALID") return {0, 0, 0, 0};
  if (mode == "NOTSET") {
    const auto pads = node.ints_or("pads", {0, 0, 0, 0});
    if (pads.size() != 4) throw Refusal("pads does not have four entries");
    return {pads[0], pads[1], pads[2], pads[3]};
  }
  std::array<std::int64_t, 4> pads{};
  for (std::size_t axis = 0; axis < 2; ++axis) {
    const auto side = x.size(static_cast<std::int64_t>(axis) + 2);
    const auto cells = (side + stride[axis] - 1) / stride[axis];
    const auto reach = (kernel[axis] - 1) * dilation[axis] + 1;
    const auto total = std::max<std::int64_t>(0, (cells - 1) * stride[axis] + reach - side);
    const auto first = mode == "SAME_LOWER" ? (total + 1) / 2 : total / 2;
    pads[axis] = first;
    pads[axis + 2] = total - first;
  }
  return pads;
}

Tensor padded(const Tensor& x, const std::array<std::int64_t, 4>& pads, double value) {
  if (std::all_of(pads.begin(), pads.end(), [](std::int64_t p) { return p == 0; })) return x;
  return at::constant_pad_nd(x, {pads[1], pads[3], pads[0], pads[2]}, value);
}

void need_image(const Tensor& x) {
  if (x.dim() != 4) throw Refusal("its input is not N,C,H,W");
}

Ints pair_of(const Node& node, const char* attribute, const Ints& fallback) {
  auto values = node.ints_or(attribute, fallback);
  if (values.size() != 2) throw Refusal(std::string(attribute) + " does not have two entries");
  if (values[0] < 1 || values[1] < 1) throw Refusal(std::string(attribute) + " is not positive");
  return values;
}

Tensor conv(const Node& node, const Inputs& in) {
  const auto& x = in.need(0);
  const auto& w = in.need(1);
  need_image(x);
  if (w.dim() != 4) throw Refusal("its weights are not those of a convolution over two axes");
  const auto stride = pair_of(node, "strides", {1, 1});
  const auto dilation = pair_of(node, "dilations", {1, 1});
  const auto pads = pads_of(node, x, {w.size(2), w.size(3)}, stride, dilation);
  const auto group = node.int_or("group", 1);
  if (pads[0] == pads[2] && pads[1] == pads[3]) {
    return at::conv2d(x, w, in.optional(2), stride, Ints{pads[0], pads[1]}, dilation, group);
  }
  return at::conv2d(padded(x, pads, 0), w, in.optional(2), stride, Ints{0, 0}, dilation, group);
}

Tensor max_pool(const Node& node, const Inputs& in) {
  const auto& x = in.need(0);
  need_image(x);
  const auto kernel = pair_of(node, "kernel_shape", {});
  const auto stride = pair_of(node, "strides", {1, 1});
  const auto dilation = pair_of(node, "dilations", {1, 1});
  const auto pads = pads_of(node, x, kernel, stride, dilation);
  return at::max_pool2d(padded(x, pads, -std::numeric_limits<double>::infinity()), kernel, stride,
                        {0, 0}, dilation, node.int_or("ceil_mode", 0) != 0);
}

Tensor average_pool(const Node& node, const Inputs& in) {
  const auto& x = in.need(0);
  need_image(x);
  const auto kernel = pair_of(node, "kernel_shape", {});
  const auto stride = pair_of(node, "strides", {1, 1});
  const auto pads = pads_of(node, x, kernel, stride, {1, 1});
  if (pads[0] != pads[2] || pads[1] != pads[3]) {
    throw Refusal("padding that differs from side to side is not supported");
  }
  return at::avg_pool2d(x, kernel, stride, {pads[0], pads[1]}, node.int_or("ceil_mode", 0) != 0,
                        node.int_or("count_include_pad", 0) != 0);
}

Tensor gemm(const Node& node, const Inputs& in) {
  const auto a = node.int_or("transA", 0) != 0 ? in.need(0).t() : in.need(0);
  const auto b = node.int_or("transB", 0) != 0 ? in.need(1).t() : in.need(1);
  const auto product = at::mm(a, b);
  const double alpha = node.float_or("alpha", 1);
  const auto scaled = alpha == 1 ? product : product * alpha;
  if (!in.has(2)) return scaled;
  const double beta = node.float_or("beta", 1);
  return scaled + (beta == 1 ? in.need(2) : in.need(2) * beta);
}

Tensor batch_normalisation(const Node& node, const Inputs& in) {
  return at::batch_norm(in.need(0), in.need(1), in.need(2), in.need(3), in.need(4), false, 0,
                        node.float_or("epsilon", 1e-5f), false);
}

Tensor flatten(const Node& node, const Inputs& in) {
  const auto& x = in.need(0);
  auto axis = node.int_or("axis", 1);
  if (axis < 0) axis += x.dim();
  if (axis < 0 || axis > x.dim()) throw Refusal("axis is out of range");
  std::int64_t rows = 1;
  for (std::int64_t i = 0; i < axis; ++i) rows *= x.size(i);
  return x.reshape({rows, rows == 0 ? 0 : x.numel() / rows});
}

Tensor reshape(const Node& node, const Inputs& in) {
  const auto& x = in.need(0);
  auto shape = in.ints(1);
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] == 0 && node.int_or("allowzero", 0) == 0) {
      if (static_cast<std::int64_t>(i) >= x.dim()) throw Refusal("the new shape is out of range");
      shape[i] = x.size(static_cast<std::int64_t>(i));
    }
  }
  return x.reshape(shape);
}

at::ScalarType scalar_type(std::int64_t onnx_type) {
  switch (static_cast<onnx::ElementType>(onnx_type)) {
    case onnx::ElementType::kFloat:
      return at::kFloat;
    case onnx::ElementType::kDouble:
      return at::kDouble;
    case onnx::ElementType::kFloat16:
      return at::kHalf;
    case onnx::ElementType::kBfloat16:
      return at::kBFloat16;
    case onnx::ElementType::kInt8:
      return at::kChar;
    case onnx::ElementType::kUint8:
      return at::kByte;
    case onnx::ElementType::kInt16:
      return at::kShort;
    case onnx::ElementType::kInt32:
      return at::kInt;
    case onnx::ElementType::kInt64:
      return at::kLong;
    case onnx::ElementType::kBool:
      return at::kBool;
    default:
      throw Refusal("the element type " + std::to_string(onnx_type) + " is not supported");
  }
}

// (x - zero point) * scale, per tensor or along `axis`.
Tensor dequantise(const Node& node, const Inputs& in) {
  const auto x = in.need(0).to(at::kFloat);
  auto scale = in.need(1);
  auto zero = in.has(2) ? in.need(2).to(at::kFloat) : at::zeros_like(scale);
  if (scale.dim() == 1 && scale.numel() > 1) {
    Ints shape(static_cast<std::size_t>(x.dim()), 1);
    auto axis = node.int_or("axis", 1);
    if (axis < 0) axis += x.dim();
    if (axis < 0 || axis >= x.dim()) throw Refusal("axis is out of range");
    shape[static_cast<std::size_t>(axis)] = scale.numel();
    scale = scale.reshape(shape);
    zero = zero.reshape(shape);
  }
  return (x - zero) * scale;
}

Tensor clip(const Node& node, const Inputs& in) {
  constexpr float kMost = std::numeric_limits<float>::max();
  const double low =
      in.has(1) ? in.need(1).item<double>() : static_cast<double>(node.float_or("min", -kMost));
  const double high =
      in.has(2) ? in.need(2).item<double>() : static_cast<double>(node.float_or("max", kMost));
  return at::clamp(in.need(0), low, high);
}

Tensor reduce_mean(const Node& node, const Inputs& in) {
  auto axes = axes_of(node, in);
  if (axes.empty()) {
    for (std::int64_t i = 0; i < in.need(0).dim(); ++i) axes.push_back(i);
  }
  return in.need(0).mean(axes, node.int_or("keepdims", 1) != 0);
}

Tensor squeeze(const Node& node, const Inputs& in) {
  Tensor x = in.need(0);
  auto axes = axes_of(node, in);
  if (axes.empty()) return x.squeeze();
  for (auto& axis : axes) axis = axis < 0 ? axis + in.need(0).dim() : axis;
  std::sort(axes.begin(), axes.end(), std::greater<>());
  for (const auto axis : axes) x = x.squeeze(axis);
  return x;
}

Tensor unsqueeze(const Node& node, const Inputs& in) {
  Tensor x = in.need(0);
  auto axes = axes_of(node, in);
  const auto rank = x.dim() + static_cast<std::int64_t>(axes.size());
  for (auto& axis : axes) axis = axis < 0 ? axis + rank : axis;
  std::sort(axes.begin(), axes.end());
  for (const auto axis : axes) x = x.unsqueeze(axis);
  return x;
}

Tensor transpose(const Node& node, const Inputs& in) {
  Ints reversed;
  for (std::int64_t i = in.need(0).dim() - 1; i >= 0; --i) reversed.push_back(i);
  return in.need(0).permute(node.ints_or("perm", reversed));
}

// To the nearest pixel above and left, by whole factors: what upsampling by two is exported as.
Tensor resize(const Node& node, const Inputs& in) {
  const auto& x = in.need(0);
  need_image(x);
  if (node.string_or("mode", "nearest") != "nearest" ||
      node.string_or("coordinate_transformation_mode", "half_pixel") != "asymmetric" ||
      node.string_or("nearest_mode", "round_prefer_floor") != "floor" || !in.has(2)) {
    throw Refusal("only mode nearest, asymmetric and floor, by factors, is supported");
  }
  const Tensor scales = in.need(2).to(at::kDouble).contiguous();
  if (scales.numel() != 4) throw Refusal("its scales are not four numbers");
  const double* factor = scales.data_ptr<double>();
  for (int axis = 0; axis < 4; ++axis) {
    const double most = axis < 2 ? 1 : 64;
    if (!(factor[axis] >= 1 && factor[axis] <= most) || factor[axis] != std::floor(factor[axis])) {
      throw Refusal("a scale is not 1 for images and channels or a whole number up to 64");
    }
  }
  return at::upsample_nearest2d(x, Ints{x.size(2) * static_cast<std::int64_t>(factor[2]),
                                        x.size(3) * static_cast<std::int64_t>(factor[3])});
}

using Operator = std::function<Tensor(const Node&, const Inputs&)>;

const std::unordered_map<std::string, Operator>& operators() {
  using N = const Node&;
  using I = const Inputs&;
  static const std::unordered_map<std::string, Operator> kOperators{
      {"Conv", conv},
      {"MaxPool", max_pool},
      {"AveragePool", average_pool},
      {"Gemm", gemm},
      {"BatchNormalization", batch_normalisation},
      {"Flatten", flatten},
      {"Reshape", reshape},
      {"DequantizeLinear", dequantise},
      {"Clip", clip},
      {"ReduceMean", reduce_mean},
      {"Squeeze", squeeze},
      {"Unsqueeze", unsqueeze},
      {"Transpose", transpose},
      {"Resize", resize},
      {"Relu", [](N, I in) { return at::relu(in.need(0)); }},
      {"LeakyRelu",
       [](N node, I in) { return at::leaky_relu(in.need(0), node.float_or("alpha", 0.01f)); }},
      {"Sigmoid", [](N, I in) { return at::sigmoid(in.need(0)); }},
      {"Tanh", [](N, I in) { return at::tanh(in.need(0)); }},
      {"Softmax", [](N node, I in) { return at::softmax(in.need(0), node.int_or("axis", -1)); }},
      {"GlobalAveragePool",
       [](N, I in) {
         return in.need(0).mean({2, 3}, true);
       }},
      {"GlobalMaxPool",
       [](N, I in) {
         return in.need(0).amax({2, 3}, true);
       }},
      {"Concat", [](N node, I in) { return at::cat(in.all(), node.int_or("axis", 0)); }},
      {"MatMul", [](N, I in) { return at::matmul(in.need(0), in.need(1)); }},
      {"Add", [](N, I in) { return in.need(0) + in.need(1); }},
      {"Sub", [](N, I in) { return in.need(0) - in.need(1); }},
      {"Mul", [](N, I in) { return in.need(0) * in.need(1); }},
      {"Div", [](N, I in) { return in.need(0) / in.need(1); }},
      {"Identity", [](N, I in) { return in.need(0); }},
      {"Dropout", [](N, I in) { return in.need(0); }},
      {"Cast", [](N node, I in) { return in.need(0).to(scalar_type(node.int_or("to", 1))); }},
  };
  return kOperators;
}

Tensor constant_tensor(const onnx::Tensor& constant) {
  const auto type = scalar_type(static_cast<std::int64_t>(constant.type));
  Tensor tensor = at::empty(constant.dims, at::TensorOptions(type));
  if (!constant.raw.empty()) {
    std::memcpy(tensor.data_ptr(), constant.raw.data(), constant.raw.size());
  }
  return tensor;
}

std::string shown(const Node& node) {
  return (node.name.empty() ? "a node" : node.name) + " (" + node.op_type + ")";
}

}  // namespace

struct TorchRuntime::State {
  onnx::Model model;
  std::unordered_map<std::string, Tensor> constants;
  const onnx::ValueInfo* input = nullptr;
};

const NamedTensor* Outputs::find(std::string_view name) const {
  const auto at = std::find_if(tensors.begin(), tensors.end(),
                               [&](const NamedTensor& tensor) { return tensor.name == name; });
  return at == tensors.end() ? nullptr : &*at;
}

TorchRuntime::TorchRuntime(std::unique_ptr<State> state) : state_(std::move(state)) {}
TorchRuntime::TorchRuntime(TorchRuntime&&) noexcept = default;
TorchRuntime& TorchRuntime::operator=(TorchRuntime&&) noexcept = default;
TorchRuntime::~TorchRuntime() = default;

Result<TorchRuntime> TorchRuntime::open(std::span<const std::uint8_t> file) {
  auto model = onnx::read_model(file);
  if (!model) return tl::unexpected<Error>(model.error());
  return open(std::move(*model));
}

Result<TorchRuntime> TorchRuntime::open(onnx::Model model) {
  // Once here, as in the page, and not at every run.
  if (const auto dequantised = onnx::dequantise_weights(model); !dequantised) {
    return tl::unexpected<Error>(dequantised.error());
  }
  auto state = std::make_unique<State>();
  state->model = std::move(model);
  const auto& graph = state->model.graph;
  const auto keep = [&](const std::string& name, const onnx::Tensor& constant) {
    state->constants.emplace(name, constant_tensor(constant));
  };
  try {
    for (const auto& constant : graph.initializers) keep(constant.name, constant);
    for (const auto& node : graph.nodes) {
      const auto* value = node.op_type == "Constant" ? node.tensor("value") : nullptr;
      if (value != nullptr && !node.outputs.empty()) {
        keep(node.outputs[0], *value);
      } else if (!node.domain.empty() && node.domain != "ai.onnx") {
        return fail(ErrorKind::kUnsupported,
                    "the operator " + node.domain + "." + node.op_type + " is not supported");
      } else if (!operators().contains(node.op_type)) {
        return fail(ErrorKind::kUnsupported, "the operator " + node.op_type + " is not supported");
      }
    }
  } catch (const std::exception& error) {
    return fail(ErrorKind::kUnsupported, std::string("a constant cannot be held: ") + error.what());
  }
  for (const auto& info : graph.inputs) {
    if (state->constants.contains(info.name)) continue;
    if (state->input != nullptr) {
      return fail(ErrorKind::kUnsupported, "the model has more than one input");
    }
    state->input = &info;
  }
  if (state->input == nullptr) return fail(ErrorKind::kUnsupported, "the model has no input");
  return TorchRuntime(std::move(state));
}

Result<Outputs> TorchRuntime::run(std::span<const float> nchw, std::int64_t count) const {
  Ints shape{count};
  const auto& declared = state_->input->shape;
  for (std::size_t i = 1; i < declared.size(); ++i) {
    if (declared[i].value < 0) {
      return fail(ErrorKind::kInvalidArgument, "the model leaves the sides of its input open");
    }
    shape.push_back(declared[i].value);
  }
  return run(nchw, shape);
}

Result<Outputs> TorchRuntime::run(std::span<const float> nchw,
                                  std::span<const std::int64_t> shape) const {
  double wanted = 1;
  for (const auto side : shape) wanted *= side < 0 ? -1.0 : static_cast<double>(side);
  if (wanted != static_cast<double>(nchw.size())) {
    return fail(ErrorKind::kInvalidArgument, "the input has " + std::to_string(nchw.size()) +
                                                 " values; the network reads " +
                                                 std::to_string(static_cast<std::int64_t>(wanted)));
  }
  const at::NoGradGuard no_gradients;
  auto values = state_->constants;
  std::string current = "the input";
  try {
    // The graph never writes into its input, so the caller's memory is read as it stands.
    values[state_->input->name] =
        at::from_blob(const_cast<float*>(nchw.data()), Ints(shape.begin(), shape.end()),
                      at::TensorOptions(at::kFloat));
    for (const auto& node : state_->model.graph.nodes) {
      current = shown(node);
      if (node.outputs.empty() || values.contains(node.outputs[0])) continue;
      std::vector<Tensor> inputs;
      for (const auto& name : node.inputs) {
        const auto at = values.find(name);
        if (!name.empty() && at == values.end()) {
          throw Refusal("it reads " + name + ", which nothing before it has made");
        }
        inputs.push_back(name.empty() ? Tensor() : at->second);
      }
      values[node.outputs[0]] = operators().at(node.op_type)(node, Inputs(std::move(inputs)));
    }
    Outputs outputs;
    for (const auto& info : state_->model.graph.outputs) {
      current = "the output " + info.name;
      const auto at = values.find(info.name);
      if (at == values.end()) throw Refusal("nothing makes it");
      const Tensor tensor = at->second.to(at::kFloat).contiguous();
      const auto* first = tensor.data_ptr<float>();
      outputs.tensors.push_back(
          {info.name, tensor.sizes().vec(), std::vector<float>(first, first + tensor.numel())});
    }
    return outputs;
  } catch (const std::exception& error) {
    // Of libtorch's text only the first line is meant for people.
    const std::string text = error.what();
    return fail(ErrorKind::kCorrupt,
                "the model cannot be run: " + current + ": " + text.substr(0, text.find('\n')));
  }
}

void TorchRuntime::set_threads(int threads) {
  if (threads > 0) at::set_num_threads(threads);
}

}  // namespace lesion
