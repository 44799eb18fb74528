// Element type, shape and, of small whole-numbered tensors, the values of everything that flows
// through a graph, found without running it: so that a chain like Shape, Gather, Concat, Reshape
// (which exporters write for "flatten but for the batch") ends in a shape that is known.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/onnx/graph.h"

namespace lesion::onnx {

// One element of a small tensor: a whole number, or a name ("N") for what is known only at run
// time, or neither.
struct Element {
  std::optional<std::int64_t> whole;
  std::string symbol;

  bool operator==(const Element&) const = default;
};

// What is known of one tensor before the graph runs.
struct TensorFacts {
  std::optional<ElementType> type;
  std::optional<Shape> shape;                  // sides from 0 to 2^40, at most 16 of them
  std::optional<std::vector<Element>> values;  // in row order; at most 256 of them
};

// A node whose outputs' shapes stay open, and why, in words.
struct OpenShape {
  std::size_t node = 0;  // index into graph.nodes
  std::string reason;
};

struct Shapes {
  std::unordered_map<std::string, TensorFacts> tensors;
  std::vector<OpenShape> open;

  // Never null: facts that say nothing where the tensor is not known.
  const TensorFacts& of(const std::string& tensor) const;
};

struct ShapeOptions {
  // Whether the file's own notes (value_info) fill in what stays open, behind operators that are
  // not ours for example.
  bool use_notes = true;
};

// Walks over the nodes in their order. Operators as image classifiers are exported with, of opset
// 7 to 21 (core/onnx/operators.cc lists them; ONNX, docs/Operators.md, says what each does). Never
// fails: what a damaged or unknown node makes stays open and is listed.
Shapes infer_shapes(const Model& model, const ShapeOptions& options = {});

}  // namespace lesion::onnx
