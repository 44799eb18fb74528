// What a shape rule sees of its node and says of its outputs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/onnx/shapes.h"

namespace lesion::onnx {

inline constexpr std::int64_t kMaxSide = std::int64_t{1} << 40;
inline constexpr std::size_t kMaxRank = 16;
inline constexpr std::size_t kMaxValues = 256;

using Elements = std::vector<Element>;

// The side, or an open one where the number is no side of a tensor.
inline Dimension side_of(std::optional<std::int64_t> number) {
  return number && *number >= 0 && *number <= kMaxSide ? Dimension(*number) : Dimension();
}
inline bool known(const Dimension& side) { return side.value >= 0; }

using Constants = std::unordered_map<std::string, const Tensor*>;

class ShapeCall {
 public:
  ShapeCall(const Node& node, std::int64_t opset, const Constants& constants,
            std::vector<const TensorFacts*> inputs)
      : node(node), opset(opset), constants_(constants), inputs_(std::move(inputs)) {
    outputs.resize(node.outputs.size());
    if (outputs.empty()) outputs.resize(1);
  }

  const Node& node;
  const std::int64_t opset;
  std::vector<TensorFacts> outputs;  // at least one; to be filled in
  std::string refusal;               // why nothing is said, empty where all is well

  std::size_t input_count() const { return inputs_.size(); }
  bool has(std::size_t index) const {
    return index < node.inputs.size() && !node.inputs[index].empty();
  }
  const TensorFacts& in(std::size_t index) const {
    static const TensorFacts kNothing;
    return index < inputs_.size() ? *inputs_[index] : kNothing;
  }
  // The rank of input 0 where its shape is known.
  std::optional<std::int64_t> rank(std::size_t index = 0) const {
    if (!in(index).shape) return std::nullopt;
    return static_cast<std::int64_t>(in(index).shape->size());
  }
  // Floats of an input that is a constant; nothing for others and where there are more than 256.
  std::optional<std::vector<float>> floats(std::size_t index) const;
  // Whole numbers of an input, where all are known.
  std::optional<std::vector<std::int64_t>> wholes(std::size_t index) const;
  // A list of axes or sizes that was an attribute before opset `since` and is an input from it on.
  // Nothing where it is there and not known; `stated` tells whether it is there.
  std::optional<std::vector<std::int64_t>> list(const char* attribute, std::size_t input,
                                                bool& stated) const;

  TensorFacts& out() { return outputs[0]; }
  void refuse(std::string why) {
    if (refusal.empty()) refusal = std::move(why);
  }

 private:
  const Constants& constants_;
  std::vector<const TensorFacts*> inputs_;
};

// A constant's facts; floats that are whole numbers count as values.
TensorFacts facts_of(const Tensor& tensor);
// An axis counted from either end as an index from 0; nothing where there is none such.
std::optional<std::size_t> axis_index(std::int64_t axis, std::size_t rank);
// All axes as such indices, sorted, without doubles; nothing where one is out of range.
std::optional<std::vector<std::size_t>> axis_indices(const std::vector<std::int64_t>& axes,
                                                     std::size_t rank);
// The product of the sides; nothing where one is open or it passes 2^62.
std::optional<std::int64_t> product(std::span<const Dimension> sides);
// Shapes joined as ONNX broadcasts; nothing where they do not fit together.
std::optional<Shape> broadcast(const Shape& a, const Shape& b);

// What a slice takes of an axis.
struct Cut {
  std::int64_t start = 0;
  std::int64_t step = 1;
  std::int64_t count = 0;
};
// start, end and step as Slice states them (negative ones count from the end, ends are cut off) on
// a side of that many cells; nothing where the step is 0.
std::optional<Cut> slice_of(std::int64_t side, std::int64_t start, std::int64_t end,
                            std::int64_t step);

// The rules, one for each kind of operator; core/onnx/operators.cc says which has which.
namespace shape_rule {
// shape_values.cc: also the values of small tensors
void constant(ShapeCall&);
void constant_of_shape(ShapeCall&);
void shape(ShapeCall&);
void size(ShapeCall&);
void range(ShapeCall&);
void identity(ShapeCall&);
void cast(ShapeCall&);
void rounded(ShapeCall&);     // Floor, Ceil, Round: whole numbers stay
void arithmetic(ShapeCall&);  // Add, Sub, Mul, Div, Mod, Min, Max, Sum, Pow
void comparison(ShapeCall&);
void where(ShapeCall&);
void gather(ShapeCall&);
// shape_simple.cc
void same(ShapeCall&);  // every output as input 0
void dropout(ShapeCall&);
void logical_not(ShapeCall&);
void normalisation(ShapeCall&);  // BatchNormalization, LayerNormalization with further outputs
void quantise(ShapeCall&);
void dequantise(ShapeCall&);
void reduce(ShapeCall&);
void arg_reduce(ShapeCall&);
void top_k(ShapeCall&);
void gemm(ShapeCall&);
void matmul(ShapeCall&);
void matmul_integer(ShapeCall&);
void qlinear_matmul(ShapeCall&);
// shape_index.cc
void gather_elements(ShapeCall&);
void gather_nd(ShapeCall&);
void one_hot(ShapeCall&);
void eye_like(ShapeCall&);
void einsum(ShapeCall&);
// shape_windows.cc
void convolution(ShapeCall&);
void convolution_integer(ShapeCall&);
void qlinear_convolution(ShapeCall&);
void transposed_convolution(ShapeCall&);
void pool(ShapeCall&);
void global_pool(ShapeCall&);
void resize(ShapeCall&);
void pad(ShapeCall&);
void space_to_depth(ShapeCall&);
void depth_to_space(ShapeCall&);
// shape_layout.cc
void reshape(ShapeCall&);
void flatten(ShapeCall&);
void squeeze(ShapeCall&);
void unsqueeze(ShapeCall&);
void transpose(ShapeCall&);
void concat(ShapeCall&);
void split(ShapeCall&);
void slice(ShapeCall&);
void expand(ShapeCall&);
void tile(ShapeCall&);
}  // namespace shape_rule

}  // namespace lesion::onnx
