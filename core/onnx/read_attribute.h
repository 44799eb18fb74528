// Attributes of an ONNX file's nodes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "core/error.h"
#include "core/onnx/graph.h"

namespace lesion::onnx {

// Reads one AttributeProto; `parts_left` limits the number of fields and of values in lists, and
// falls with each. Fails as read_model() does.
Result<Attribute> read_attribute(std::span<const std::uint8_t> message, std::size_t& parts_left);

}  // namespace lesion::onnx
