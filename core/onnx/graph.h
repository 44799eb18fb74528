// An ONNX model in memory: plain values, read from and written to files without a protobuf library.
// Field numbers and meanings: onnx.proto (ONNX IR, versions 3 to 8).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/error.h"

namespace lesion::onnx {

// TensorProto.DataType; only the types whose elements have a fixed size.
enum class ElementType : std::int32_t {
  kFloat = 1,
  kUint8 = 2,
  kInt8 = 3,
  kUint16 = 4,
  kInt16 = 5,
  kInt32 = 6,
  kInt64 = 7,
  kBool = 9,
  kFloat16 = 10,
  kDouble = 11,
  kUint32 = 12,
  kUint64 = 13,
  kBfloat16 = 16,
};

// Bytes per element; 0 for a number that is none of the types above.
std::size_t element_size(ElementType type);

// A constant. `raw` holds the elements in row order, little endian, so
// raw.size() == product of dims * element_size(type).
struct Tensor {
  std::string name;
  ElementType type = ElementType::kFloat;
  std::vector<std::int64_t> dims;
  std::vector<std::uint8_t> raw;

  std::size_t count() const { return raw.size() / element_size(type); }
  bool operator==(const Tensor&) const = default;
};

// A tensor of floats; values.size() must be the product of dims.
Tensor float_tensor(std::string name, std::vector<std::int64_t> dims,
                    std::span<const float> values);
Tensor int64_tensor(std::string name, std::vector<std::int64_t> dims,
                    std::span<const std::int64_t> values);
// The elements as floats: kFloat, kFloat16, kBfloat16, kDouble and the integers, converted.
std::vector<float> as_floats(const Tensor& tensor);
// The elements of an integer tensor; empty for any other type.
std::vector<std::int64_t> as_int64s(const Tensor& tensor);

struct Attribute {
  using Value = std::variant<float, std::int64_t, std::string, Tensor, std::vector<float>,
                             std::vector<std::int64_t>, std::vector<std::string>>;
  std::string name;
  Value value;

  bool operator==(const Attribute&) const = default;
};

struct Node {
  std::string name;
  std::string op_type;
  std::string domain;                // empty: the standard operators
  std::vector<std::string> inputs;   // an empty name is an input left out
  std::vector<std::string> outputs;  // an empty name is an output not wanted
  std::vector<Attribute> attributes;

  // The attribute, or the given value where the node does not state it (or states another type).
  std::int64_t int_or(std::string_view attribute, std::int64_t fallback) const;
  float float_or(std::string_view attribute, float fallback) const;
  std::string string_or(std::string_view attribute, std::string_view fallback) const;
  std::vector<std::int64_t> ints_or(std::string_view attribute,
                                    const std::vector<std::int64_t>& fallback) const;
  const Tensor* tensor(std::string_view attribute) const;  // null where there is none

  bool operator==(const Node&) const = default;
};

// One side of a shape: a number, or a name ("N") for what is known only at run time, or neither.
struct Dimension {
  std::int64_t value = -1;  // -1: not known
  std::string symbol;

  Dimension() = default;
  Dimension(std::int64_t number) : value(number) {}         // NOLINT(google-explicit-constructor)
  Dimension(const char* name) : symbol(name) {}             // NOLINT(google-explicit-constructor)
  Dimension(std::string name) : symbol(std::move(name)) {}  // NOLINT(google-explicit-constructor)
  bool operator==(const Dimension&) const = default;
};

using Shape = std::vector<Dimension>;

// Name, element type and shape of a tensor that flows through the graph.
struct ValueInfo {
  std::string name;
  ElementType type = ElementType::kFloat;
  bool has_shape = true;
  Shape shape;

  bool operator==(const ValueInfo&) const = default;
};

struct Graph {
  std::string name;
  std::vector<Node> nodes;  // in an order in which every input has been produced before
  std::vector<Tensor> initializers;
  std::vector<ValueInfo> inputs;
  std::vector<ValueInfo> outputs;
  std::vector<ValueInfo> value_infos;

  // The constant of that name, from an initializer or a Constant node; null where there is none.
  const Tensor* constant(std::string_view tensor) const;
  bool is_output(std::string_view tensor) const;

  bool operator==(const Graph&) const = default;
};

struct OperatorSet {
  std::string domain;
  std::int64_t version = 0;

  bool operator==(const OperatorSet&) const = default;
};

using Metadata = std::vector<std::pair<std::string, std::string>>;

struct Model {
  std::int64_t ir_version = 8;
  std::vector<OperatorSet> operator_sets;
  std::string producer_name;
  std::string producer_version;
  std::string domain;
  std::int64_t model_version = 0;
  Graph graph;
  Metadata metadata;

  // Version of the standard operators; 0 where the model does not import them.
  std::int64_t opset() const;
  const std::string* find_metadata(std::string_view key) const;  // null where there is none

  bool operator==(const Model&) const = default;
};

// `model` as the bytes of an ONNX file. Constants are written as raw_data. Fails with kTooLarge
// where the file would pass 2 GB, protobuf's limit.
Result<std::vector<std::uint8_t>> write_model(const Model& model);
// The same; each constant's memory is given back as soon as it is written, so that a large model is
// not twice in memory when all is done.
Result<std::vector<std::uint8_t>> write_model(Model&& model);

}  // namespace lesion::onnx
