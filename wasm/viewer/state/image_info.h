// Images, models, and what a model said of an image: the values that every screen's state is
// made of.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/image/colour_profile.h"
#include "core/image/dicom_info.h"
#include "core/image/image_source.h"
#include "core/maps/feature_maps.h"
#include "core/maps/place.h"
#include "core/model/card.h"
#include "core/model/region.h"
#include "wasm/viewer/state/geometry.h"

namespace lesion::viewer {

struct Model {
  std::string name;
  ModelCard card;
};

// A layer's convolution kernels: of each filter the input channels it weighs most, strongest first.
// All of them where there are no more than `shown`.
struct LayerWeights {
  int filters = 0;
  int inputs = 0;  // input channels of each filter
  int shown = 0;   // of those, how many are here
  int height = 0;
  int width = 0;
  std::vector<int> channels;  // filters x shown: which input channel
  std::vector<float> values;  // filters x shown x height x width

  bool whole() const {
    const auto kernels = static_cast<std::size_t>(filters) * static_cast<std::size_t>(shown);
    return filters > 0 && shown > 0 && height > 0 && width > 0 && channels.size() == kernels &&
           values.size() ==
               kernels * static_cast<std::size_t>(height) * static_cast<std::size_t>(width);
  }
};

struct ImageInfo {
  int id = 0;
  std::string name;
  int width = 0;  // of the upright original
  int height = 0;
  std::optional<LesionSummary> lesion = {};  // where a model's square is fitted to it
  ColourConversion colour = {};
  std::optional<DicomInfo> dicom = {};  // what a DICOM file says of it
  ImageSource source = {};              // who decoded it

  Size size() const { return {static_cast<double>(width), static_cast<double>(height)}; }
};

struct Verdict {
  Rect region;             // image pixels that the network saw
  double probability = 0;  // calibrated, of the positive class
  std::vector<float> logits;
  // Of a model whose square is fitted to the lesion: where that is, nothing where none was found,
  // and the estimate of the image's middle.
  std::optional<LesionSummary> lesion = {};
  std::optional<double> central = {};
  // The estimate of the model's own square, where a person's was seen and it was asked too.
  std::optional<double> by_rule = {};
  // Nothing where the model's card has no detectors.
  std::optional<Novelty> novelty = {};
};

// One layer's answer to the image, without the values themselves (they lie beside the state).
struct Layer {
  int channels = 0;
  int height = 0;
  int width = 0;
  std::vector<MapStatistics> statistics;  // one entry per filter
  std::vector<Place> places;              // of each filter's response
  std::vector<float> notability;          // of each filter (core/maps/notability.h)
  float greatest = 0;                     // of all filters
};

}  // namespace lesion::viewer
