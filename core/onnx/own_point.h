// A model's file with what was found on a user's own images in its card.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace lesion::onnx {

// `file` with the point `own` (as own_point_from_json() reads it) in its card, in place of one that
// was there; every other byte of the file, and all else that the card says, is as it was. Fails as
// find_metadata(), edited_card() and own_point_from_json() do, with kNotFound where the file has no
// card, and with kInvalidArgument (kOwnOtherModel) where the point was found with another file.
Result<std::vector<std::uint8_t>> with_own_point(std::span<const std::uint8_t> file,
                                                 std::string_view own);

}  // namespace lesion::onnx
