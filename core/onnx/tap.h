// Finds the layers of a network as a reader of the paper counts them, and makes their maps
// readable: only declared outputs of a graph can be fetched from ONNX Runtime.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/onnx/graph.h"

namespace lesion::onnx {

// A two-dimensional convolution with what follows it up to and including its activation.
struct LayerInfo {
  std::size_t conv_node = 0;  // index into graph.nodes
  std::string weights;        // input of the convolution, [filters, channels / group, kh, kw]
  std::string conv_output;
  std::string tensor;      // [N, filters, H, W] behind the activation, or behind the batch
                           // normalisation or the convolution where there is no activation
  std::string activation;  // operator type, "" where there is none
  ElementType type = ElementType::kFloat;
  int filters = 0;
  int input_channels = 0;
  int kernel_height = 0;
  int kernel_width = 0;
  // The greater of the two axes, and over all paths from the input; in input pixels.
  int stride = 1;           // from cell to cell
  int receptive_field = 1;  // side
  // Centre of cell (0,0)'s receptive field on the horizontal axis, continuous input coordinates;
  // that of cell (i,j) lies i, j strides further.
  double receptive_field_start = 0.5;
};

// A convolution that is no layer here, and why, in words.
struct LayerLeftOut {
  std::string name;  // of its output; of the node where that has none
  std::string reason;
};

struct LayersFound {
  std::vector<LayerInfo> layers;
  std::vector<LayerLeftOut> left_out;
};

// The layers in the order of the graph: Conv [BatchNormalization] [activation], each step followed
// only where it is the sole reader of the one before. Sizes by the rules of Araujo, Norris and Sim,
// "Computing receptive fields of convolutional neural networks", Distill 2019, carried through
// padding, slices, transposes, channel shuffles and resizing (core/onnx/place_rule.h); where paths
// meet, the field covers what each of them sees. Behind a resize that is not by a whole number the
// field is the widest of any cell. Every convolution that is not among them is listed with the
// reason: its cells have no fixed place on the image (behind a global pool, a flatten), it does not
// slide over two axes, its weights' shape is not known. Never fails.
LayersFound find_layers(const Model& model);

// Makes every layer's tensor an output of the graph, behind those that there are, and returns what
// find_layers() does. Fails with kUnsupported where the model has no layer; the model is then
// unchanged.
Result<LayersFound> tap(Model& model);

}  // namespace lesion::onnx
