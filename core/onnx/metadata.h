// The texts that an ONNX file carries beside its graph (metadata_props), read and rewritten without
// looking into the graph.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace lesion::onnx {

// The text under `key`, of several the last, as protobuf has it; nothing where there is none. Fails
// with kCorrupt where `file` is no ONNX model, cut off or damaged in its outermost message.
Result<std::optional<std::string>> find_metadata(std::span<const std::uint8_t> file,
                                                 std::string_view key);

// `file` with `value` under `key` in place of whatever stood there, behind everything else where
// nothing did; every other byte is that of `file`, in the same order. Time and memory are those of
// one copy. Fails as find_metadata().
Result<std::vector<std::uint8_t>> set_metadata(std::span<const std::uint8_t> file,
                                               std::string_view key, std::string_view value);

}  // namespace lesion::onnx
