// A network whose filters are looked at, on one image.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/concepts/dissection.h"
#include "core/error.h"
#include "core/image/image.h"
#include "core/model/card.h"
#include "core/model/preprocess.h"
#include "native/runtime/torch_runtime.h"

namespace lesion {

// Where each layer's filters lie among all filters of the network.
struct LayerSpan {
  std::string tensor;
  int first = 0;
  int filters = 0;
};

// All filters' maps of one image on the dissection's grid: value of filter f at cell c is
// values[f * kDissectionCells + c].
using GridMaps = std::vector<float>;

class Subject {
 public:
  // `layers`: outputs of the graph, [N, filters, h, w].
  Subject(TorchRuntime runtime, std::vector<std::string> layers)
      : runtime_(std::move(runtime)), layers_(std::move(layers)) {}

  // The network's maps, brought to the grid as the overlay brings them to the image: bilinear
  // between the cells' centres. `spans` is filled in where it is empty. From any number of threads.
  // Fails as TorchRuntime::run() does, and where a layer is no output of that shape.
  Result<GridMaps> maps(const InputTensor& input, std::vector<LayerSpan>& spans) const;

  // Log-odds of the estimate that `card` makes of the network's answer. Fails as
  // TorchRuntime::run() does, and where the answer is no estimate.
  Result<double> log_odds(const InputTensor& input, const ModelCard& card) const;

 private:
  TorchRuntime runtime_;
  std::vector<std::string> layers_;
};

// Random orthogonal mixes of each layer's filters: as many as filters.
class Mixer {
 public:
  Mixer(const std::vector<LayerSpan>& spans, std::uint64_t seed);
  GridMaps mixed(const GridMaps& maps) const;

 private:
  std::vector<LayerSpan> spans_;
  std::vector<std::vector<float>> matrices_;
};

// Covers of all concepts on the grid over `region` of the image (the square that the network sees),
// 0..255: that of concept k at cell c is [k * kDissectionCells + c]. What lies beyond the image
// repeats its edge, as the network sees it.
std::vector<std::uint8_t> covers_on_grid(const struct FoundConcepts& found, const Rect& region);

}  // namespace lesion
