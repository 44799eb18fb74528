#include "core/onnx/builder.h"

#include "core/plain_error.h"

namespace lesion::onnx {
namespace {

std::int64_t product(const std::vector<std::int64_t>& dims) {
  std::int64_t count = 1;
  for (const auto dim : dims) count *= dim;
  return count;
}

std::vector<std::int64_t> twice(std::int64_t value) { return {value, value}; }
std::vector<std::int64_t> four_times(std::int64_t value) { return {value, value, value, value}; }

}  // namespace

GraphBuilder::GraphBuilder(std::string graph_name) { model_.graph.name = std::move(graph_name); }

void GraphBuilder::mistake(std::string message) {
  if (!first_mistake_) first_mistake_ = std::move(message);
}

std::string GraphBuilder::produce(std::string name) {
  if (name.empty()) mistake("a tensor of the graph has no name");
  if (!known_.insert(name).second) mistake("the tensor " + name + " is made twice");
  return name;
}

void GraphBuilder::require(const std::string& tensor, std::string_view user) {
  if (!known_.contains(tensor)) {
    mistake(std::string(user) + " reads the tensor " + tensor + ", which nothing has made");
  }
}

std::string GraphBuilder::input(std::string name, Shape shape) {
  ValueInfo info;
  info.name = produce(std::move(name));
  info.shape = std::move(shape);
  model_.graph.inputs.push_back(std::move(info));
  return model_.graph.inputs.back().name;
}

std::string GraphBuilder::initializer(std::string name, std::vector<std::int64_t> dims,
                                      std::span<const float> values) {
  return initializer(float_tensor(std::move(name), std::move(dims), values));
}

std::string GraphBuilder::initializer(std::string name, std::vector<std::int64_t> dims,
                                      std::span<const std::int64_t> values) {
  return initializer(int64_tensor(std::move(name), std::move(dims), values));
}

std::string GraphBuilder::initializer(Tensor tensor) {
  if (product(tensor.dims) * static_cast<std::int64_t>(element_size(tensor.type)) !=
      static_cast<std::int64_t>(tensor.raw.size())) {
    mistake("the constant " + tensor.name + " does not hold as many values as its shape says");
  }
  tensor.name = produce(std::move(tensor.name));
  model_.graph.initializers.push_back(std::move(tensor));
  return model_.graph.initializers.back().name;
}

std::string GraphBuilder::node(std::string op_type, std::vector<std::string> inputs,
                               std::vector<Attribute> attributes, std::string name) {
  if (name.empty()) name = op_type + "_" + std::to_string(model_.graph.nodes.size());
  return nodes(std::move(op_type), std::move(inputs), {std::move(name)}, std::move(attributes))
      .front();
}

std::vector<std::string> GraphBuilder::nodes(std::string op_type, std::vector<std::string> inputs,
                                             std::vector<std::string> outputs,
                                             std::vector<Attribute> attributes) {
  if (outputs.empty() || outputs.front().empty()) {
    mistake("a node has no first output");
    return {""};
  }
  for (const auto& tensor : inputs) {
    if (!tensor.empty()) require(tensor, outputs.front());
  }
  for (const auto& output : outputs) {
    if (!output.empty()) produce(output);
  }
  Node node;
  node.name = outputs.front();
  node.op_type = std::move(op_type);
  node.inputs = std::move(inputs);
  node.outputs = std::move(outputs);
  node.attributes = std::move(attributes);
  model_.graph.nodes.push_back(std::move(node));
  return model_.graph.nodes.back().outputs;
}

std::string GraphBuilder::conv(const std::string& x, const std::string& w, const std::string& b,
                               std::string name, Window window, int groups) {
  std::vector<std::string> inputs{x, w};
  if (!b.empty()) inputs.push_back(b);
  std::vector<Attribute> attributes;
  for (const auto& constant : model_.graph.initializers) {
    if (constant.name == w && constant.dims.size() == 4) {
      attributes.push_back(
          {"kernel_shape", std::vector<std::int64_t>{constant.dims[2], constant.dims[3]}});
    }
  }
  attributes.push_back({"strides", twice(window.stride)});
  attributes.push_back({"pads", four_times(window.pad)});
  if (groups != 1) attributes.push_back({"group", std::int64_t{groups}});
  return node("Conv", std::move(inputs), std::move(attributes), std::move(name));
}

std::string GraphBuilder::relu(const std::string& x, std::string name) {
  return node("Relu", {x}, {}, std::move(name));
}

std::string GraphBuilder::max_pool(const std::string& x, int kernel, int stride, std::string name,
                                   int pad) {
  return node(
      "MaxPool", {x},
      {{"kernel_shape", twice(kernel)}, {"strides", twice(stride)}, {"pads", four_times(pad)}},
      std::move(name));
}

std::string GraphBuilder::global_average_pool(const std::string& x, std::string name) {
  return node("GlobalAveragePool", {x}, {}, std::move(name));
}

std::string GraphBuilder::global_max_pool(const std::string& x, std::string name) {
  return node("GlobalMaxPool", {x}, {}, std::move(name));
}

std::string GraphBuilder::concat(const std::vector<std::string>& xs, std::int64_t axis,
                                 std::string name) {
  return node("Concat", xs, {{"axis", axis}}, std::move(name));
}

std::string GraphBuilder::flatten(const std::string& x, std::string name, std::int64_t axis) {
  return node("Flatten", {x}, {{"axis", axis}}, std::move(name));
}

std::string GraphBuilder::gemm(const std::string& x, const std::string& w, const std::string& b,
                               bool trans_b, std::string name) {
  std::vector<std::string> inputs{x, w};
  if (!b.empty()) inputs.push_back(b);
  return node("Gemm", std::move(inputs), {{"transB", std::int64_t{trans_b ? 1 : 0}}},
              std::move(name));
}

std::string GraphBuilder::add(const std::string& a, const std::string& b, std::string name) {
  return node("Add", {a, b}, {}, std::move(name));
}

std::string GraphBuilder::multiply(const std::string& a, const std::string& b, std::string name) {
  return node("Mul", {a, b}, {}, std::move(name));
}

std::string GraphBuilder::softmax(const std::string& x, std::int64_t axis, std::string name) {
  return node("Softmax", {x}, {{"axis", axis}}, std::move(name));
}

void GraphBuilder::output(const std::string& name, Shape shape) {
  require(name, "the graph's output");
  ValueInfo info;
  info.name = name;
  info.shape = std::move(shape);
  model_.graph.outputs.push_back(std::move(info));
}

Result<Model> GraphBuilder::finish_model(Metadata metadata, std::string producer_version) {
  if (model_.graph.outputs.empty()) mistake("the graph has no output");
  if (first_mistake_) return fail(ErrorKind::kInvalidArgument, *first_mistake_);
  Model model = std::move(model_);
  model.ir_version = kIrVersion;
  model.operator_sets = {{"", kOpset}};
  model.producer_name = "lesionlens";
  model.producer_version = std::move(producer_version);
  model.metadata = std::move(metadata);
  model_ = Model{};
  known_.clear();
  return model;
}

Result<std::vector<std::uint8_t>> GraphBuilder::finish(Metadata metadata,
                                                       std::string producer_version) {
  auto model = finish_model(std::move(metadata), std::move(producer_version));
  if (!model) return tl::unexpected<Error>(model.error());
  return write_model(*model);
}

}  // namespace lesion::onnx
