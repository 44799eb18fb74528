// Every filter of a network against every concept, over a data set, beside controls.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/concepts/dissection.h"
#include "core/error.h"
#include "native/dissect/atlas.h"
#include "native/dissect/subject.h"

namespace lesion {

struct DissectionRequest {
  std::filesystem::path model;
  std::filesystem::path data;   // folder as read_dataset() takes it
  std::filesystem::path masks;  // mask network
  std::string split = "val";    // or "all"
  std::string classes;          // as for training
  int limit = 0;                // images, evenly over the table; 0: all
  int threads = 2;
  int shuffles = 10;  // of masks between images
  int untrained = 3;  // networks with weights drawn anew that are controls
  int checks = 0;     // further such networks, examined by the rule like the model itself
  // Also what artefacts do to the answer, when drawn on and taken away, and what each filter does.
  bool effects = false;
  int effect_images = 200;  // on which filters are put out, evenly over the others; 0: all
  int mean_images = 500;    // of the part "train", whose mean response then replaces a filter's
  std::uint64_t seed = 1;
  AtlasRequest atlas;  // each filter's strongest places; no folder: none
};

struct FilterDissection {
  std::vector<FilterEvidence> evidence;  // in Concept's order, like all below
  std::vector<double> low;               // 95% interval of auc, bootstrap over images
  std::vector<double> high;
  std::vector<Concept> labels;
  // AUC of the map's greatest value for the malignant class, and its rank correlation (Spearman)
  // with the skin's individual typology angle; nothing where it cannot be computed.
  std::optional<double> malignant;
  std::optional<double> tone;
  // AUC for each column of 0 and 1 of the table and for each diagnosis, by Dissection::attributes.
  std::vector<std::optional<double>> attributes;
  // Where effects were asked for: the filter alone put out (core/model/card.h, FilterCard).
  std::optional<EffectCard> effect;
  std::optional<EffectCard> effect_of_mean;
  std::optional<float> mean;
};

struct Dissection {
  std::string model;
  std::string data;  // "ham10000 val"
  int images = 0;
  int left_out = 0;
  double discovery_limit = -1;
  std::vector<LayerSpan> layers;
  std::vector<FilterDissection> filters;  // of all layers
  std::vector<int> present;               // images with each concept
  std::vector<double> share;              // of all places that each concept covers
  // The one name that, given to every filter, would have the greatest mean auc, and that auc.
  Concept constant = Concept::kLesion;
  double constant_auc = 0;
  std::vector<std::string> attributes;
  std::vector<ConceptEffectCard> effects;  // where they were asked for
  std::optional<FilterEffectsRecord> filter_effects;
  std::string no_filter_effects;  // why there are none, where the network cannot be run so
  // Of each network of `checks`, the part of its filters that got a name.
  std::vector<double> untrained_named;
};

using Progress = std::function<void(const char*, std::size_t, std::size_t)>;

// `progress` is called with what is being done, and how much of it is. Memory: about
// images x filters x 24 x 4 bytes (92 MB for 1,000 images and 960 filters) and less for the rest.
// The same request gives the same result. Fails with a sentence: files that cannot be read, a
// network without maps, fewer than two images.
Result<Dissection> dissect(const DissectionRequest& request, const Progress& progress);

}  // namespace lesion
