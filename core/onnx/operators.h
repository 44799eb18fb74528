// The operators that we know, each once: what it does to the cells of a map, how its outputs'
// shapes follow, which part it plays in a layer. Adding an operator is adding its row.
#pragma once

#include <string_view>

#include "core/onnx/graph.h"

namespace lesion::onnx {

class ShapeCall;
class PlaceCall;

// What an operator is to a reader who counts layers.
enum class Part {
  kOther,
  kConvolution,    // begins a layer
  kNormalisation,  // may follow the convolution
  kActivation,     // ends the layer
};

struct Operator {
  std::string_view name;
  Part part;
  void (*place)(PlaceCall&);  // core/onnx/place_rule.h
  void (*shape)(ShapeCall&);  // core/onnx/shape_rule.h
};

// The row of a node's operator; null for one that is not known or not of the standard's domain.
const Operator* find_operator(const Node& node);

}  // namespace lesion::onnx
