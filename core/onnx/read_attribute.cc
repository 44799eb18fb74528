#include "core/onnx/read_attribute.h"

#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "core/onnx/fields.h"
#include "core/onnx/read_tensor.h"
#include "core/onnx/wire.h"

namespace lesion::onnx {
namespace {

using Bytes = std::span<const std::uint8_t>;

// Every kind of value is collected, and the stated type says which is meant; files of IR version 1
// state none, then it is the kind that is there.
struct Values {
  field::AttributeKind present{};
  bool has_tensor = false;
  float single = 0;
  std::int64_t integer = 0;
  std::string text;
  Tensor tensor;
  std::vector<float> floats;
  std::vector<std::int64_t> ints;
  std::vector<std::string> strings;
};

class AttributeReader {
 public:
  explicit AttributeReader(std::size_t& parts_left) : parts_left_(parts_left) {}

  std::optional<Error> error;

  Attribute attribute(Bytes message) {
    Attribute attribute;
    Values values;
    std::int64_t kind = 0;
    WireCursor in(message);
    while (go(in)) {
      if (in.field() == field::attribute::kName) attribute.name = in.text();
      if (in.field() == field::attribute::kType) kind = in.number();
      collect(in, values);
    }
    if (!in.ok()) refuse(ErrorCode::kOnnxPartCutOff, {{"part", "AttributeProto"}});
    choose(kind == 0 ? values.present : static_cast<field::AttributeKind>(kind), std::move(values),
           attribute);
    return attribute;
  }

 private:
  // The next field, counted against the limit.
  bool go(WireCursor& in) { return !error && in.next() && spend(1); }

  bool spend(std::size_t parts) {
    if (parts > parts_left_) {
      error = Error(ErrorCode::kOnnxTooManyParts);
      return false;
    }
    parts_left_ -= parts;
    return true;
  }

  void refuse(ErrorCode code, ErrorValues values = {}) {
    if (!error) error = Error(code, std::move(values));
  }

  Tensor constant(Bytes message) {
    auto tensor = read_tensor(message, parts_left_);
    if (tensor) return std::move(*tensor);
    if (!error) error = tensor.error();
    return {};
  }

  void collect(WireCursor& in, Values& values) {
    switch (in.field()) {
      case field::attribute::kFloat:
        values.single = in.single();
        values.present = field::AttributeKind::kFloat;
        break;
      case field::attribute::kInt:
        values.integer = in.number();
        values.present = field::AttributeKind::kInt;
        break;
      case field::attribute::kString:
        values.text = in.text();
        values.present = field::AttributeKind::kString;
        break;
      case field::attribute::kTensor:
        values.tensor = constant(in.bytes());
        values.has_tensor = true;
        values.present = field::AttributeKind::kTensor;
        break;
      case field::attribute::kFloats:
        read_floats(in, values.floats);
        values.present = field::AttributeKind::kFloats;
        break;
      case field::attribute::kInts:
        read_ints(in, values.ints);
        values.present = field::AttributeKind::kInts;
        break;
      case field::attribute::kStrings:
        values.strings.push_back(in.text());
        values.present = field::AttributeKind::kStrings;
        break;
      case field::attribute::kGraph:
      case field::attribute::kGraphs:
        refuse(ErrorCode::kOnnxSubgraphs);
        break;
      default:
        break;
    }
  }

  void choose(field::AttributeKind kind, Values values, Attribute& attribute) {
    switch (kind) {
      case field::AttributeKind::kFloat:
        attribute.value = values.single;
        break;
      case field::AttributeKind::kInt:
        attribute.value = values.integer;
        break;
      case field::AttributeKind::kString:
        attribute.value = std::move(values.text);
        break;
      case field::AttributeKind::kTensor:
        // Other kinds have a value of their own when the file states none (0, an empty text); a
        // tensor has none: its shape would promise one element.
        if (!values.has_tensor) {
          refuse(ErrorCode::kOnnxAttributeTensor, {{"attribute", attribute.name}});
        }
        attribute.value = std::move(values.tensor);
        break;
      case field::AttributeKind::kFloats:
        attribute.value = std::move(values.floats);
        break;
      case field::AttributeKind::kInts:
        attribute.value = std::move(values.ints);
        break;
      case field::AttributeKind::kStrings:
        attribute.value = std::move(values.strings);
        break;
      default:
        refuse(ErrorCode::kOnnxAttributeKind, {{"attribute", attribute.name}});
    }
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

  std::size_t& parts_left_;
};

}  // namespace

Result<Attribute> read_attribute(Bytes message, std::size_t& parts_left) {
  AttributeReader reader(parts_left);
  auto attribute = reader.attribute(message);
  if (reader.error) return tl::unexpected<Error>(*reader.error);
  return attribute;
}

}  // namespace lesion::onnx
