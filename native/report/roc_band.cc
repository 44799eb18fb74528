#include "native/report/roc_band.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "core/random.h"

namespace lesion {
namespace {

constexpr std::size_t kSteps = 101;

// As many places of `count` as there are, drawn with replacement, in ascending order: resampling
// sorted scores so leaves them sorted.
void draw_sorted(std::size_t count, std::uint64_t& state, std::vector<std::size_t>& times) {
  times.assign(count, 0);
  for (std::size_t i = 0; i < count; ++i) ++times[splitmix64(state) % count];
}

// True positive rate of the highest-scoring rule whose false positive rate is at most the step's;
// scores descend and come as many times as `times` says.
void rates(const std::vector<double>& pos, const std::vector<std::size_t>& pos_times,
           const std::vector<double>& neg, const std::vector<std::size_t>& neg_times,
           std::array<double, kSteps>& out) {
  std::size_t p = 0;
  std::size_t n = 0;
  std::size_t true_positives = 0;
  std::size_t false_positives = 0;
  for (std::size_t step = 0; step < kSteps; ++step) {
    const double allowed =
        static_cast<double>(step) / (kSteps - 1) * static_cast<double>(neg.size()) + 1e-9;
    // Takes in whole scores: the negatives at one score come with the positives at it.
    while (n < neg.size() && static_cast<double>(false_positives + neg_times[n]) <= allowed) {
      false_positives += neg_times[n++];
    }
    while (p < pos.size() && (n == neg.size() || pos[p] > neg[n])) true_positives += pos_times[p++];
    out[step] = static_cast<double>(true_positives) / static_cast<double>(pos.size());
  }
}

}  // namespace

Result<std::vector<RocBandPoint>> roc_band(const LabelledScores& data, int resamples,
                                           std::uint64_t seed) {
  if (const auto error = why_unusable(data)) return tl::unexpected(*error);
  if (resamples < 1) return fail(ErrorKind::kInvalidArgument, "a band needs at least one resample");
  std::vector<double> pos;
  std::vector<double> neg;
  for (std::size_t i = 0; i < data.scores.size(); ++i) {
    (data.labels[i] != 0 ? pos : neg).push_back(data.scores[i]);
  }
  std::sort(pos.begin(), pos.end(), std::greater<>());
  std::sort(neg.begin(), neg.end(), std::greater<>());
  const auto count = static_cast<std::size_t>(resamples);
  std::vector<std::vector<double>> seen(kSteps, std::vector<double>(count));
  std::vector<std::size_t> pos_times;
  std::vector<std::size_t> neg_times;
  std::array<double, kSteps> one{};
  std::uint64_t state = seed;
  for (std::size_t r = 0; r < count; ++r) {
    draw_sorted(pos.size(), state, pos_times);
    draw_sorted(neg.size(), state, neg_times);
    rates(pos, pos_times, neg, neg_times, one);
    for (std::size_t step = 0; step < kSteps; ++step) seen[step][r] = one[step];
  }
  std::vector<RocBandPoint> band;
  for (std::size_t step = 0; step < kSteps; ++step) {
    std::vector<double>& values = seen[step];
    std::sort(values.begin(), values.end());
    const auto at = [&](double part) {
      return values[static_cast<std::size_t>(std::lround(part * static_cast<double>(count - 1)))];
    };
    band.push_back({static_cast<double>(step) / (kSteps - 1), at(0.025), at(0.975)});
  }
  return band;
}

}  // namespace lesion
