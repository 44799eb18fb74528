// Constants of an ONNX file: the part of the reader that takes memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "core/error.h"
#include "core/onnx/graph.h"

namespace lesion::onnx {

// The type behind TensorProto.DataType's number; nothing for text, complex and unknown ones.
std::optional<ElementType> element_type(std::int64_t number);

// Reads one TensorProto. The shape's product is checked against the bytes that are there before any
// memory is taken; `parts_left` limits the number of fields and falls with each. Fails as
// read_model() does.
Result<Tensor> read_tensor(std::span<const std::uint8_t> message, std::size_t& parts_left);

}  // namespace lesion::onnx
