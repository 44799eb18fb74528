// The model that is dissected, and its images as it is shown them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/image/image.h"
#include "core/model/card.h"
#include "core/model/preprocess.h"
#include "core/model/region.h"
#include "core/onnx/graph.h"
#include "native/data/metadata.h"
#include "native/dissect/dissect.h"
#include "native/dissect/effects.h"
#include "native/dissect/subject.h"
#include "native/masks/concepts.h"
#include "native/masks/places.h"

namespace lesion {

// A model's file, opened but not run.
struct Opened {
  ModelCard card;
  std::vector<std::string> layers;
  onnx::Model model;
  std::shared_ptr<LesionPlaces> lesions;
};

// One image as all networks are shown it.
struct Shown {
  std::size_t record = 0;
  Rect region;
  std::vector<std::uint8_t> covers;  // covers_on_grid()
  double tone = 0;                   // individual typology angle of its skin, degrees
  EffectSample effects;              // where they are asked for
};

// Fails where the file is no model, has no layers, or the lesion is to be found and can't be.
Result<Opened> open_model(const DissectionRequest& request);

// `untrained`: with weights drawn anew from this seed.
Result<Subject> subject_of(const Opened& opened, std::optional<std::uint64_t> untrained);

// `log_odds`: of the examined network, to measure effects with; none to leave them out. Fails where
// the image can't be read.
Result<Shown> show(const Opened& opened, const MaskFinder& finder, const Record& record,
                   std::size_t number, const LogOdds& log_odds, std::uint64_t seed);

// What the network is given of that region of the image; without one, of the one its rule says.
Result<InputTensor> input_of(const Opened& opened, const Record& record, const Rect& region);
Result<InputTensor> input_of(const Opened& opened, const Record& record);

}  // namespace lesion
