// A model that comes without a card: what is guessed of it, and its file with the card that a
// person stated.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace lesion::engine {

// What onnx::guess_card() says of the ONNX file `bytes`, as JSON: {card, assumed: [name], outputs:
// [{tensor, count, kind}], layers, filters, left_out: [{name, reason}]}; layers and filters count.
// Fails, with `name` in front of the sentence, as onnx::read_model() and guess_card() do.
Result<std::string> guessed_card(const std::string& name, std::vector<std::uint8_t> bytes);

// The file with the guessed card inside, as `stated` changes it: JSON {changes: [[place, text]],
// classes: [text]}, as edited_card() in core/model/card_edit.h takes them. Fails as above, as
// edited_card() and as onnx::with_card().
Result<std::vector<std::uint8_t>> carded_file(const std::string& name,
                                              std::vector<std::uint8_t> bytes,
                                              std::string_view stated);

}  // namespace lesion::engine
