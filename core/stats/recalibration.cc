#include "core/stats/recalibration.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <utility>

#include "core/random.h"

namespace lesion {
namespace {

constexpr double kLeast = 1e-7;
constexpr double kGreatestOffset = 30;

double logistic(double x) {
  return x >= 0 ? 1.0 / (1.0 + std::exp(-x)) : std::exp(x) / (1.0 + std::exp(x));
}

struct Scores {
  std::vector<double> values;
  std::vector<std::uint8_t> labels;

  LabelledScores data() const { return {values, labels}; }
};

Result<MarginCalibration> fit(const LabelledScores& log_odds_of, bool offset_only) {
  if (!offset_only) return fit_margins(log_odds_of);
  const auto offset = fit_offset(log_odds_of);
  if (!offset) return tl::unexpected<Error>(offset.error());
  return MarginCalibration{1, *offset};
}

ProbabilityFigures figures(const LabelledScores& data) {
  ProbabilityFigures out;
  if (const auto found = calibration(data)) out.expected_error = found->expected_error;
  for (std::size_t i = 0; i < data.scores.size(); ++i) {
    const double p = std::clamp(data.scores[i], kLeast, 1 - kLeast);
    const double miss = data.scores[i] - (data.labels[i] != 0 ? 1 : 0);
    out.brier += miss * miss;
    out.likelihood -= data.labels[i] != 0 ? std::log(p) : std::log1p(-p);
  }
  const auto n = static_cast<double>(std::max<std::size_t>(1, data.scores.size()));
  out.brier /= n;
  out.likelihood /= n;
  return out;
}

// The part of each image; images kept together are one unit, positive where one of them is. No part
// where a class has fewer than two units.
struct Parts {
  std::vector<std::size_t> of;
  std::size_t count = 0;
};

Parts parts_of(const LabelledScores& data, std::span<const std::string> together) {
  const std::size_t n = data.labels.size();
  std::unordered_map<std::string, std::size_t> known;
  std::vector<std::size_t> unit(n);
  std::vector<std::uint8_t> label;
  for (std::size_t i = 0; i < n; ++i) {
    const std::string key = i < together.size() ? together[i] : std::string();
    const auto [at, fresh] =
        key.empty() ? std::pair(known.end(), true) : known.emplace(key, label.size());
    unit[i] = fresh ? label.size() : at->second;
    if (fresh) label.push_back(0);
    if (data.labels[i] != 0) label[unit[i]] = 1;
  }
  const auto positives = static_cast<std::size_t>(std::count(label.begin(), label.end(), 1));
  Parts out;
  if (std::min(positives, label.size() - positives) < 2) return out;
  out.count = std::min(static_cast<std::size_t>(kFolds), label.size());
  // Not the same share of each class in every part: the offset is little more than that share, and
  // a part that had it too would say of a fit to it what the fit says of itself.
  std::vector<std::size_t> part(label.size());
  for (std::size_t u = 0; u < part.size(); ++u) part[u] = u % out.count;
  std::uint64_t state = 1;
  for (std::size_t u = part.size(); u > 1; --u) std::swap(part[u - 1], part[splitmix64(state) % u]);
  for (std::size_t i = 0; i < n; ++i) out.of.push_back(part[unit[i]]);
  return out;
}

}  // namespace

double log_odds(double probability) {
  const double p = std::clamp(probability, kLeast, 1 - kLeast);
  return std::log(p) - std::log1p(-p);
}

double recalibrated(double probability, const MarginCalibration& by) {
  return logistic((log_odds(probability) + by.offset) / by.temperature);
}

Result<double> fit_offset(const LabelledScores& data) {
  if (auto error = why_unusable(data)) return tl::unexpected<Error>(*error);
  const auto positives = static_cast<double>(data.positives());
  const auto negatives = static_cast<double>(data.negatives());
  const double wanted = positives * (positives + 1) / (positives + 2) + negatives / (negatives + 2);
  // The sum of the probabilities rises with the offset: its crossing is found by halving.
  double low = -kGreatestOffset;
  double high = kGreatestOffset;
  for (int step = 0; step < 100; ++step) {
    const double middle = (low + high) / 2;
    double sum = 0;
    for (const double score : data.scores) sum += logistic(score + middle);
    (sum < wanted ? low : high) = middle;
  }
  return (low + high) / 2;
}

Result<Recalibration> recalibrate(const LabelledScores& data,
                                  std::span<const std::string> together) {
  if (auto error = why_unusable(data)) return tl::unexpected<Error>(*error);
  if (const auto in_range = calibration(data); !in_range) return tl::unexpected(in_range.error());
  std::vector<double> odds;
  for (const double p : data.scores) odds.push_back(log_odds(p));
  Recalibration out;
  out.offset_only = std::min(data.positives(), data.negatives()) < kEnoughOfEach;
  const auto whole = fit({odds, data.labels}, out.offset_only);
  if (!whole) return tl::unexpected<Error>(whole.error());
  out.by = *whole;
  out.before = figures(data);

  const Parts parts = parts_of(data, together);
  if (parts.count < 2) {
    return fail(ErrorKind::kInvalidArgument, "a class has fewer than two images");
  }
  std::vector<double> put_right(data.scores.size());
  for (std::size_t part = 0; part < parts.count; ++part) {
    Scores rest;
    for (std::size_t i = 0; i < odds.size(); ++i) {
      if (parts.of[i] == part) continue;
      rest.values.push_back(odds[i]);
      rest.labels.push_back(data.labels[i]);
    }
    const auto fitted = fit(rest.data(), out.offset_only);
    if (!fitted) return tl::unexpected<Error>(fitted.error());
    for (std::size_t i = 0; i < odds.size(); ++i) {
      if (parts.of[i] == part) put_right[i] = recalibrated(data.scores[i], *fitted);
    }
  }
  out.after = figures({put_right, data.labels});
  return out;
}

}  // namespace lesion
