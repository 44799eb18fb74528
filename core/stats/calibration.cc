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

Result<Calibration> calibration(const LabelledScores& data, int bins) {
  if (data.scores.size() != data.labels.size()) {
    return fail(ErrorKind::kInvalidArgument, "there are not as many probabilities as labels");
  }
  if (data.scores.empty()) return fail(ErrorKind::kInvalidArgument, "there is no picture");
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
