// The reverse of a network as a part of its graph: how one of its numbers changes with the image
// and with every layer's maps, in the standard's operators, so that any ONNX runtime computes it.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/onnx/graph.h"

namespace lesion::onnx {

// What goes back through a rectifier, y = max(x, 0), of the signal R that reached its output.
//   kGradient   R where x > 0: the derivative (Simonyan, Vedaldi, Zisserman, Deep inside
//               convolutional networks, 2013; 0 at x = 0)
//   kDeconvnet  R where R > 0 (Zeiler, Fergus, Visualizing and understanding convolutional
//               networks, ECCV 2014, section 2.1); max-pools go back by the switches in each rule
//   kGuided     R where x > 0 and R > 0 (Springenberg et al., Striving for simplicity, ICLR 2015)
// The rule is applied to Relu, and to Clip whose lower bound is 0 (ReLU6). Every other operator
// goes back by its derivative.
enum class ReluRule { kGradient, kDeconvnet, kGuided };

struct ReverseOptions {
  ReluRule relu = ReluRule::kGradient;
  // Stride-1 convolutions run backwards as convolutions with turned kernels, whose weights are then
  // in the graph twice; false: all as ConvTranspose.
  bool turned_kernels = true;
  std::size_t max_nodes = 20'000;  // of the network
};

struct ReverseGraph {
  // The network and its reverse, in operator set 17 or the network's own where that is later.
  // Outputs: the network's own, `of`, and the gradients. Without the card.
  Model model;
  std::string of;
  // Further input, of floats and of the shape of `of`, one row an image: the weights of the sum
  // whose gradient is taken. 1 at a class's logit; 1 and -1 at two, for their difference; 1 on all
  // cells of one filter for its sum, on its greatest for its maximum, on one cell for that cell.
  std::string seed;
  // Gradients of sum(seed * of), in the order of what was wanted, each of its tensor's shape. Image
  // by image: no image of a batch has part in the gradients of another.
  std::vector<std::string> gradients;
};

// Adds to a copy of `model` the reverse from the tensor `of` to each of `wanted` (inputs of the
// graph or tensors in it). Weights that are quantised stay so (dequantise_weights() first makes
// faster graphs). Where several cells of a max-pool's window are the greatest, the first takes the
// gradient; in a global max-pool all share it alike. Fails with
//   kNotFound         `of` or a wanted tensor is not in the graph
//   kInvalidArgument  `of` does not depend on a wanted tensor
//   kUnsupported      an operator between them without a rule (core/onnx/reverse_table.cc), or in
//                     a form that the rule does not know: both are named; a tensor's size that is
//                     not known before the graph runs (a side of the input left open: state it in
//                     model.graph.inputs first; the number of images may stay open); an operator
//                     set before 7 or after 21; tensors that are no single-precision floats
//   kTooLarge         beyond `options`
Result<ReverseGraph> reverse(const Model& model, const std::string& of,
                             std::span<const std::string> wanted,
                             const ReverseOptions& options = {});

// The tensor behind which an output is only made a probability: the input of the Softmax, Sigmoid
// or LogSoftmax that it ends in, seen through Identity, Dropout, Reshape, Flatten, Squeeze,
// Unsqueeze and Cast to floats; `output` itself where there is none. Explanations start there, as a
// saturated probability has no gradient (Simonyan et al., section 3: the unnormalised score).
std::string logit_tensor(const Model& model, const std::string& output);

}  // namespace lesion::onnx
