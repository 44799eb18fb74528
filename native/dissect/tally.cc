#include "native/dissect/tally.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "native/data/random.h"

namespace lesion {
namespace {

constexpr float kNone = std::numeric_limits<float>::quiet_NaN();
constexpr double kCells = static_cast<double>(kDissectionCells);

bool is_present(double covered) {
  return covered >= kLeastCover * kCells && covered <= kMostCover * kCells;
}

}  // namespace

MaskTotals totals_of(std::span<const std::vector<std::uint8_t>> covers) {
  MaskTotals totals{std::vector<int>(kConceptCount), std::vector<double>(kConceptCount)};
  for (const auto& cover : covers) {
    for (std::size_t k = 0; k < kConceptCount; ++k) {
      double sum = 0;
      for (std::size_t c = 0; c < kDissectionCells; ++c) sum += cover[k * kDissectionCells + c];
      sum /= 255;
      totals.present[k] += is_present(sum) ? 1 : 0;
      totals.share[k] += sum / (kCells * static_cast<double>(covers.size()));
    }
  }
  return totals;
}

CoverTable::CoverTable(std::span<const std::vector<std::uint8_t>> covers, std::size_t image,
                       std::span<const std::size_t> shifts)
    : sets_(1 + shifts.size()),
      values_(kDissectionCells * sets_ * kConceptCount),
      covered_(sets_ * kConceptCount) {
  for (std::size_t s = 0; s < sets_; ++s) {
    const auto& cover = covers[(image + (s == 0 ? 0 : shifts[s - 1])) % covers.size()];
    for (std::size_t k = 0; k < kConceptCount; ++k) {
      const std::size_t column = s * kConceptCount + k;
      for (std::size_t c = 0; c < kDissectionCells; ++c) {
        const float value = static_cast<float>(cover[k * kDissectionCells + c]) / 255.0f;
        values_[c * columns() + column] = value;
        covered_[column] += value;
      }
    }
  }
}

bool CoverTable::present(std::size_t column) const { return is_present(covered_[column]); }

ImageTally tally_image(const GridMaps& maps, const CoverTable& table) {
  ImageTally image;
  image.filters = maps.size() / kDissectionCells;
  image.sets = table.sets();
  const std::size_t columns = table.columns();
  image.areas.assign(image.filters * columns, kNone);
  std::vector<float> ranks(kDissectionCells);
  std::vector<int> order;
  std::vector<float> sums(columns);
  for (std::size_t f = 0; f < image.filters; ++f) {
    midranks(std::span(maps).subspan(f * kDissectionCells, kDissectionCells), ranks, order);
    std::fill(sums.begin(), sums.end(), 0.0f);
    for (std::size_t c = 0; c < kDissectionCells; ++c) {
      const float rank = ranks[c];
      const float* cover = table.at(c);
      for (std::size_t m = 0; m < columns; ++m) sums[m] += rank * cover[m];
    }
    for (std::size_t m = 0; m < columns; ++m) {
      if (!table.present(m)) continue;
      const auto area = area_by_ranks(static_cast<double>(sums[m]), table.covered(m), kCells);
      if (area) image.areas[f * columns + m] = static_cast<float>(*area);
    }
  }
  return image;
}

Thresholds thresholds_of(std::span<const GridMaps> samples, std::span<const double> share) {
  const std::size_t filters = samples[0].size() / kDissectionCells;
  Thresholds thresholds(filters * kConceptCount);
  std::vector<float> values;
  for (std::size_t f = 0; f < filters; ++f) {
    values.clear();
    for (const GridMaps& maps : samples) {
      const auto first = maps.begin() + static_cast<std::ptrdiff_t>(f * kDissectionCells);
      values.insert(values.end(), first, first + static_cast<std::ptrdiff_t>(kDissectionCells));
    }
    std::sort(values.begin(), values.end());
    for (std::size_t k = 0; k < kConceptCount; ++k) {
      const double place = (1 - share[k]) * static_cast<double>(values.size());
      const auto at = std::min(static_cast<std::size_t>(place), values.size() - 1);
      thresholds[f * kConceptCount + k] = values[at];
    }
  }
  return thresholds;
}

std::vector<float> overlaps_of(const GridMaps& maps, const Thresholds& thresholds,
                               std::span<const std::uint8_t> own,
                               std::span<const std::uint8_t> other) {
  const std::size_t filters = maps.size() / kDissectionCells;
  std::vector<float> overlaps(filters * kConceptCount * 4);
  for (std::size_t f = 0; f < filters; ++f) {
    const float* map = maps.data() + f * kDissectionCells;
    for (std::size_t k = 0; k < kConceptCount; ++k) {
      const float threshold = thresholds[f * kConceptCount + k];
      const std::uint8_t* mine = own.data() + k * kDissectionCells;
      const std::uint8_t* theirs = other.data() + k * kDissectionCells;
      int both = 0;
      int either = 0;
      int both_other = 0;
      int either_other = 0;
      for (std::size_t c = 0; c < kDissectionCells; ++c) {
        const int above = map[c] > threshold ? 255 : 0;
        both += above & mine[c];
        either += above | mine[c];
        both_other += above & theirs[c];
        either_other += above | theirs[c];
      }
      float* out = overlaps.data() + (f * kConceptCount + k) * 4;
      out[0] = static_cast<float>(both) / 255;
      out[1] = static_cast<float>(either) / 255;
      out[2] = static_cast<float>(both_other) / 255;
      out[3] = static_cast<float>(either_other) / 255;
    }
  }
  return overlaps;
}

std::vector<float> greatest_of(const GridMaps& maps) {
  std::vector<float> greatest;
  for (std::size_t at = 0; at < maps.size(); at += kDissectionCells) {
    const auto first = maps.begin() + static_cast<std::ptrdiff_t>(at);
    greatest.push_back(
        *std::max_element(first, first + static_cast<std::ptrdiff_t>(kDissectionCells)));
  }
  return greatest;
}

void Tally::add(ImageTally image) {
  filters = image.filters;
  sets = image.sets;
  const std::size_t columns = sets * kConceptCount;
  sums.resize(filters * columns);
  counts.resize(columns);
  for (std::size_t m = 0; m < columns; ++m) {
    counts[m] += filters > 0 && !std::isnan(image.areas[m]) ? 1 : 0;
  }
  for (std::size_t i = 0; i < image.areas.size(); ++i) {
    if (!std::isnan(image.areas[i])) sums[i] += static_cast<double>(image.areas[i]);
  }
  if (keep_images) {
    std::vector<float> own;
    own.reserve(filters * kConceptCount);
    for (std::size_t f = 0; f < filters; ++f) {
      const auto first = image.areas.begin() + static_cast<std::ptrdiff_t>(f * columns);
      own.insert(own.end(), first, first + static_cast<std::ptrdiff_t>(kConceptCount));
    }
    areas.push_back(std::move(own));
  }
  overlaps.resize(std::max(overlaps.size(), image.overlaps.size()));
  for (std::size_t i = 0; i < image.overlaps.size(); ++i) {
    overlaps[i] += static_cast<double>(image.overlaps[i]);
  }
  if (!image.responses.empty()) responses.push_back(std::move(image.responses));
}

double Tally::mean(std::size_t filter, std::size_t set, std::size_t what) const {
  const std::size_t column = set * kConceptCount + what;
  if (counts[column] == 0) return 0.5;
  return sums[filter * sets * kConceptCount + column] / counts[column];
}

Ceilings ceilings_of(std::span<const Tally> untrained, std::span<const LayerSpan> spans) {
  Ceilings ceilings(spans.size(), std::vector<double>(kConceptCount, 0.0));
  for (const Tally& tally : untrained) {
    for (std::size_t l = 0; l < spans.size(); ++l) {
      for (int f = spans[l].first; f < spans[l].first + spans[l].filters; ++f) {
        for (std::size_t k = 0; k < kConceptCount; ++k) {
          ceilings[l][k] = std::max(ceilings[l][k], tally.mean(static_cast<std::size_t>(f), 0, k));
        }
      }
    }
  }
  return ceilings;
}

Verdict verdict_of(const Tally& tally, const Tally& mixed, const Ceilings& ceilings,
                   std::span<const LayerSpan> spans) {
  Verdict verdict;
  verdict.evidence.assign(tally.filters, std::vector<FilterEvidence>(kConceptCount));
  const auto shuffles = static_cast<double>(tally.sets - 1);
  const double wider = shuffles > 1 ? std::sqrt((1 + 1 / shuffles) / (1 - 1 / shuffles)) : 1;
  std::vector<double> p_values;
  for (std::size_t k = 0; k < kConceptCount; ++k) {
    std::vector<double> nulls;
    for (std::size_t f = 0; f < tally.filters; ++f) {
      double shuffled = 0;
      for (std::size_t s = 1; s < tally.sets; ++s) shuffled += tally.mean(f, s, k) / shuffles;
      for (std::size_t s = 1; s < tally.sets; ++s) {
        nulls.push_back((tally.mean(f, s, k) - shuffled) * wider);
      }
      FilterEvidence& one = verdict.evidence[f][k];
      one.images = tally.images(k);
      one.auc = tally.mean(f, 0, k);
      one.shuffled = shuffled;
      if (tally.overlaps.empty()) continue;
      const double* overlap = tally.overlaps.data() + (f * kConceptCount + k) * 4;
      one.iou = overlap[1] > 0 ? overlap[0] / overlap[1] : 0;
      one.iou_shuffled = overlap[3] > 0 ? overlap[2] / overlap[3] : 0;
    }
    std::sort(nulls.begin(), nulls.end());
    for (std::size_t f = 0; f < tally.filters; ++f) {
      FilterEvidence& one = verdict.evidence[f][k];
      one.p_value = one.images > 0 ? permutation_p(one.auc - one.shuffled, nulls) : 1;
      p_values.push_back(one.p_value);
    }
    for (std::size_t l = 0; l < spans.size(); ++l) {
      std::vector<double> mixes;
      for (int f = spans[l].first; f < spans[l].first + spans[l].filters; ++f) {
        mixes.push_back(mixed.mean(static_cast<std::size_t>(f), 0, k));
      }
      std::sort(mixes.begin(), mixes.end());
      const auto at =
          static_cast<std::size_t>(std::lround(0.95 * static_cast<double>(mixes.size() - 1)));
      for (int f = spans[l].first; f < spans[l].first + spans[l].filters; ++f) {
        FilterEvidence& one = verdict.evidence[static_cast<std::size_t>(f)][k];
        one.mixed = mixes[at];
        one.untrained = ceilings[l][k];
      }
    }
  }
  const LabelRule rule;
  verdict.limit = discovery_limit(p_values, rule.false_discoveries);
  for (const auto& evidence : verdict.evidence) {
    verdict.labels.push_back(labels_of(evidence, verdict.limit, rule));
  }
  return verdict;
}

std::vector<FilterDissection> filters_of(const Tally& tally, const Verdict& verdict,
                                         std::uint64_t seed) {
  constexpr int kDraws = 400;
  const std::size_t pairs = tally.filters * kConceptCount;
  const std::size_t images = tally.areas.size();
  std::vector<std::vector<float>> means(pairs, std::vector<float>(kDraws));
  std::vector<double> sums(pairs);
  std::vector<int> counts(pairs);
  Random random({seed, 0xB007ull});
  for (std::size_t draw = 0; draw < kDraws; ++draw) {
    std::vector<int> times(images);
    for (std::size_t i = 0; i < images; ++i) ++times[random.below(images)];
    std::fill(sums.begin(), sums.end(), 0.0);
    std::fill(counts.begin(), counts.end(), 0);
    for (std::size_t i = 0; i < images; ++i) {
      if (times[i] == 0) continue;
      for (std::size_t j = 0; j < pairs; ++j) {
        const float area = tally.areas[i][j];
        if (std::isnan(area)) continue;
        sums[j] += times[i] * static_cast<double>(area);
        counts[j] += times[i];
      }
    }
    for (std::size_t j = 0; j < pairs; ++j) {
      means[j][draw] = counts[j] > 0 ? static_cast<float>(sums[j] / counts[j]) : 0.5f;
    }
  }
  std::vector<FilterDissection> filters(tally.filters);
  for (std::size_t f = 0; f < tally.filters; ++f) {
    FilterDissection& one = filters[f];
    one.evidence = verdict.evidence[f];
    one.labels = verdict.labels[f];
    for (std::size_t k = 0; k < kConceptCount; ++k) {
      auto& drawn = means[f * kConceptCount + k];
      std::sort(drawn.begin(), drawn.end());
      one.low.push_back(static_cast<double>(drawn[static_cast<std::size_t>(0.025 * kDraws)]));
      one.high.push_back(static_cast<double>(drawn[static_cast<std::size_t>(0.975 * kDraws)]));
    }
  }
  return filters;
}

void find_constant(Dissection& result) {
  for (std::size_t k = 0; k < kConceptCount; ++k) {
    if (result.present[k] < LabelRule{}.least_images) continue;
    double sum = 0;
    for (const FilterDissection& filter : result.filters) sum += filter.evidence[k].auc;
    const double mean = sum / static_cast<double>(result.filters.size());
    if (mean <= result.constant_auc) continue;
    result.constant_auc = mean;
    result.constant = static_cast<Concept>(k);
  }
}

}  // namespace lesion
