#include "core/onnx/read_tensor.h"

#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "core/onnx/fields.h"
#include "core/onnx/wire.h"

namespace lesion::onnx {
namespace {

using Bytes = std::span<const std::uint8_t>;

tl::unexpected<Error> damaged(const std::string& tensor, ErrorCode code) {
  return fail(code, {{"tensor", tensor}});
}

tl::unexpected<Error> too_many_parts() { return fail(ErrorCode::kOnnxTooManyParts); }

// Everything of a tensor but its values, which stay where they are in the file.
struct Header {
  std::string name;
  std::int64_t type = 0;
  std::vector<std::int64_t> dims;
  std::optional<Bytes> raw;
  bool external = false;
  bool typed = false;
  std::size_t typed_bytes = 0;  // upper bound of the number of values in the typed fields
};

bool is_typed_field(std::uint32_t number) {
  return number == field::tensor::kFloatData || number == field::tensor::kInt32Data ||
         number == field::tensor::kInt64Data || number == field::tensor::kDoubleData ||
         number == field::tensor::kUint64Data;
}

Result<Header> read_header(Bytes message, std::size_t& parts_left) {
  Header header;
  WireCursor in(message);
  while (in.next()) {
    if (is_typed_field(in.field())) {
      header.typed = true;
      header.typed_bytes += in.type() == WireType::kBytes ? in.raw().size() : 1;
      continue;
    }
    if (parts_left == 0) return too_many_parts();
    --parts_left;
    switch (in.field()) {
      case field::tensor::kDims:
        if (in.type() == WireType::kVarint) {
          header.dims.push_back(in.number());
        } else {
          auto rest = in.bytes();
          std::uint64_t dim = 0;
          while (!rest.empty()) {
            if (parts_left == 0) return too_many_parts();
            if (!take_varint(rest, dim)) return damaged(header.name, ErrorCode::kOnnxConstantShape);
            header.dims.push_back(static_cast<std::int64_t>(dim));
            --parts_left;
          }
        }
        break;
      case field::tensor::kDataType:
        header.type = in.number();
        break;
      case field::tensor::kName:
        header.name = in.text();
        break;
      case field::tensor::kRawData:
        header.raw = in.bytes();
        break;
      case field::tensor::kExternalData:
        header.external = true;
        break;
      case field::tensor::kDataLocation:
        header.external = header.external || in.number() == 1;
        break;
      default:
        break;
    }
  }
  if (!in.ok()) return damaged(header.name, ErrorCode::kOnnxConstantCutOff);
  return header;
}

// Product of the sides, or nothing where one is negative or the bytes would pass 2^62.
std::optional<std::uint64_t> element_count(const std::vector<std::int64_t>& dims) {
  constexpr std::uint64_t kMost = std::uint64_t{1} << 59;
  std::uint64_t count = 1;
  bool empty = false;
  for (const auto dim : dims) {
    if (dim < 0) return std::nullopt;
    if (dim == 0) {
      empty = true;
      continue;
    }
    const auto side = static_cast<std::uint64_t>(dim);
    if (count > kMost / side) return std::nullopt;
    count *= side;
  }
  return empty ? 0 : count;
}

// Appends elements to `raw` until it is full; more than that is noted.
struct Filler {
  std::vector<std::uint8_t>& raw;
  std::size_t size;
  std::size_t used = 0;
  bool too_many = false;

  void put(const void* element) {
    if (used + size > raw.size()) {
      too_many = true;
      return;
    }
    std::memcpy(raw.data() + used, element, size);
    used += size;
  }
};

// Values of one typed field: packed bytes, or a single value.
bool fill(WireCursor& in, Filler& out) {
  const bool fixed32 = in.field() == field::tensor::kFloatData;
  const bool fixed64 = in.field() == field::tensor::kDoubleData;
  if (fixed32 || fixed64) {
    const std::size_t width = fixed32 ? 4 : 8;
    const auto bytes = in.raw();
    if (in.type() == WireType::kVarint || bytes.size() % width != 0 || out.size != width) {
      return false;
    }
    for (std::size_t i = 0; i < bytes.size() && !out.too_many; i += width) {
      out.put(bytes.data() + i);
    }
    return true;
  }
  // Little endian: the low bytes of the number are the element, also for 16-bit floats, whose bits
  // stand in int32_data.
  if (in.type() == WireType::kVarint) {
    const std::uint64_t value = in.unsigned_number();
    out.put(&value);
    return true;
  }
  auto rest = in.bytes();
  while (!rest.empty() && !out.too_many) {
    std::uint64_t value = 0;
    if (!take_varint(rest, value)) return false;
    out.put(&value);
  }
  return in.ok();
}

// The typed field in which values of that type stand.
std::uint32_t field_of(ElementType type) {
  switch (type) {
    case ElementType::kFloat:
      return field::tensor::kFloatData;
    case ElementType::kDouble:
      return field::tensor::kDoubleData;
    case ElementType::kInt64:
      return field::tensor::kInt64Data;
    case ElementType::kUint32:
    case ElementType::kUint64:
      return field::tensor::kUint64Data;
    default:
      return field::tensor::kInt32Data;
  }
}

}  // namespace

std::optional<ElementType> element_type(std::int64_t number) {
  if (number < 1 || number > 16) return std::nullopt;
  const auto type = static_cast<ElementType>(number);
  if (element_size(type) == 0) return std::nullopt;
  return type;
}

Result<Tensor> read_tensor(Bytes message, std::size_t& parts_left) {
  auto header = read_header(message, parts_left);
  if (!header) return tl::unexpected<Error>(header.error());
  if (header->external) {
    return fail(ErrorCode::kOnnxConstantBeside, {{"tensor", header->name}});
  }
  const auto type = element_type(header->type);
  if (!type) {
    return fail(ErrorCode::kOnnxConstantTypeUnknown,
                {{"tensor", header->name}, {"type", header->type}});
  }
  const auto count = element_count(header->dims);
  if (!count) return damaged(header->name, ErrorCode::kOnnxConstantShape);
  const auto size = element_size(*type);
  Tensor tensor{std::move(header->name), *type, std::move(header->dims), {}};
  if (!header->typed) {
    const auto raw = header->raw.value_or(Bytes{});
    if (raw.size() != *count * size) {
      return damaged(tensor.name, ErrorCode::kOnnxConstantValues);
    }
    tensor.raw.assign(raw.begin(), raw.end());
    return tensor;
  }
  // Each value takes at least a byte of the file, so the file bounds the memory.
  if (header->raw || *count > header->typed_bytes) {
    return damaged(tensor.name, ErrorCode::kOnnxConstantValues);
  }
  tensor.raw.resize(static_cast<std::size_t>(*count) * size);
  Filler filler{tensor.raw, size};
  WireCursor in(message);
  while (in.next()) {
    if (!is_typed_field(in.field())) continue;
    if (in.field() != field_of(*type) || !fill(in, filler)) {
      return damaged(tensor.name, ErrorCode::kOnnxConstantType);
    }
  }
  if (filler.too_many || filler.used != tensor.raw.size()) {
    return damaged(tensor.name, ErrorCode::kOnnxConstantValues);
  }
  return tensor;
}

}  // namespace lesion::onnx
