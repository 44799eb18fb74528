#include <cstring>
#include <protozero/pbf_writer.hpp>

#include "core/onnx/fields.h"
#include "core/onnx/graph.h"

namespace lesion::onnx {
namespace {

using protozero::pbf_writer;

// protobuf readers refuse messages of 2 GB and more.
constexpr std::size_t kMaxFile = (std::size_t{1} << 31) - 1;

void write_tensor(pbf_writer& out, const Tensor& tensor) {
  // One by one and not packed: the schema declares dims without [packed].
  for (const auto dim : tensor.dims) out.add_int64(field::tensor::kDims, dim);
  out.add_int32(field::tensor::kDataType, static_cast<std::int32_t>(tensor.type));
  if (!tensor.name.empty()) out.add_string(field::tensor::kName, tensor.name);
  out.add_bytes(field::tensor::kRawData, reinterpret_cast<const char*>(tensor.raw.data()),
                tensor.raw.size());
}

struct AttributeWriter {
  pbf_writer& out;

  void type(field::AttributeKind kind) const {
    out.add_int32(field::attribute::kType, static_cast<std::int32_t>(kind));
  }
  void operator()(float value) const {
    out.add_float(field::attribute::kFloat, value);
    type(field::AttributeKind::kFloat);
  }
  void operator()(std::int64_t value) const {
    out.add_int64(field::attribute::kInt, value);
    type(field::AttributeKind::kInt);
  }
  void operator()(const std::string& value) const {
    out.add_bytes(field::attribute::kString, value);
    type(field::AttributeKind::kString);
  }
  void operator()(const Tensor& value) const {
    {
      pbf_writer tensor{out, field::attribute::kTensor};
      write_tensor(tensor, value);
    }
    type(field::AttributeKind::kTensor);
  }
  void operator()(const std::vector<float>& values) const {
    for (const auto value : values) out.add_float(field::attribute::kFloats, value);
    type(field::AttributeKind::kFloats);
  }
  void operator()(const std::vector<std::int64_t>& values) const {
    for (const auto value : values) out.add_int64(field::attribute::kInts, value);
    type(field::AttributeKind::kInts);
  }
  void operator()(const std::vector<std::string>& values) const {
    for (const auto& value : values) out.add_bytes(field::attribute::kStrings, value);
    type(field::AttributeKind::kStrings);
  }
};

void write_node(pbf_writer& out, const Node& node) {
  for (const auto& input : node.inputs) out.add_string(field::node::kInput, input);
  for (const auto& output : node.outputs) out.add_string(field::node::kOutput, output);
  if (!node.name.empty()) out.add_string(field::node::kName, node.name);
  out.add_string(field::node::kOpType, node.op_type);
  for (const auto& attribute : node.attributes) {
    pbf_writer message{out, field::node::kAttribute};
    message.add_string(field::attribute::kName, attribute.name);
    std::visit(AttributeWriter{message}, attribute.value);
  }
  if (!node.domain.empty()) out.add_string(field::node::kDomain, node.domain);
}

void write_value_info(pbf_writer& out, const ValueInfo& info) {
  out.add_string(field::value_info::kName, info.name);
  pbf_writer type{out, field::value_info::kType};
  pbf_writer tensor{type, field::type::kTensor};
  tensor.add_int32(field::tensor_type::kElement, static_cast<std::int32_t>(info.type));
  if (!info.has_shape) return;
  // Written whole: a sub-message writer drops a message without fields, and an unknown side or the
  // shape of a scalar is one.
  std::string shape;
  for (const auto& dimension : info.shape) {
    std::string side;
    pbf_writer dim{side};
    if (dimension.value >= 0) {
      dim.add_int64(field::dimension::kValue, dimension.value);
    } else if (!dimension.symbol.empty()) {
      dim.add_string(field::dimension::kSymbol, dimension.symbol);
    }
    pbf_writer{shape}.add_message(field::shape::kDimension, side);
  }
  tensor.add_message(field::tensor_type::kShape, shape);
}

// `spent`, where there is one, is `graph` itself, whose constants are not needed afterwards.
void write_graph(pbf_writer& out, const Graph& graph, Graph* spent) {
  for (const auto& node : graph.nodes) {
    pbf_writer message{out, field::graph::kNode};
    write_node(message, node);
  }
  out.add_string(field::graph::kName, graph.name);
  for (std::size_t i = 0; i < graph.initializers.size(); ++i) {
    {
      pbf_writer message{out, field::graph::kInitializer};
      write_tensor(message, graph.initializers[i]);
    }
    if (spent != nullptr) std::vector<std::uint8_t>().swap(spent->initializers[i].raw);
  }
  for (const auto& info : graph.inputs) {
    pbf_writer message{out, field::graph::kInput};
    write_value_info(message, info);
  }
  for (const auto& info : graph.outputs) {
    pbf_writer message{out, field::graph::kOutput};
    write_value_info(message, info);
  }
  for (const auto& info : graph.value_infos) {
    pbf_writer message{out, field::graph::kValueInfo};
    write_value_info(message, info);
  }
}

// The constants and the metadata, which make up nearly all of a file.
std::size_t payload(const Model& model) {
  std::size_t bytes = 0;
  for (const auto& tensor : model.graph.initializers) bytes += tensor.raw.size() + 64;
  for (const auto& node : model.graph.nodes) {
    bytes += 256;
    for (const auto& attribute : node.attributes) {
      if (const auto* tensor = std::get_if<Tensor>(&attribute.value)) bytes += tensor->raw.size();
    }
  }
  for (const auto& [key, value] : model.metadata) bytes += key.size() + value.size() + 16;
  return bytes;
}

Result<std::vector<std::uint8_t>> write(const Model& model, Graph* spent) {
  const auto expected = payload(model);
  if (expected > kMaxFile - (std::size_t{1} << 20)) {
    return fail(ErrorCode::kOnnxWriteTooLarge, {{"most", 2}});
  }
  std::string bytes;
  bytes.reserve(expected + 4096);
  pbf_writer out{bytes};
  out.add_int64(field::model::kIrVersion, model.ir_version);
  if (!model.producer_name.empty()) {
    out.add_string(field::model::kProducerName, model.producer_name);
  }
  if (!model.producer_version.empty()) {
    out.add_string(field::model::kProducerVersion, model.producer_version);
  }
  if (!model.domain.empty()) out.add_string(field::model::kDomain, model.domain);
  if (model.model_version != 0) out.add_int64(field::model::kModelVersion, model.model_version);
  {
    pbf_writer graph{out, field::model::kGraph};
    write_graph(graph, model.graph, spent);
  }
  for (const auto& set : model.operator_sets) {
    pbf_writer message{out, field::model::kOperatorSet};
    message.add_string(field::operator_set::kDomain, set.domain);
    message.add_int64(field::operator_set::kVersion, set.version);
  }
  for (const auto& [key, value] : model.metadata) {
    pbf_writer message{out, field::model::kMetadata};
    message.add_string(field::string_entry::kKey, key);
    message.add_string(field::string_entry::kValue, value);
  }
  if (bytes.size() > kMaxFile) {
    return fail(ErrorCode::kOnnxWriteTooLarge, {{"most", 2}});
  }
  std::vector<std::uint8_t> file(bytes.size());
  if (!bytes.empty()) std::memcpy(file.data(), bytes.data(), bytes.size());
  return file;
}

}  // namespace

Result<std::vector<std::uint8_t>> write_model(const Model& model) { return write(model, nullptr); }

Result<std::vector<std::uint8_t>> write_model(Model&& model) {
  Model spent = std::move(model);
  return write(spent, &spent.graph);
}

}  // namespace lesion::onnx
