// The networks that the What if screen runs, made from a model's file: one whose filters can be
// switched off, and those that begin again behind each layer (core/onnx/ablate.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/model/card.h"

namespace lesion::engine {

// Inputs of a network by which the filters of a layer are switched: replacements may be maps
// (onnx::Instead::kMaps).
struct LayerSwitch {
  std::string maps;  // the layer's tensor
  std::string keep;
  std::string replacement;
  int filters = 0;
};

struct AblatableFile {
  std::vector<std::uint8_t> bytes;
  // By the number of the layer in the card; nothing where it can't be switched.
  std::vector<std::optional<LayerSwitch>> layers;
};
// `file` as it is to be run, with the switches of the layers that `card` names. Fails, with `name`
// in front, where the file can't be read, has none of these layers, or can't have switches.
Result<AblatableFile> ablatable_file(const std::string& name, std::vector<std::uint8_t> file,
                                     const ModelCard& card);

// What begins behind a layer: `at.maps` is an input too.
struct RestartFile {
  std::vector<std::uint8_t> bytes;
  LayerSwitch at;
};
// One for each layer of the card; nothing where the network can't begin there from its maps alone.
// None at all where the file, with floats, is larger than `most` bytes.
Result<std::vector<std::optional<RestartFile>>> restart_files(const std::string& name,
                                                              std::vector<std::uint8_t> file,
                                                              const ModelCard& card,
                                                              std::size_t most);

// What gives the gradients of the estimate with respect to every layer's maps in one run.
struct GradientFile {
  std::vector<std::uint8_t> bytes;
  std::string seed;  // input, [1, outputs]
  int outputs = 0;
  // By the number of the layer in the card; nothing where the graph has no such layer.
  std::vector<std::optional<std::string>> gradients;
  bool in_front = false;  // of the softmax or sigmoid that the output ends in
};
// Fails, with `name` in front, as explain_network() (core/explain/network.h) and onnx::reverse()
// do.
Result<GradientFile> gradient_file(const std::string& name, std::vector<std::uint8_t> file,
                                   const ModelCard& card);

}  // namespace lesion::engine
