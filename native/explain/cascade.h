// A network that loses what it learnt, layer by layer.
#pragma once

#include <vector>

#include "core/explain/explain.h"
#include "core/onnx/graph.h"

namespace lesion {

// `trained` with the weights of its last convolution or linear layer taken from `untrained`, then
// of its last two, and so on to all: as many networks as there are such layers, in the order of the
// graph. Cascading randomisation; Adebayo et al. 2018, section 3.1. Both are the same graph, of
// floats; constants that two layers share change with the later one.
std::vector<onnx::Model> cascade_of(const onnx::Model& trained, const onnx::Model& untrained);

// The method's map follows from the network: false for a random map.
bool uses_network(const ExplainMethodRow& row);

}  // namespace lesion
