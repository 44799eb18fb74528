// How libtorch computes each operator of an ONNX graph. Only for this folder: torch's headers are
// slow to compile.
#pragma once

#include <ATen/ATen.h>

#include <cstdint>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#include "core/onnx/graph.h"

namespace lesion::torch_operator {

using at::Tensor;
using Ints = std::vector<std::int64_t>;
using Tensors = std::vector<Tensor>;

// What an operator throws to say that its input cannot be; the runtime turns it into an Error.
struct Refusal : std::exception {
  explicit Refusal(std::string text) : message(std::move(text)) {}
  const char* what() const noexcept override { return message.c_str(); }
  std::string message;
};

// A node with its inputs in order; those left out are undefined tensors.
struct Call {
  const onnx::Node& node;
  std::int64_t opset;
  Tensors inputs;

  bool has(std::size_t index) const { return index < inputs.size() && inputs[index].defined(); }
  const Tensor& need(std::size_t index) const {
    if (!has(index)) throw Refusal("input " + std::to_string(index) + " is missing");
    return inputs[index];
  }
  Tensor optional(std::size_t index) const { return has(index) ? inputs[index] : Tensor(); }
  Ints ints(std::size_t index) const {
    const Tensor list = need(index).to(at::kLong).contiguous();
    const auto* values = list.data_ptr<std::int64_t>();
    return Ints(values, values + list.numel());
  }
  // A list that was an attribute in earlier opsets and is an input in later ones.
  Ints list(const char* attribute, std::size_t input) const {
    return has(input) ? ints(input) : node.ints_or(attribute, {});
  }
  // An axis of `rank` ones, counted from either end.
  std::int64_t axis(std::int64_t number, std::int64_t rank) const {
    if (number < -rank || number >= rank) throw Refusal("axis is out of range");
    return number < 0 ? number + rank : number;
  }
};

// Gives all outputs of the node, or at least those that a graph may ask for.
using Operator = Tensors (*)(const Call&);

// Null for an operator that is not covered.
Operator find(const std::string& op_type);

Tensor constant_tensor(const onnx::Tensor& constant);
at::ScalarType scalar_type(std::int64_t onnx_type);

// torch_windows.cc
Tensors conv(const Call&);
Tensors conv_transpose(const Call&);
Tensors max_pool(const Call&);
Tensors max_unpool(const Call&);
Tensors average_pool(const Call&);
Tensors pad(const Call&);
Tensors resize(const Call&);
Tensors depth_to_space(const Call&);
Tensors space_to_depth(const Call&);

// torch_layout.cc
Tensors flatten(const Call&);
Tensors reshape(const Call&);
Tensors squeeze(const Call&);
Tensors unsqueeze(const Call&);
Tensors transpose(const Call&);
Tensors split(const Call&);
Tensors slice(const Call&);
Tensors gather(const Call&);
Tensors scatter_elements(const Call&);
Tensors expand(const Call&);
Tensors tile(const Call&);
Tensors shape(const Call&);
Tensors constant(const Call&);
Tensors constant_of_shape(const Call&);
Tensors range(const Call&);

// torch_arithmetic.cc
Tensors gemm(const Call&);
Tensors batch_normalisation(const Call&);
Tensors layer_normalisation(const Call&);
Tensors local_response(const Call&);
Tensors dequantise(const Call&);
Tensors quantise(const Call&);
Tensors clip(const Call&);
Tensors divide(const Call&);
Tensors softmax(const Call&);
Tensors log_softmax(const Call&);
Tensors reduce(const Call&);
Tensors arg_reduce(const Call&);
Tensors gelu(const Call&);
Tensors p_relu(const Call&);

}  // namespace lesion::torch_operator
