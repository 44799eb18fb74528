// A network's probabilities put right on one's own images, and what that is worth on others.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/stats/calibration.h"
#include "core/stats/labelled_scores.h"

namespace lesion {

// Images of each class from which on both offset and temperature are fitted; with fewer, the offset
// alone (Collins, Ogundimu, Altman, "Sample size considerations for the external validation of a
// multivariable prognostic model", Statistics in Medicine 35, 2016: at least 100 events and 100
// non-events).
inline constexpr std::size_t kEnoughOfEach = 100;
inline constexpr int kFolds = 10;

// log(p / (1 - p)), with p held within 1e-7 of 0 and 1.
double log_odds(double probability);
// 1 / (1 + exp(-(log_odds(p) + offset) / temperature)).
double recalibrated(double probability, const MarginCalibration& by);

// The offset that makes the labels most likely at temperature 1, data.scores being log-odds: then
// the mean probability is the part of the positives, with Platt's targets (see fit_margins()). Held
// within -30..30. Fails as fit_margins does for what is unusable.
Result<double> fit_offset(const LabelledScores& data);

// How good probabilities are.
struct ProbabilityFigures {
  double expected_error = 0;  // expected calibration error, 15 bins
  double brier = 0;           // mean square of probability less label
  double likelihood = 0;      // negative log-likelihood, nats an image
};

struct Recalibration {
  MarginCalibration by;
  bool offset_only = false;
  ProbabilityFigures before;
  // Of the same images, each put right by a fit that has not seen it: `kFolds` parts, or as many as
  // there are images.
  ProbabilityFigures after;
};

// data.scores: probabilities. `together`: one entry an image, equal where images must not be parted
// (of one patient or lesion); an empty entry stands alone; may be empty as a whole. The
// parts follow from the order of the images: the same data give the same figures. Fails
// with kInvalidArgument as why_unusable() says, for probabilities outside 0..1, where a class has
// fewer than 2 images (or groups kept together), or where greater scores mean the other class.
Result<Recalibration> recalibrate(const LabelledScores& data,
                                  std::span<const std::string> together = {});

}  // namespace lesion
