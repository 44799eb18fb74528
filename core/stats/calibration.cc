#include "core/stats/calibration.h"

#include <algorithm>
#include <cmath>
#include <string>

namespace lesion {
namespace {

// log(1 + exp(x)) without overflow.
double softplus(double x) { return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x)); }

double logistic(double x) {
  return x >= 0 ? 1.0 / (1.0 + std::exp(-x)) : std::exp(x) / (1.0 + std::exp(x));
}

}  // namespace

double negative_log_likelihood(const LabelledScores& data, double temperature) {
  double sum = 0;
  for (std::size_t i = 0; i < data.scores.size(); ++i) {
    const double margin = data.scores[i] / temperature;
    sum += softplus(data.labels[i] != 0 ? -margin : margin);
  }
  return data.scores.empty() ? 0 : sum / static_cast<double>(data.scores.size());
}

Result<double> fit_temperature(const LabelledScores& data) {
  if (auto error = why_unusable(data)) return tl::unexpected<Error>(*error);
  for (const auto margin : data.scores) {
    if (std::isinf(margin)) return fail(ErrorKind::kInvalidArgument, "a margin is infinite");
  }
  // In a = 1 / T the likelihood is concave, so its slope falls and its zero is found by halving.
  const auto slope = [&](double a) {
    double sum = 0;
    for (std::size_t i = 0; i < data.scores.size(); ++i) {
      const double label = data.labels[i] != 0 ? 1.0 : 0.0;
      sum += data.scores[i] * (label - logistic(a * data.scores[i]));
    }
    return sum;
  };
  double low = 1 / kMaxTemperature;
  double high = 1 / kMinTemperature;
  if (slope(low) <= 0) return kMaxTemperature;
  if (slope(high) >= 0) return kMinTemperature;
  for (int step = 0; step < 200; ++step) {
    const double middle = 0.5 * (low + high);
    (slope(middle) > 0 ? low : high) = middle;
  }
  return 2 / (low + high);
}

Result<MarginCalibration> fit_margins(const LabelledScores& data) {
  if (auto error = why_unusable(data)) return tl::unexpected<Error>(*error);
  double positives = 0;
  double largest = 0;
  for (std::size_t i = 0; i < data.scores.size(); ++i) {
    if (std::isinf(data.scores[i]))
      return fail(ErrorKind::kInvalidArgument, "a margin is infinite");
    positives += data.labels[i] != 0 ? 1 : 0;
    largest = std::max(largest, std::fabs(data.scores[i]));
  }
  const double negatives = static_cast<double>(data.scores.size()) - positives;
  const double high = (positives + 1) / (positives + 2);
  const double low = 1 / (negatives + 2);
  if (!(largest > 0)) return fail(ErrorKind::kInvalidArgument, "every margin is 0");

  // Logistic regression on one variable, scaled to -1..1 so that the tolerance has a meaning. The
  // likelihood is concave: Newton's steps, halved until they do not lose, reach its only maximum.
  const auto likelihood = [&](double slope, double shift) {
    double sum = 0;
    for (std::size_t i = 0; i < data.scores.size(); ++i) {
      const double target = data.labels[i] != 0 ? high : low;
      const double z = slope * data.scores[i] / largest + shift;
      sum -= target * softplus(-z) + (1 - target) * softplus(z);
    }
    return sum;
  };
  double slope = 0;
  double shift = std::log((positives + 1) / (negatives + 1));
  double now = likelihood(slope, shift);
  for (int step = 0; step < 100; ++step) {
    double to_slope = 0, to_shift = 0;      // gradient
    double ss = 1e-12, st = 0, tt = 1e-12;  // minus the second derivatives
    for (std::size_t i = 0; i < data.scores.size(); ++i) {
      const double x = data.scores[i] / largest;
      const double p = logistic(slope * x + shift);
      const double miss = (data.labels[i] != 0 ? high : low) - p;
      const double weight = p * (1 - p);
      to_slope += miss * x;
      to_shift += miss;
      ss += weight * x * x;
      st += weight * x;
      tt += weight;
    }
    const double determinant = ss * tt - st * st;
    if (!(determinant > 0)) break;
    const double by_slope = (tt * to_slope - st * to_shift) / determinant;
    const double by_shift = (ss * to_shift - st * to_slope) / determinant;
    double part = 1;
    double then = likelihood(slope + by_slope, shift + by_shift);
    while (then < now && part > 1e-9) {
      part /= 2;
      then = likelihood(slope + part * by_slope, shift + part * by_shift);
    }
    if (then < now) break;
    slope += part * by_slope;
    shift += part * by_shift;
    now = then;
    if (std::fabs(part * by_slope) + std::fabs(part * by_shift) < 1e-12) break;
  }
  const double temperature = largest / slope;
  if (!(slope > 0) || temperature > kMaxTemperature) {
    return fail(ErrorKind::kInvalidArgument,
                "the scores do not rise with malignancy, so they can't be made probabilities");
  }
  return MarginCalibration{temperature, shift * temperature};
}

Result<Calibration> calibration(const LabelledScores& data, int bins) {
  if (data.scores.size() != data.labels.size()) {
    return fail(ErrorKind::kInvalidArgument, "there are not as many probabilities as labels");
  }
  if (data.scores.empty()) return fail(ErrorKind::kInvalidArgument, "there is no image");
  if (bins < 1) return fail(ErrorKind::kInvalidArgument, "there must be at least one bin");
  Calibration result;
  result.bins.resize(static_cast<std::size_t>(bins));
  for (std::size_t i = 0; i < data.scores.size(); ++i) {
    const double p = data.scores[i];
    if (!(p >= 0 && p <= 1)) {
      return fail(ErrorKind::kInvalidArgument,
                  "probability " + std::to_string(i) + " (counted from 0) is not within 0..1");
    }
    auto& bin =
        result.bins[static_cast<std::size_t>(std::min(bins - 1, static_cast<int>(p * bins)))];
    ++bin.count;
    bin.mean_probability += p;
    bin.positive_fraction += data.labels[i] != 0 ? 1 : 0;
  }
  for (auto& bin : result.bins) {
    result.expected_error += std::fabs(bin.positive_fraction - bin.mean_probability);
    if (bin.count == 0) continue;
    bin.mean_probability /= static_cast<double>(bin.count);
    bin.positive_fraction /= static_cast<double>(bin.count);
  }
  result.expected_error /= static_cast<double>(data.scores.size());
  return result;
}

}  // namespace lesion
