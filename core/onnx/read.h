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

// Only the card in metadata_props["lesionlens"], without reading the graph. Fails with kNotFound
// where the file has none, otherwise as read_model() and card_from_json().
Result<ModelCard> read_model_card(std::span<const std::uint8_t> file);

}  // namespace lesion::onnx
