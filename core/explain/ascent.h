// An image made by gradient ascent: what class_image and filter_image have in common.
// Simonyan, Vedaldi, Zisserman, Deep inside convolutional networks, 2013, section 2: from the
// colour that the network reads as 0, towards the greatest
//   score(I) - lambda * |I|^2,
// which for a given gradient lies at gradient / (2 lambda). The paper states no lambda. Here it is
// anew at each step the one that puts that goal at a quarter of the colours' range in its root mean
// square, whatever the gradient's size: so the penalty is a bound on the image's contrast. For a
// linear network the image ends at gradient / (2 lambda), with one lambda.
//
// Steps go part of the way to the goal and are taken only where they raise the score; else they are
// halved. Where nothing changes the score at the beginning (each rectifier before it is at rest),
// it begins with noise, as weak as will do. ExplainOptions::smooth: goals are blurred by a pixel.
#pragma once

#include <cstddef>
#include <vector>

#include "core/explain/methods.h"

namespace lesion::explain_method {

class Ascent : public ExplainMethod {
 public:
  explicit Ascent(const ExplainSetting& setting);
  Result<ExplainStep> step(const ExplainAnswer& answer) override;

 private:
  ExplainStep asked();
  bool wakes(const std::vector<float>& gradient);
  void keep(const std::vector<float>& gradient, double score);
  bool move_on();
  void show();

  ExplainRandom random_;
  double range_ = 1;             // of colours, in the network's units
  std::vector<float> image_;     // the best so far
  std::vector<float> tried_;     // that is run
  std::vector<float> gradient_;  // of the best, blurred where asked for
  bool begun_ = false;
  double noise_ = 0;  // of the beginning, as a part of the range
  double score_ = 0;
  double lambda_ = 0;
  double part_ = 0.1;
  int runs_ = 0;
};

}  // namespace lesion::explain_method
