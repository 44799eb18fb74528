// How far a probability can be taken at its word.
#pragma once

#include <cstddef>
#include <vector>

#include "core/error.h"
#include "core/stats/labelled_scores.h"

namespace lesion {

inline constexpr double kMinTemperature = 0.01;
inline constexpr double kMaxTemperature = 100.0;

// The temperature T for which probability = 1 / (1 + exp(-margin / T)) makes the labels most
// likely (Guo, Pleiss, Sun, Weinberger, "On calibration of modern neural networks", 2017);
// data.scores are margins (logit of the positive class minus the other's). Kept within
// kMinTemperature (margins that separate the classes ask for 0) and kMaxTemperature (margins that
// say nothing ask for infinity). Fails with kInvalidArgument as why_unusable() says, and for
// infinite margins.
Result<double> fit_temperature(const LabelledScores& data);

// Calibration of a margin in two figures: probability = 1 / (1 + exp(-(margin + offset) /
// temperature)).
struct MarginCalibration {
  double temperature = 1;
  double offset = 0;
};

// The temperature and offset that make the labels most likely (Platt, "Probabilistic outputs for
// support vector machines", 1999, with his targets (n+ + 1) / (n+ + 2) and 1 / (n- + 2), so that
// margins that separate the classes have a finite answer too). A network trained with both classes
// weighing alike needs the offset: temperature alone cannot give it back how rare malignancy is.
// Fails as fit_temperature does, and where greater margins mean the other class or nothing at all
// (no positive temperature fits).
Result<MarginCalibration> fit_margins(const LabelledScores& data);

// Negative log-likelihood per image, in nats, of the labels under that temperature.
double negative_log_likelihood(const LabelledScores& data, double temperature);

// Images whose probability fell into one bin of the reliability diagram.
struct ReliabilityBin {
  std::size_t count = 0;
  double mean_probability = 0;
  double positive_fraction = 0;
};

struct Calibration {
  // Expected calibration error: mean over the images of |positive_fraction - mean_probability| of
  // the bin each is in.
  double expected_error = 0;
  std::vector<ReliabilityBin> bins;  // of equal width over 0..1
};

// data.scores are probabilities of the positive class. Fails with kInvalidArgument for sizes that
// differ, no image, a probability outside 0..1 or bins < 1; one class alone is fine.
Result<Calibration> calibration(const LabelledScores& data, int bins = 15);

}  // namespace lesion
