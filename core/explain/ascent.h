// An image made by gradient ascent: what class_image and filter_image have in common.
// Simonyan, Vedaldi, Zisserman, Deep inside convolutional networks, 2013, section 2: from the
// colour that the network reads as 0, towards the greatest
//   score(I) - lambda * |I|^2.
// The paper states no lambda. Here it is the one by which no image reaches more than a quarter of
// the colours' range in its root mean square, whatever the gradients' size: lambda =
// rms(gradient) / (2 * range / 4), with the strongest gradient met so far. Of a linear network that
// is one number, and the image ends at gradient / (2 lambda).
//
// Steps go part of the way to gradient / (2 lambda) and are taken only where they raise that sum;
// else they are halved. Where nothing changes the score at the beginning (each rectifier before it
// is at rest), it begins with noise, as weak as will do. ExplainOptions::smooth: each step sees the
// image moved by up to a sixteenth of its side, and blurs it by half a pixel after; such steps are
// all taken, as sums of moved images say nothing of each other.
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
  void jitter();
  void show();

  ExplainRandom random_;
  double range_ = 1;          // of colours, in the network's units
  std::vector<float> image_;  // the best so far
  std::vector<float> tried_;  // that is run
  std::vector<float> gradient_;
  bool begun_ = false;
  double noise_ = 0;  // of the beginning, as a part of the range
  double score_ = 0;
  double lambda_ = 0;
  double part_ = 0.1;
  int right_ = 0;  // that the run's image is moved by
  int down_ = 0;
  int runs_ = 0;
};

}  // namespace lesion::explain_method
