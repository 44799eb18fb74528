// Images as core's one preprocessing rule makes them, for scoring.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include <c10/core/Device.h>

#include "core/error.h"
#include "core/model/preprocess.h"
#include "core/stats/roc.h"
#include "native/data/lesion_places.h"
#include "native/data/metadata.h"
#include "native/train/crew.h"
#include "native/train/plan.h"
#include "native/train/run_folder.h"
#include "native/train/workers.h"

namespace lesion {

// `count` images of a data set, each 3 x size x size floats in memory.
class PreparedImages {
 public:
  // Fails, naming the line of the table, where an image cannot be read; with kInvalidArgument where
  // the rule's squares are fitted to the lesion and there is nobody who finds it.
  static Result<PreparedImages> load(const Dataset& dataset, std::span<const std::size_t> places,
                                     const InputRule& rule, int threads,
                                     LesionPlaces* lesions = nullptr);

  std::size_t count() const { return labels_.size(); }
  int size() const { return size_; }
  std::span<const float> image(std::size_t index) const;
  const std::vector<std::uint8_t>& labels() const { return labels_; }

 private:
  int size_ = 0;
  std::vector<float> values_;
  std::vector<std::uint8_t> labels_;
};

struct ValidationFigures {
  Auc auc;
  std::vector<double> sources;  // AUC of each source's images, where there are several
  double loss = 0;              // mean cross entropy, without weights or smoothing
  std::vector<double> margins;  // logit of malignant less logit of benign, one an image
};

// Of all images; `labels` as many as `margins`, 1 = malignant.
ValidationFigures figures_of(std::vector<double> margins, std::span<const std::uint8_t> labels);

// The same with the AUC of each source too; `sources`: of each image. One source has none.
ValidationFigures figures_of(std::vector<double> margins, std::span<const std::uint8_t> labels,
                             std::span<const int> sources);

// What one epoch is better than another by: the AUC, of several sources their mean.
double merit(const ValidationFigures& figures);

// Margins of this process's share of `count` images, which is all that `images` holds: from the
// place where the crew's first part begins (Crew::begin).
std::vector<double> margins_of(const Plan& plan, std::vector<float>& weights,
                               std::vector<float>& buffers, Workers& workers, const Crew& crew,
                               const PreparedImages& images, std::size_t count, c10::Device device);

// What the log says of an epoch: a line, and one for each source where there are several.
std::vector<std::string> epoch_lines(const EpochRow& row, int epochs,
                                     const ValidationFigures& figures, const Dataset& dataset);

// Both at once, of images that are all here, on the processor.
ValidationFigures validate(const Plan& plan, std::vector<float>& weights,
                           std::vector<float>& buffers, Workers& workers,
                           const PreparedImages& images);

}  // namespace lesion
