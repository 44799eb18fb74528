#include "native/train/response_tally.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace lesion {
namespace {

constexpr int kBins = 8192;
constexpr double kHighQuantile = 0.999;

}  // namespace

void ResponseTally::add_maximum(std::span<const float> map) {
  bool any = false;
  float maximum = 0;
  for (const float value : map) {
    if (!std::isfinite(value)) continue;
    maximum = any ? std::max(maximum, value) : value;
    any = true;
  }
  greatest_ = maxima_.empty() ? maximum : std::max(greatest_, maximum);
  maxima_.push_back(maximum);
}

void ResponseTally::count(std::span<const float> map) {
  bins_.resize(kBins);
  for (const float value : map) {
    if (!std::isfinite(value)) continue;
    // Between 0 and 1 before it becomes a whole number: what no int holds is no bin's number.
    const float part = greatest_ > 0 ? std::clamp(value / greatest_, 0.0f, 1.0f) : 0.0f;
    const auto bin = static_cast<std::size_t>(part * kBins);
    ++bins_[std::min<std::size_t>(bin, kBins - 1)];
    ++counted_;
    sum_ += static_cast<double>(value);
  }
}

FilterCard ResponseTally::card() const {
  FilterCard card;
  card.max = greatest_;
  card.dead = !(greatest_ > 0);
  if (maxima_.empty()) return card;
  auto sorted = maxima_;
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  card.median = *middle;
  if (counted_ > 0) card.mean = static_cast<float>(sum_ / static_cast<double>(counted_));
  const auto wanted = static_cast<std::uint64_t>(kHighQuantile * static_cast<double>(counted_));
  std::uint64_t seen = 0;
  for (std::size_t bin = 0; bin < bins_.size() && !card.dead; ++bin) {
    seen += bins_[bin];
    if (seen < wanted) continue;
    card.high = card.max * static_cast<float>(bin + 1) / kBins;
    break;
  }
  return card;
}

}  // namespace lesion
