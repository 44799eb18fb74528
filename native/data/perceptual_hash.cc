#include "native/data/perceptual_hash.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <numbers>

#include "core/image/resample.h"

namespace lesion {
namespace {

constexpr int kSide = 32;  // of the grey image that is transformed
constexpr int kBands = 4;  // of 16 bits
constexpr int kFlips = 2;  // bits of a band that may differ
constexpr double kScale = 1024;
static_assert(kMaxHashDistance == kBands * (kFlips + 1) - 1, "pigeonhole");

// Bits (u, v) with odd u: those whose coefficient changes its sign in a left-right mirror.
constexpr std::uint64_t kOddColumns = 0xAAAAAAAAAAAAAAAAull;
constexpr std::uint64_t kOddRows = 0xFF00FF00FF00FF00ull;
constexpr std::uint64_t kAllBits = ~std::uint64_t{1};

std::vector<double> grey(const Image& image, int side) {
  const Rect whole{0, 0, static_cast<double>(image.width), static_cast<double>(image.height)};
  const FloatImage small = resample(image, whole, side, side);
  const std::size_t plane = static_cast<std::size_t>(side) * static_cast<std::size_t>(side);
  std::vector<double> out(plane);
  for (std::size_t i = 0; i < plane; ++i) {
    out[i] = 0.299 * small.values[i] + 0.587 * small.values[plane + i] +
             0.114 * small.values[2 * plane + i];
  }
  return out;
}

// Removes the mean; returns the length of what remains.
double centre(std::vector<double>& values) {
  double mean = 0;
  for (const double v : values) mean += v;
  mean /= static_cast<double>(values.size());
  double squares = 0;
  for (double& v : values) {
    v -= mean;
    squares += v * v;
  }
  return std::sqrt(squares);
}

// cosines[u][x] = cos(pi (2x + 1) u / 64)
std::array<std::array<double, kSide>, 8> cosine_table() {
  std::array<std::array<double, kSide>, 8> table{};
  for (std::size_t u = 0; u < 8; ++u) {
    for (std::size_t x = 0; x < kSide; ++x) {
      table[u][x] = std::cos(std::numbers::pi * static_cast<double>((2 * x + 1) * u) / (2 * kSide));
    }
  }
  return table;
}

std::uint64_t signs(const std::vector<double>& image) {
  static const auto cosines = cosine_table();
  std::array<std::array<double, 8>, kSide> rows{};
  for (std::size_t y = 0; y < kSide; ++y) {
    for (std::size_t u = 0; u < 8; ++u) {
      for (std::size_t x = 0; x < kSide; ++x) rows[y][u] += image[y * kSide + x] * cosines[u][x];
    }
  }
  std::uint64_t hash = 0;
  for (std::size_t v = 0; v < 8; ++v) {
    for (std::size_t u = 0; u < 8; ++u) {
      double sum = 0;
      for (std::size_t y = 0; y < kSide; ++y) sum += rows[y][u] * cosines[v][y];
      if (sum > 0 && u + v > 0) hash |= std::uint64_t{1} << (8 * v + u);
    }
  }
  return hash;
}

std::uint64_t transposed(std::uint64_t hash) {
  std::uint64_t out = 0;
  for (int v = 0; v < 8; ++v) {
    for (int u = 0; u < 8; ++u) out |= ((hash >> (8 * v + u)) & 1u) << (8 * u + v);
  }
  return out;
}

// Bit k of the hash stands in band k % 4, so that every band holds low and high frequencies.
std::uint32_t band_of(std::uint64_t hash, int band) {
  std::uint32_t out = 0;
  for (int i = 0; i < 16; ++i) {
    out |= static_cast<std::uint32_t>((hash >> (kBands * i + band)) & 1u) << i;
  }
  return out;
}

// All 16-bit words with at most kFlips ones.
std::vector<std::uint32_t> flip_masks() {
  std::vector<std::uint32_t> masks{0};
  for (int i = 0; i < 16; ++i) {
    masks.push_back(1u << i);
    for (int j = 0; j < i; ++j) masks.push_back((1u << i) | (1u << j));
  }
  return masks;
}

// Which images have which value in one band: those of value w stand at starts[w] .. starts[w+1].
struct BandIndex {
  std::vector<std::uint32_t> starts = std::vector<std::uint32_t>(65537, 0);
  std::vector<std::uint32_t> places;
};

BandIndex index_band(std::span<const Fingerprint> prints, const std::vector<std::uint32_t>& usable,
                     int band) {
  BandIndex index;
  std::vector<std::uint32_t> words(usable.size());
  for (std::size_t k = 0; k < usable.size(); ++k) {
    words[k] = band_of(prints[usable[k]].hash, band);
    ++index.starts[words[k] + 1];
  }
  for (std::size_t w = 1; w < index.starts.size(); ++w) index.starts[w] += index.starts[w - 1];
  index.places.resize(usable.size());
  std::vector<std::uint32_t> next(index.starts.begin(), index.starts.end() - 1);
  for (std::size_t k = 0; k < usable.size(); ++k) index.places[next[words[k]]++] = usable[k];
  return index;
}

}  // namespace

Fingerprint fingerprint(const Image& image) {
  Fingerprint print;
  if (image.empty() || image.width <= 0 || image.height <= 0) return print;
  std::vector<double> small = grey(image, kSide);
  print.contrast = static_cast<float>(centre(small) / kSide);
  print.hash = signs(small);
  std::vector<double> thumb = grey(image, kThumbSide);
  const double length = centre(thumb);
  if (length <= 0) return print;
  for (std::size_t i = 0; i < thumb.size(); ++i) {
    print.thumb[i] = static_cast<std::int16_t>(std::lround(thumb[i] / length * kScale));
  }
  return print;
}

std::uint64_t turned_hash(std::uint64_t hash, int orientation) {
  if ((orientation & 4) != 0) hash = transposed(hash);
  if ((orientation & 1) != 0) hash ^= kOddColumns;
  if ((orientation & 2) != 0) hash ^= kOddRows;
  return hash & kAllBits;
}

double thumb_correlation(const Fingerprint& a, const Fingerprint& b, int orientation) {
  std::int64_t dot = 0, aa = 0, bb = 0;
  for (int y = 0; y < kThumbSide; ++y) {
    for (int x = 0; x < kThumbSide; ++x) {
      int sx = (orientation & 1) != 0 ? kThumbSide - 1 - x : x;
      int sy = (orientation & 2) != 0 ? kThumbSide - 1 - y : y;
      if ((orientation & 4) != 0) std::swap(sx, sy);
      const std::int64_t p = a.thumb[static_cast<std::size_t>(y * kThumbSide + x)];
      const std::int64_t q = b.thumb[static_cast<std::size_t>(sy * kThumbSide + sx)];
      dot += p * q;
      aa += p * p;
      bb += q * q;
    }
  }
  if (aa == 0 || bb == 0) return 0;
  return static_cast<double>(dot) / std::sqrt(static_cast<double>(aa) * static_cast<double>(bb));
}

int hash_distance(std::uint64_t a, std::uint64_t b) { return std::popcount(a ^ b); }

std::vector<NearDuplicate> near_duplicates(std::span<const Fingerprint> prints,
                                           const NearDuplicateRule& rule) {
  const int limit = std::min(rule.max_distance, kMaxHashDistance);
  std::vector<std::uint32_t> usable;
  for (std::size_t i = 0; i < prints.size(); ++i) {
    if (prints[i].contrast >= rule.min_contrast) usable.push_back(static_cast<std::uint32_t>(i));
  }
  const std::vector<std::uint32_t> masks = flip_masks();
  std::vector<NearDuplicate> found;
  for (int band = 0; band < kBands; ++band) {
    const BandIndex index = index_band(prints, usable, band);
    for (const std::uint32_t i : usable) {
      for (int way = 0; way < kOrientations; ++way) {
        // Laying both down in the same way changes nothing, so it is enough to turn the later one.
        const std::uint64_t hash = turned_hash(prints[i].hash, way);
        const std::uint32_t word = band_of(hash, band);
        for (const std::uint32_t mask : masks) {
          const std::uint32_t value = word ^ mask;
          for (std::uint32_t k = index.starts[value]; k < index.starts[value + 1]; ++k) {
            const std::uint32_t j = index.places[k];
            if (j >= i) break;  // places of one value ascend
            const int distance = hash_distance(hash, prints[j].hash);
            if (distance > limit) continue;
            const double correlation = thumb_correlation(prints[j], prints[i], way);
            if (correlation < (way == 0 ? rule.min_correlation : rule.min_correlation_turned)) {
              continue;
            }
            found.push_back({j, i, distance, correlation, way});
          }
        }
      }
    }
  }
  // A pair may turn up in several bands and ways: its best is kept.
  std::sort(found.begin(), found.end(), [](const NearDuplicate& a, const NearDuplicate& b) {
    if (a.first != b.first) return a.first < b.first;
    if (a.second != b.second) return a.second < b.second;
    if (a.distance != b.distance) return a.distance < b.distance;
    if (a.correlation != b.correlation) return a.correlation > b.correlation;
    return a.orientation < b.orientation;
  });
  found.erase(std::unique(found.begin(), found.end(),
                          [](const NearDuplicate& a, const NearDuplicate& b) {
                            return a.first == b.first && a.second == b.second;
                          }),
              found.end());
  return found;
}

}  // namespace lesion
