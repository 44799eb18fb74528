#include "core/onnx/read.h"

#include <limits>
#include <optional>
#include <string_view>

#include "core/onnx/fields.h"
#include "core/onnx/read_attribute.h"
#include "core/onnx/read_tensor.h"
#include "core/onnx/wire.h"

namespace lesion::onnx {
namespace {

using Bytes = std::span<const std::uint8_t>;

// Reads messages into values; the first error stays, and reading stops at it.
class Reader {
 public:
  explicit Reader(const ReadLimits& limits) : parts_left_(limits.max_parts) {}

  std::optional<Error> error;

  Model model(Bytes message) {
    Model model;
    model.ir_version = 0;
    bool has_graph = false;
    WireCursor in(message);
    while (go(in)) {
      switch (in.field()) {
        case field::model::kIrVersion:
          model.ir_version = in.number();
          break;
        case field::model::kProducerName:
          model.producer_name = in.text();
          break;
        case field::model::kProducerVersion:
          model.producer_version = in.text();
          break;
        case field::model::kDomain:
          model.domain = in.text();
          break;
        case field::model::kModelVersion:
          model.model_version = in.number();
          break;
        case field::model::kGraph:
          if (has_graph) refuse(ErrorCode::kOnnxTwoGraphs);
          has_graph = true;
          model.graph = graph(in.bytes());
          break;
        case field::model::kOperatorSet:
          model.operator_sets.push_back(operator_set(in.bytes()));
          break;
        case field::model::kMetadata:
          model.metadata.push_back(string_entry(in.bytes()));
          break;
        case field::model::kFunction:
          refuse(ErrorCode::kOnnxFunctions);
          break;
        default:
          break;
      }
    }
    finish(in, "ModelProto");
    if (!error && (!has_graph || model.ir_version < 1)) {
      error = Error(ErrorCode::kOnnxNone);
    }
    if (!error && model.graph.outputs.empty()) refuse(ErrorCode::kOnnxNoOutput);
    return model;
  }

  std::pair<std::string, std::string> string_entry(Bytes message) {
    std::pair<std::string, std::string> entry;
    WireCursor in(message);
    while (go(in)) {
      if (in.field() == field::string_entry::kKey) entry.first = in.text();
      if (in.field() == field::string_entry::kValue) entry.second = in.text();
    }
    finish(in, "StringStringEntryProto");
    return entry;
  }

 private:
  // The next field, counted against the limit.
  bool go(WireCursor& in) {
    if (error || !in.next()) return false;
    if (parts_left_ == 0) {
      error = Error(ErrorCode::kOnnxTooManyParts);
      return false;
    }
    --parts_left_;
    return true;
  }

  void refuse(ErrorCode code, ErrorValues values = {}) {
    if (!error) error = Error(code, std::move(values));
  }
  // `part`: as the ONNX standard (onnx.proto) calls it, in every language.
  void finish(const WireCursor& in, std::string_view part) {
    if (!in.ok()) refuse(ErrorCode::kOnnxPartCutOff, {{"part", part}});
  }

  OperatorSet operator_set(Bytes message) {
    OperatorSet set;
    WireCursor in(message);
    while (go(in)) {
      if (in.field() == field::operator_set::kDomain) set.domain = in.text();
      if (in.field() == field::operator_set::kVersion) set.version = in.number();
    }
    finish(in, "OperatorSetIdProto");
    return set;
  }

  // What was read, or its error kept.
  template <typename T>
  T kept(Result<T> part) {
    if (part) return std::move(*part);
    if (!error) error = part.error();
    return {};
  }

