// Filters switched off, scaled or replaced while the network runs, and a network that starts again
// at one layer: what asks "what if this filter had not been there?".
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/onnx/graph.h"
#include "core/onnx/tap.h"

namespace lesion::onnx {

// The two inputs by which the filters of one layer are switched. What reads the layer then sees
//   maps * keep + (1 - keep) * replacement,
// so keep 1 leaves a filter as it is (bit for bit where its replacement is finite), keep 0 puts
// the replacement in its place on every cell, and a number between mixes (with replacement 0:
// scales). The replacement is 0, or the filter's mean over some images ("mean ablation", Morcos et
// al., On the importance of single directions, ICLR 2018).
struct FilterSwitch {
  std::string layer;        // LayerInfo::tensor
  std::string keep;         // graph input [1, filters, 1, 1] or, behind restart_behind(), [N, ...]
  std::string replacement;  // graph input [1, filters, 1, 1]; see Instead
  int filters = 0;
};

// What the replacements may be: a number for each filter, or that or a map for each,
// [1, filters, H, W], as large as the layer's own: of another image ("resample ablation", Chan et
// al., Causal scrubbing, 2022).
enum class Instead { kNumbers, kMaps };

// Adds the switches of `layers`, which come from find_layers() or tap() of this model. Neither
// input has a default in the file, as ONNX Runtime Web cannot override one: whoever runs the graph
// feeds both of every switch, ones and zeros where nothing is switched. Layers are found and tapped
// before: find_layers() takes every input for an image. An output that bears a
// layer's name stays what the layer itself gave, before its own switch and behind those of earlier
// layers. Fails, the model unchanged, with
//   kNotFound     a layer's tensor is not in the graph
//   kUnsupported  maps that are no single-precision floats; an operator set before 7, which does
//                 not broadcast; a name that the switch needs is taken
Result<std::vector<FilterSwitch>> add_filter_switches(Model& model,
                                                      std::span<const LayerInfo> layers,
                                                      Instead instead = Instead::kNumbers);

// A network that starts again at a layer.
struct Restart {
  Model model;  // without the card
  // keep is [N, filters, 1, 1] here: one image is run for each row, so that the effects of N
  // switched filters cost N runs of what lies behind the layer, and no copy of the maps is fed.
  FilterSwitch at;
  // Further inputs, by name and in order: what else crosses from before the layer to behind it (a
  // skip connection). Fed as the whole network gives them for the one image, so the whole network
  // must declare them as outputs. None in a network without branches.
  std::vector<std::string> carried;
};

// The part of `model` that lies behind `layer`. Inputs: the layer's maps (its tensor's name,
// [1, filters, H, W]), the switch, what is carried. Outputs: `outputs`, each [N, ...]. Fails with
//   kNotFound         the layer's tensor or an output is not in the graph
//   kInvalidArgument  an output does not depend on the layer
//   kUnsupported      as add_filter_switches(); what is carried is no map of floats with one image
//                     in front; the part does not take N images at once (a Reshape to one image)
Result<Restart> restart_behind(const Model& model, const LayerInfo& layer,
                               std::span<const std::string> outputs,
                               Instead instead = Instead::kNumbers);

}  // namespace lesion::onnx
