#include "core/onnx/read.h"

#include <limits>
#include <optional>
#include <string_view>

#include "core/onnx/fields.h"
#include "core/onnx/metadata.h"
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

  Tensor constant(Bytes message) {
    auto tensor = read_tensor(message, parts_left_);
    if (tensor) return std::move(*tensor);
    if (!error) error = tensor.error();
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
          graph.initializers.push_back(constant(in.bytes()));
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
          node.attributes.push_back(attribute(in.bytes()));
          break;
        default:
          break;
      }
    }
    finish(in, "NodeProto");
    if (!error && node.op_type.empty()) refuse(ErrorCode::kOnnxNoOperator);
    return node;
  }

  // Every kind of value is collected, and the stated type says which is meant; files of IR version
  // 1 state none, then it is the kind that is there.
  Attribute attribute(Bytes message) {
    Attribute attribute;
    std::int64_t kind = 0;
    std::int64_t present = 0;
    bool has_tensor = false;
    float single = 0;
    std::int64_t integer = 0;
    std::string text;
    Tensor tensor;
    std::vector<float> floats;
    std::vector<std::int64_t> ints;
    std::vector<std::string> strings;
    const auto found = [&](field::AttributeKind which) {
      present = static_cast<std::int64_t>(which);
    };
    WireCursor in(message);
    while (go(in)) {
      switch (in.field()) {
        case field::attribute::kName:
          attribute.name = in.text();
          break;
        case field::attribute::kType:
          kind = in.number();
          break;
        case field::attribute::kFloat:
          single = in.single();
          found(field::AttributeKind::kFloat);
          break;
        case field::attribute::kInt:
          integer = in.number();
          found(field::AttributeKind::kInt);
          break;
        case field::attribute::kString:
          text = in.text();
          found(field::AttributeKind::kString);
          break;
        case field::attribute::kTensor:
          tensor = constant(in.bytes());
          has_tensor = true;
          found(field::AttributeKind::kTensor);
          break;
        case field::attribute::kFloats:
          read_floats(in, floats);
          found(field::AttributeKind::kFloats);
          break;
        case field::attribute::kInts:
          read_ints(in, ints);
          found(field::AttributeKind::kInts);
          break;
        case field::attribute::kStrings:
          strings.push_back(in.text());
          found(field::AttributeKind::kStrings);
          break;
        case field::attribute::kGraph:
        case field::attribute::kGraphs:
          refuse(ErrorCode::kOnnxSubgraphs);
          break;
        default:
          break;
      }
    }
    finish(in, "AttributeProto");
    if (kind == 0) kind = present;
    switch (static_cast<field::AttributeKind>(kind)) {
      case field::AttributeKind::kFloat:
        attribute.value = single;
        break;
      case field::AttributeKind::kInt:
        attribute.value = integer;
        break;
      case field::AttributeKind::kString:
        attribute.value = std::move(text);
        break;
      case field::AttributeKind::kTensor:
        // Other kinds have a value of their own when the file states none (0, an empty text); a
        // tensor has none: its shape would promise one element.
        if (!has_tensor) refuse(ErrorCode::kOnnxAttributeTensor, {{"attribute", attribute.name}});
        attribute.value = std::move(tensor);
        break;
      case field::AttributeKind::kFloats:
        attribute.value = std::move(floats);
        break;
      case field::AttributeKind::kInts:
        attribute.value = std::move(ints);
        break;
      case field::AttributeKind::kStrings:
        attribute.value = std::move(strings);
        break;
      default:
        refuse(ErrorCode::kOnnxAttributeKind, {{"attribute", attribute.name}});
    }
    return attribute;
  }

  bool spend(std::size_t parts) {
    if (parts > parts_left_) {
      error = Error(ErrorCode::kOnnxTooManyParts);
      return false;
    }
    parts_left_ -= parts;
    return true;
  }

  // Lists may come packed into one field or one by one.
  void read_floats(WireCursor& in, std::vector<float>& values) {
    const auto bytes = in.raw();
    if (in.type() == WireType::kVarint || in.type() == WireType::kFixed64 ||
        bytes.size() % 4 != 0) {
      in.mark_damaged();
      return;
    }
    if (!spend(bytes.size() / 4)) return;
    for (std::size_t i = 0; i < bytes.size(); i += 4) {
      float value = 0;
      std::memcpy(&value, bytes.data() + i, 4);
      values.push_back(value);
    }
  }

  void read_ints(WireCursor& in, std::vector<std::int64_t>& values) {
    if (in.type() == WireType::kVarint) {
      values.push_back(in.number());
      return;
    }
    auto rest = in.bytes();
    while (!rest.empty() && spend(1)) {
      std::uint64_t value = 0;
      if (!take_varint(rest, value)) {
        in.mark_damaged();
        return;
      }
      values.push_back(static_cast<std::int64_t>(value));
    }
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

Result<ModelCard> read_model_card(std::span<const std::uint8_t> file) {
  const auto json = find_metadata(file, kCardKey);
  if (!json) return tl::unexpected<Error>(json.error());
  if (!*json) return fail(ErrorCode::kModelNoCard);
  return card_from_json(**json);
}

}  // namespace lesion::onnx
