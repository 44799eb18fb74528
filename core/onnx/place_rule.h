// Where the cells of a tensor lie on the image, and what each operator does to that.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/onnx/shape_rule.h"

namespace lesion::onnx {

// One axis of a tensor against one axis of the network's input, in input pixels, positions
// continuous (the centre of pixel 0 is 0.5).
struct PlaceAxis {
  int source = -1;     // which axis of the input; -1: cells without a place
  double stride = 1;   // from cell to cell; never 0 or negative
  double extent = 1;   // of a cell's receptive field
  double start = 0.5;  // centre of cell 0's receptive field

  bool operator==(const PlaceAxis&) const = default;
};
using Place = std::vector<PlaceAxis>;  // one for each axis of the tensor

class PlaceCall {
 public:
  PlaceCall(const Node& node, std::int64_t opset, const Shapes& shapes,
            std::vector<const Place*> inputs)
      : node(node), opset(opset), inputs_(std::move(inputs)), shapes_(shapes) {
    outputs.resize(node.outputs.size());
  }

  const Node& node;
  const std::int64_t opset;
  std::vector<std::optional<Place>> outputs;  // to be filled in; those that stay open are lost
  const char* lost = nullptr;                 // why places were lost, "it ..."

  std::size_t input_count() const { return inputs_.size(); }
  // Null for an input whose cells have no place: a constant, or what is computed of none.
  const Place* in(std::size_t index) const {
    return index < inputs_.size() ? inputs_[index] : nullptr;
  }
  const TensorFacts& facts(std::size_t index) const {
    return index < node.inputs.size() ? shapes_.of(node.inputs[index]) : shapes_.of("");
  }
  const TensorFacts& made(std::size_t output) const { return shapes_.of(node.outputs[output]); }
  // As ShapeCall's.
  std::optional<std::vector<std::int64_t>> wholes(std::size_t index) const;
  std::optional<std::vector<std::int64_t>> list(const char* attribute, std::size_t input) const;

  void set(Place place) {
    if (!outputs.empty()) outputs[0] = std::move(place);
  }
  void lose(const char* why) {
    if (lost == nullptr) lost = why;
  }

 private:
  std::vector<const Place*> inputs_;
  const Shapes& shapes_;
};

// The rules; core/onnx/operators.cc says which operator has which.
namespace place_rule {
void keep(PlaceCall&);        // cell by cell, inputs broadcast; paths that meet
void along_axis(PlaceCall&);  // mixes the cells of one axis: Softmax, ArgMax
void none(PlaceCall&);        // numbers about tensors, not maps
void normalise(PlaceCall&);   // cell by cell with statistics of input 0
void convolution(PlaceCall&);
void qlinear_convolution(PlaceCall&);
void transposed_convolution(PlaceCall&);
void pool(PlaceCall&);
void global_pool(PlaceCall&);
void reduce(PlaceCall&);
void matmul(PlaceCall&);
void qlinear_matmul(PlaceCall&);
void reshape(PlaceCall&);  // Reshape, Flatten, Squeeze, Unsqueeze
void expand(PlaceCall&);
void transpose(PlaceCall&);
void concat(PlaceCall&);
void split(PlaceCall&);
void slice(PlaceCall&);
void gather(PlaceCall&);
void pad(PlaceCall&);
void tile(PlaceCall&);
void resize(PlaceCall&);
void space_to_depth(PlaceCall&);
void depth_to_space(PlaceCall&);
}  // namespace place_rule

}  // namespace lesion::onnx