  Graph graph(Bytes message) {
    Graph graph;
    WireCursor in(message);
    while (go(in)) {
      switch (in.field()) {
        case field::graph::kNode:
          graph.nodes.push_back(node(in.bytes()));
          break;
        case field::graph::kName:
          graph.name = in.text();
          break;
        case field::graph::kInitializer:
          graph.initializers.push_back(kept(read_tensor(in.bytes(), parts_left_)));
          break;
        case field::graph::kInput:
          graph.inputs.push_back(value_info(in.bytes(), true));
          break;
        case field::graph::kOutput:
          graph.outputs.push_back(value_info(in.bytes(), true));
          break;
        case field::graph::kValueInfo:
          // Only a note on an inner tensor: one of a kind that we cannot hold is left out.
          if (auto info = value_info(in.bytes(), false); !info.name.empty()) {
            graph.value_infos.push_back(std::move(info));
          }
          break;
        case field::graph::kSparseInitializer:
          refuse(ErrorCode::kOnnxSparse);
          break;
        default:
          break;
      }
    }
    finish(in, "GraphProto");
    return graph;
  }

  Node node(Bytes message) {
    Node node;
    WireCursor in(message);
    while (go(in)) {
      switch (in.field()) {
        case field::node::kInput:
          node.inputs.push_back(in.text());
          break;
        case field::node::kOutput:
          node.outputs.push_back(in.text());
          break;
        case field::node::kName:
          node.name = in.text();
          break;
        case field::node::kOpType:
          node.op_type = in.text();
          break;
        case field::node::kDomain:
          node.domain = in.text();
          break;
        case field::node::kAttribute:
          node.attributes.push_back(kept(read_attribute(in.bytes(), parts_left_)));
          break;
        default:
          break;
      }
    }
    finish(in, "NodeProto");
    if (!error && node.op_type.empty()) refuse(ErrorCode::kOnnxNoOperator);
    return node;
  }

  Dimension dimension(Bytes message) {
    Dimension dimension;
    WireCursor in(message);
    while (go(in)) {
      if (in.field() == field::dimension::kValue) {
        dimension.value = in.number();
        if (dimension.value < 0) refuse(ErrorCode::kOnnxNegativeSide);
      }
      if (in.field() == field::dimension::kSymbol) dimension.symbol = in.text();
    }
    finish(in, "TensorShapeProto");
    return dimension;
  }

  void tensor_type(Bytes message, ValueInfo& info) {
    std::int64_t element = 0;
    info.has_shape = false;
    WireCursor in(message);
    while (go(in)) {
      if (in.field() == field::tensor_type::kElement) element = in.number();
      if (in.field() == field::tensor_type::kShape) {
        info.has_shape = true;
        WireCursor shape(in.bytes());
        while (go(shape)) {
          if (shape.field() == field::shape::kDimension) {
            info.shape.push_back(dimension(shape.bytes()));
          }
        }
        finish(shape, "TensorShapeProto");
      }
    }
    finish(in, "TypeProto.Tensor");
    info.type = element_type(element).value_or(ElementType{});
  }

  // `must_hold`: an input or output that is no tensor is an error, otherwise it comes back unnamed.
  ValueInfo value_info(Bytes message, bool must_hold) {
    ValueInfo info;
    bool is_tensor = false;
    WireCursor in(message);
    while (go(in)) {
      if (in.field() == field::value_info::kName) info.name = in.text();
      if (in.field() == field::value_info::kType) {
        WireCursor type(in.bytes());
        while (go(type)) {
          if (type.field() == field::type::kTensor) {
            is_tensor = true;
            tensor_type(type.bytes(), info);
          }
        }
        finish(type, "TypeProto");
      }
    }
    finish(in, "ValueInfoProto");
    if (!is_tensor || element_size(info.type) == 0) {
      if (must_hold) refuse(ErrorCode::kOnnxNoTensor, {{"name", info.name}});
      return {};
    }
    if (must_hold && info.name.empty()) refuse(ErrorCode::kOnnxNoName);
    return info;
  }

  std::size_t parts_left_;
};

}  // namespace

Result<Model> read_model(std::span<const std::uint8_t> file, const ReadLimits& limits) {
  if (file.size() > limits.max_bytes) {
    return fail(ErrorCode::kOnnxTooLarge, {{"most", limits.max_bytes >> 20}});
  }
  Reader reader(limits);
  auto model = reader.model(file);
  if (reader.error) return tl::unexpected<Error>(*reader.error);
  return model;
}

}  // namespace lesion::onnx
