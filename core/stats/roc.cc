#include "core/stats/roc.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace lesion {
namespace {

constexpr double kNormal975 = 1.959963984540054;

// Rank of every value, from 1; equal values share the mean of their ranks.
std::vector<double> midranks(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> ranks(values.size());
  for (std::size_t i = 0; i < order.size();) {
    std::size_t end = i;
    while (end < order.size() && values[order[end]] == values[order[i]]) ++end;
    const double rank = 0.5 * static_cast<double>(i + 1 + end);
    for (std::size_t k = i; k < end; ++k) ranks[order[k]] = rank;
    i = end;
  }
  return ranks;
}

// DeLong's structural components: of each positive the part of the negatives below it, of each
// negative the part of the positives above it.
struct Components {
  double area = 0;
  std::vector<double> positive;
  std::vector<double> negative;
};

Components components(std::span<const double> scores, std::span<const std::uint8_t> labels) {
  std::vector<double> pos;
  std::vector<double> neg;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    (labels[i] != 0 ? pos : neg).push_back(scores[i]);
  }
  std::vector<double> all = pos;
  all.insert(all.end(), neg.begin(), neg.end());
  const auto rank_all = midranks(all);
  const auto rank_pos = midranks(pos);
  const auto rank_neg = midranks(neg);
  const auto m = pos.size();
  const auto n = neg.size();
  Components result;
  for (std::size_t i = 0; i < m; ++i) {
    result.positive.push_back((rank_all[i] - rank_pos[i]) / static_cast<double>(n));
    result.area += result.positive.back();
  }
  result.area /= static_cast<double>(m);
  for (std::size_t j = 0; j < n; ++j) {
    result.negative.push_back(1.0 - (rank_all[m + j] - rank_neg[j]) / static_cast<double>(m));
  }
  return result;
}

// Sample covariance divided by the number of samples; 0 for a single one.
double covariance_of_mean(const std::vector<double>& a, const std::vector<double>& b) {
  const auto n = static_cast<double>(a.size());
  if (a.size() < 2) return 0;
  const double mean_a = std::accumulate(a.begin(), a.end(), 0.0) / n;
  const double mean_b = std::accumulate(b.begin(), b.end(), 0.0) / n;
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - mean_a) * (b[i] - mean_b);
  return sum / (n - 1) / n;
}

double covariance(const Components& a, const Components& b) {
  return covariance_of_mean(a.positive, b.positive) + covariance_of_mean(a.negative, b.negative);
}

double logistic(double x) { return 1.0 / (1.0 + std::exp(-x)); }

}  // namespace

Result<std::vector<RocCurvePoint>> roc_curve(const LabelledScores& data) {
  if (auto error = why_unusable(data)) return tl::unexpected<Error>(*error);
  std::vector<std::size_t> order(data.scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return data.scores[a] > data.scores[b]; });
  const auto positives = static_cast<double>(data.positives());
  const auto negatives = static_cast<double>(data.negatives());
  std::vector<RocCurvePoint> curve{{std::numeric_limits<double>::infinity(), 0, 0}};
  std::size_t true_positives = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    true_positives += data.labels[order[i]] != 0 ? 1u : 0u;
    const double score = data.scores[order[i]];
    if (i + 1 < order.size() && data.scores[order[i + 1]] == score) continue;
    curve.push_back({score, static_cast<double>(i + 1 - true_positives) / negatives,
                     static_cast<double>(true_positives) / positives});
  }
  return curve;
}

Result<Auc> auc(const LabelledScores& data) {
  if (auto error = why_unusable(data)) return tl::unexpected<Error>(*error);
  const auto parts = components(data.scores, data.labels);
  Auc result;
  result.value = parts.area;
  result.variance = covariance(parts, parts);
  result.positives = parts.positive.size();
  result.negatives = parts.negative.size();
  const bool interior = result.value > 0 && result.value < 1;
  if (interior && result.variance > 0 && result.positives > 1 && result.negatives > 1) {
    const double centre = std::log(result.value / (1 - result.value));
    const double reach =
        kNormal975 * std::sqrt(result.variance) / (result.value * (1 - result.value));
    result.low = logistic(centre - reach);
    result.high = logistic(centre + reach);
  } else if (!interior) {
    const auto pairs = static_cast<double>(std::min(result.positives, result.negatives));
    const double bound = std::pow(0.025, 1 / pairs);
    (result.value > 0 ? result.low : result.high) = result.value > 0 ? bound : 1 - bound;
  }
  return result;
}

Result<AucComparison> compare_auc(const LabelledScores& first, std::span<const double> second) {
  if (auto error = why_unusable(first)) return tl::unexpected<Error>(*error);
  if (auto error = why_unusable({second, first.labels})) return tl::unexpected<Error>(*error);
  const auto a = components(first.scores, first.labels);
  const auto b = components(second, first.labels);
  AucComparison result;
  result.difference = a.area - b.area;
  result.variance = std::max(0.0, covariance(a, a) + covariance(b, b) - 2 * covariance(a, b));
  const double half = kNormal975 * std::sqrt(result.variance);
  result.low = result.difference - half;
  result.high = result.difference + half;
  if (result.variance > 0) {
    result.z = result.difference / std::sqrt(result.variance);
    result.p_value = std::erfc(std::fabs(result.z) / std::sqrt(2.0));
  }
  return result;
}

}  // namespace lesion
