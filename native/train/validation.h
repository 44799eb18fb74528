// Pictures as core's one preprocessing rule makes them, for scoring.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "core/error.h"
#include "core/model/preprocess.h"
#include "core/stats/roc.h"
#include "native/data/metadata.h"
#include "native/train/plan.h"
#include "native/train/workers.h"

namespace lesion {

// `count` pictures of a data set, each 3 x size x size floats in memory.
class PreparedPictures {
 public:
  // Fails, naming the line of the table, where a picture cannot be read.
  static Result<PreparedPictures> load(const Dataset& dataset, std::span<const std::size_t> places,
                                       const InputRule& rule, int threads);

  std::size_t count() const { return labels_.size(); }
  int size() const { return size_; }
  std::span<const float> picture(std::size_t index) const;
  const std::vector<std::uint8_t>& labels() const { return labels_; }

 private:
  int size_ = 0;
  std::vector<float> values_;
  std::vector<std::uint8_t> labels_;
};

struct ValidationFigures {
  Auc auc;
  double loss = 0;              // mean cross entropy, without weights or smoothing
  std::vector<double> margins;  // logit of malignant less logit of benign, one a picture
};

ValidationFigures validate(const Plan& plan, std::vector<float>& weights,
                           std::vector<float>& buffers, Workers& workers,
                           const PreparedPictures& pictures);

}  // namespace lesion
