// What a report is made from: plain figures and scores, no library's types.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/model/card.h"
#include "core/table/groupings.h"

namespace lesion {

// One epoch of training; a figure that was not taken is not a number.
struct ReportEpoch {
  int epoch = 0;                                           // from 1
  int size = 0;                                            // side of the training images, in pixels
  double loss = std::numeric_limits<double>::quiet_NaN();  // training
  double val_loss = std::numeric_limits<double>::quiet_NaN();
  double val_auc = std::numeric_limits<double>::quiet_NaN();
  double rate = std::numeric_limits<double>::quiet_NaN();  // learning rate
};

using ReportGrouping = Grouping;

// Images of one data set with what the network said. All vectors have one entry per image.
struct ReportSet {
  std::string name;  // "ham10000 test"
  std::vector<std::string> ids;
  std::vector<double> margins;         // logit of malignant minus the other's, before temperature
  std::vector<std::uint8_t> labels;    // 1 = malignant
  std::vector<std::string> diagnoses;  // shown beside mistakes; may be empty as a whole
  std::vector<ReportGrouping> groupings;
};

using ReportRows = std::vector<std::pair<std::string, std::string>>;  // name, value

struct RunReport {
  std::string title;    // "compact, ham10000, seed 1"
  std::string summary;  // one or two sentences, may be empty
  std::string command;  // as typed
  std::uint64_t seed = 0;
  ReportRows facts;                   // architecture, parameters, data, started, hours, memory ...
  ReportRows settings;                // the configuration, see settings_from_json
  ReportRows versions;                // program, libtorch, compiler, threads ...
  std::vector<std::string> warnings;  // leaks allowed, images left out ...
  std::vector<ReportEpoch> epochs;
  int best_epoch = 0;  // from 1; 0 where there is none
  // The set whose scores chose temperature and threshold, then the ones judged.
  std::vector<ReportSet> sets;
  std::size_t detailed = 0;  // of `sets`: curves, confusion, mistakes and groups are of this one
  double temperature = 1;
  double threshold = 0.5;      // on the calibrated probability
  std::string threshold_rule;  // "sensitivity 0.90 on ham10000 val"
  std::string licence;         // of the data, and what follows for the model
  std::string notice{kNotice};
};

// The members of a JSON object as rows, nested names joined by dots ("augment.hue"), arrays of
// plain values on one line. Fails with kCorrupt where the text is no JSON object.
Result<ReportRows> settings_from_json(std::string_view json);

}  // namespace lesion
