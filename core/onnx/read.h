// From the bytes of an ONNX file, which nobody vouches for, to a model in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "core/error.h"
#include "core/model/card.h"
#include "core/onnx/graph.h"

namespace lesion::onnx {

// What is refused before memory is taken.
struct ReadLimits {
  std::size_t max_bytes = std::size_t{1} << 30;  // of the file
  std::size_t max_parts = 1'000'000;  // nodes, names, attributes, sides of shapes, list entries
};

// Reads a model. Constants in raw_data or in the typed fields arrive alike, as Tensor::raw. Not
// kept are doc strings, quantisation annotations and training information, which change no result.
//
// Fails with
//   kCorrupt      not an ONNX file, cut off, damaged, counts that disagree with sizes
//   kUnsupported  constants in a file beside it, sparse or text constants, subgraphs (If, Loop),
//                 functions, inputs that are no tensors
//   kTooLarge     beyond `limits`
Result<Model> read_model(std::span<const std::uint8_t> file, const ReadLimits& limits = {});

// The card in metadata_props["lesionlens"], held against the graph's input and nodes, of which no
// constant and no attribute is read. Fails as read_model() and card_from_json(), and with
//   kNotFound     the file has no card
//   kUnsupported  the graph's input has other than three channels
//   kCorrupt      the graph's input has other sides than the card's; or the card calls the output
//                 logits and the graph ends in Softmax or Sigmoid (behind it only Identity,
//                 Reshape, Flatten, Squeeze, Unsqueeze or Cast), which would be made a probability
//                 twice
Result<ModelCard> read_model_card(std::span<const std::uint8_t> file,
                                  const ReadLimits& limits = {});

}  // namespace lesion::onnx
