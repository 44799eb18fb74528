#include "core/onnx/graph.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace lesion::onnx {
namespace {

static_assert(std::endian::native == std::endian::little, "raw_data is little endian");

template <typename T>
Tensor tensor_of(std::string name, ElementType type, std::vector<std::int64_t> dims,
                 std::span<const T> values) {
  Tensor tensor{std::move(name), type, std::move(dims), {}};
  tensor.raw.resize(values.size_bytes());
  if (!values.empty()) std::memcpy(tensor.raw.data(), values.data(), values.size_bytes());
  return tensor;
}

template <typename From, typename To>
std::vector<To> converted(const Tensor& tensor) {
  std::vector<To> values(tensor.raw.size() / sizeof(From));
  for (std::size_t i = 0; i < values.size(); ++i) {
    From element;
    std::memcpy(&element, tensor.raw.data() + i * sizeof(From), sizeof(From));
    // NOLINTNEXTLINE(bugprone-signed-char-misuse): INT8 is a number here, its sign counts.
    values[i] = static_cast<To>(element);
  }
  return values;
}

float from_half(std::uint16_t bits) {
  const std::uint32_t sign = static_cast<std::uint32_t>(bits >> 15) << 31;
  const std::uint32_t exponent = (bits >> 10) & 31u;
  const std::uint32_t fraction = bits & 1023u;
  if (exponent == 0) {  // zero and subnormals: fraction * 2^-24
    const float magnitude = static_cast<float>(fraction) * 0x1p-24f;
    return sign != 0 ? -magnitude : magnitude;
  }
  const std::uint32_t wide = exponent == 31 ? 255u : exponent + 112u;
  return __builtin_bit_cast(float, sign | (wide << 23) | (fraction << 13));
}

std::vector<float> from_halves(const Tensor& tensor, bool brain) {
  std::vector<float> values(tensor.raw.size() / 2);
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::uint16_t bits = 0;
    std::memcpy(&bits, tensor.raw.data() + i * 2, 2);
    values[i] =
        brain ? __builtin_bit_cast(float, static_cast<std::uint32_t>(bits) << 16) : from_half(bits);
  }
  return values;
}

const Attribute* find(const std::vector<Attribute>& attributes, std::string_view name) {
  const auto at = std::find_if(attributes.begin(), attributes.end(),
                               [&](const Attribute& a) { return a.name == name; });
  return at == attributes.end() ? nullptr : &*at;
}

template <typename T>
const T* find_value(const Node& node, std::string_view name) {
  const auto* attribute = find(node.attributes, name);
  return attribute == nullptr ? nullptr : std::get_if<T>(&attribute->value);
}

}  // namespace

std::size_t element_size(ElementType type) {
  switch (type) {
    case ElementType::kUint8:
    case ElementType::kInt8:
    case ElementType::kBool:
      return 1;
    case ElementType::kUint16:
    case ElementType::kInt16:
    case ElementType::kFloat16:
    case ElementType::kBfloat16:
      return 2;
    case ElementType::kFloat:
    case ElementType::kInt32:
    case ElementType::kUint32:
      return 4;
    case ElementType::kInt64:
    case ElementType::kDouble:
    case ElementType::kUint64:
      return 8;
  }
  return 0;
}

Tensor float_tensor(std::string name, std::vector<std::int64_t> dims,
                    std::span<const float> values) {
  return tensor_of(std::move(name), ElementType::kFloat, std::move(dims), values);
}

Tensor int64_tensor(std::string name, std::vector<std::int64_t> dims,
                    std::span<const std::int64_t> values) {
  return tensor_of(std::move(name), ElementType::kInt64, std::move(dims), values);
}

std::vector<float> as_floats(const Tensor& tensor) {
  switch (tensor.type) {
    case ElementType::kFloat:
      return converted<float, float>(tensor);
    case ElementType::kDouble:
      return converted<double, float>(tensor);
    case ElementType::kFloat16:
      return from_halves(tensor, false);
    case ElementType::kBfloat16:
      return from_halves(tensor, true);
    default: {
      const auto integers = as_int64s(tensor);
      return std::vector<float>(integers.begin(), integers.end());
    }
  }
}

std::vector<std::int64_t> as_int64s(const Tensor& tensor) {
  using I = std::int64_t;
  switch (tensor.type) {
    case ElementType::kUint8:
    case ElementType::kBool:
      return converted<std::uint8_t, I>(tensor);
    case ElementType::kInt8:
      return converted<std::int8_t, I>(tensor);
    case ElementType::kUint16:
      return converted<std::uint16_t, I>(tensor);
    case ElementType::kInt16:
      return converted<std::int16_t, I>(tensor);
    case ElementType::kInt32:
      return converted<std::int32_t, I>(tensor);
    case ElementType::kUint32:
      return converted<std::uint32_t, I>(tensor);
    case ElementType::kInt64:
      return converted<std::int64_t, I>(tensor);
    case ElementType::kUint64:
      return converted<std::uint64_t, I>(tensor);
    default:
      return {};
  }
}

std::int64_t Node::int_or(std::string_view attribute, std::int64_t fallback) const {
  const auto* value = find_value<std::int64_t>(*this, attribute);
  return value != nullptr ? *value : fallback;
}

float Node::float_or(std::string_view attribute, float fallback) const {
  const auto* value = find_value<float>(*this, attribute);
  return value != nullptr ? *value : fallback;
}

std::string Node::string_or(std::string_view attribute, std::string_view fallback) const {
  const auto* value = find_value<std::string>(*this, attribute);
  return value != nullptr ? *value : std::string(fallback);
}

std::vector<std::int64_t> Node::ints_or(std::string_view attribute,
                                        const std::vector<std::int64_t>& fallback) const {
  const auto* value = find_value<std::vector<std::int64_t>>(*this, attribute);
  return value != nullptr ? *value : fallback;
}

const Tensor* Node::tensor(std::string_view attribute) const {
  return find_value<Tensor>(*this, attribute);
}

const Tensor* Graph::constant(std::string_view tensor) const {
  for (const auto& initializer : initializers) {
    if (initializer.name == tensor) return &initializer;
  }
  for (const auto& node : nodes) {
    if (node.op_type == "Constant" && !node.outputs.empty() && node.outputs[0] == tensor) {
      return node.tensor("value");
    }
  }
  return nullptr;
}

bool Graph::is_output(std::string_view tensor) const {
  return std::any_of(outputs.begin(), outputs.end(),
                     [&](const ValueInfo& info) { return info.name == tensor; });
}

std::int64_t Model::opset() const {
  for (const auto& set : operator_sets) {
    if (set.domain.empty() || set.domain == "ai.onnx") return set.version;
  }
  return 0;
}

const std::string* Model::find_metadata(std::string_view key) const {
  for (const auto& [name, value] : metadata) {
    if (name == key) return &value;
  }
  return nullptr;
}

}  // namespace lesion::onnx
