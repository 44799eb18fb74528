#include "core/model/novelty.h"

#include <algorithm>
#include <cmath>

#include "core/model/preprocess.h"

namespace lesion {
namespace {

constexpr int kSide = 64;
constexpr int kCoarseSide = 16;
constexpr double kDark = 0.08;

struct Moments {
  double mean = 0;
  double deviation = 0;
};

Moments moments_of(std::span<const float> values) {
  double sum = 0;
  for (const float v : values) sum += static_cast<double>(v);
  const double mean = sum / static_cast<double>(values.size());
  double squares = 0;
  for (const float v : values) {
    const double off = static_cast<double>(v) - mean;
    squares += off * off;
  }
  return {mean, std::sqrt(squares / static_cast<double>(values.size()))};
}

double correlation(std::span<const float> a, std::span<const float> b) {
  const Moments of_a = moments_of(a);
  const Moments of_b = moments_of(b);
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    sum += (static_cast<double>(a[i]) - of_a.mean) * (static_cast<double>(b[i]) - of_b.mean);
  }
  const double scale = of_a.deviation * of_b.deviation * static_cast<double>(a.size());
  return scale > 1e-9 ? sum / scale : 0.0;
}

// Where a pixel of an image so wide stands among the others.
std::size_t pixel_index(int x, int y, int width) {
  return static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
         static_cast<std::size_t>(x);
}

// Mean step between neighbours of a side x side image.
double mean_step(std::span<const double> grey, int side) {
  const auto at = [&](int x, int y) { return grey[pixel_index(x, y, side)]; };
  double sum = 0;
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x + 1 < side; ++x) {
      sum += std::abs(at(x + 1, y) - at(x, y)) + std::abs(at(y, x + 1) - at(y, x));
    }
  }
  return sum / (2.0 * side * (side - 1));
}

std::vector<double> reduced(std::span<const double> grey) {
  constexpr int kStep = kSide / kCoarseSide;
  std::vector<double> coarse(static_cast<std::size_t>(kCoarseSide) * kCoarseSide);
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x) {
      coarse[pixel_index(x / kStep, y / kStep, kCoarseSide)] +=
          grey[pixel_index(x, y, kSide)] / (kStep * kStep);
    }
  }
  return coarse;
}

}  // namespace

std::array<float, kLightFeatures> light_features(const Image& image, const Rect& region) {
  std::array<float, kLightFeatures> features{};
  const auto seen = preprocess(image, square_input(kSide), region);
  if (!seen) return features;
  const std::size_t pixels = static_cast<std::size_t>(kSide) * kSide;
  std::array<std::span<const float>, 3> channels;
  for (std::size_t c = 0; c < 3; ++c) {
    channels[c] = std::span(seen->values).subspan(c * pixels, pixels);
    double logs = 0;
    for (const float v : channels[c]) logs += std::log(static_cast<double>(v) + 0.02);
    features[c] = static_cast<float>(logs / static_cast<double>(pixels));
    features[3 + c] = static_cast<float>(moments_of(channels[c]).deviation);
  }
  features[6] = static_cast<float>(correlation(channels[0], channels[1]));
  features[7] = static_cast<float>(correlation(channels[1], channels[2]));
  std::vector<double> grey(pixels);
  double spread = 0;
  double dark = 0;
  for (std::size_t i = 0; i < pixels; ++i) {
    const auto [least, greatest] = std::minmax({channels[0][i], channels[1][i], channels[2][i]});
    spread += static_cast<double>(greatest - least);
    for (const auto& channel : channels) grey[i] += static_cast<double>(channel[i]) / 3;
    dark += grey[i] < kDark ? 1 : 0;
  }
  features[8] = static_cast<float>(spread / static_cast<double>(pixels));
  features[9] = static_cast<float>(std::log(mean_step(grey, kSide) + 0.001));
  features[10] = static_cast<float>(std::log(mean_step(reduced(grey), kCoarseSide) + 0.001));
  features[11] = static_cast<float>(std::sqrt(dark / static_cast<double>(pixels)));
  return features;
}

std::vector<float> response_features(std::span<const float> maps, std::size_t filters) {
  std::vector<float> features(filters);
  const std::size_t cells = filters > 0 ? maps.size() / filters : 0;
  for (std::size_t f = 0; f < filters && cells > 0; ++f) {
    double sum = 0;
    for (const float v : maps.subspan(f * cells, cells)) sum += static_cast<double>(v);
    const double mean = sum / static_cast<double>(cells);
    features[f] = mean > 0 && std::isfinite(mean) ? static_cast<float>(std::sqrt(mean)) : 0.0f;
  }
  return features;
}

NoveltySummary summary_of(const NoveltyCard& card) {
  NoveltySummary summary;
  std::array<int, kNoveltyGroupNames.size()> images{};
  std::array<int, kNoveltyGroupNames.size()> unlike{};
  for (const NoveltyFigure& one : card.measured) {
    if (one.images <= 0) continue;
    images[static_cast<std::size_t>(one.group)] += one.images;
    unlike[static_cast<std::size_t>(one.group)] += one.either;
    if (one.group != NoveltyGroup::kNear) continue;
    const double share = static_cast<double>(one.either) / one.images;
    summary.near_least = std::min(share, summary.near_least.value_or(share));
    summary.near_greatest = std::max(share, summary.near_greatest.value_or(share));
  }
  const auto share = [&](NoveltyGroup group) -> std::optional<double> {
    const auto at = static_cast<std::size_t>(group);
    if (images[at] == 0) return std::nullopt;
    return static_cast<double>(unlike[at]) / images[at];
  };
  summary.home = share(NoveltyGroup::kHome);
  summary.far = share(NoveltyGroup::kFar);
  return summary;
}

std::optional<double> novelty_distance(const NoveltyDetector& detector, NoveltyKind kind,
                                       std::span<const float> features) {
  const std::size_t size = detector.size();
  const std::size_t count = detector.variances.size();
  if (size == 0 || count == 0 || features.size() != size || detector.deviation.size() != size ||
      detector.directions.size() != count * size) {
    return std::nullopt;
  }
  std::vector<double> standard(size);
  double whole = 0;
  for (std::size_t i = 0; i < size; ++i) {
    if (!std::isfinite(features[i])) return std::nullopt;
    standard[i] = (static_cast<double>(features[i]) - detector.mean[i]) / detector.deviation[i];
    whole += standard[i] * standard[i];
  }
  double along = 0;
  double distance = 0;
  for (std::size_t k = 0; k < count; ++k) {
    double coordinate = 0;
    for (std::size_t i = 0; i < size; ++i) {
      coordinate += standard[i] * detector.directions[k * size + i];
    }
    along += coordinate * coordinate;
    distance += coordinate * coordinate / detector.variances[k];
  }
  if (kind == NoveltyKind::kLight) return distance / static_cast<double>(count);
  return std::max(0.0, whole - along) / static_cast<double>(size);
}

std::optional<Novelty> novelty_of(const NoveltyCard& card, std::span<const float> responses,
                                  std::span<const float> light) {
  const auto first = novelty_distance(card.responses, NoveltyKind::kResponses, responses);
  const auto second = novelty_distance(card.light, NoveltyKind::kLight, light);
  if (!first || !second || !(card.responses.threshold > 0) || !(card.light.threshold > 0)) {
    return std::nullopt;
  }
  return Novelty{*first / card.responses.threshold, *second / card.light.threshold};
}

}  // namespace lesion
