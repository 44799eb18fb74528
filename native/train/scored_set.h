// A network's margins on images of a data set, with what the table says about them.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/model/preprocess.h"
#include "native/data/lesion_places.h"
#include "native/data/metadata.h"
#include "native/report/report_input.h"
#include "native/train/plan.h"
#include "native/train/workers.h"

namespace lesion {

// What answers; all of it must outlive the call.
struct Scorer {
  const Plan& plan;
  std::vector<float>& weights;
  std::vector<float>& buffers;
  Workers& workers;
  InputRule rule;
  int threads = 1;                  // that decode images
  std::string classes;              // see parse_class_mapping, for the table
  LesionPlaces* lesions = nullptr;  // for a rule that fits squares to the lesion
};

// The images at `places` of `dataset`, some hundreds in memory at a time. Fails, naming the line
// of the table, where an image cannot be read, and as table_cells does.
Result<ReportSet> scored_set(const Scorer& scorer, const Dataset& dataset,
                             std::span<const std::size_t> places, std::string name);

}  // namespace lesion
