#include "core/explain/judge.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "core/explain/setting.h"

namespace lesion {
namespace {

constexpr std::size_t kBins = 100;

double amount(float value) { return std::abs(static_cast<double>(value)); }

// Ranks from 0; equal values share the mean of theirs.
std::vector<double> ranks_of(std::span<const float> map) {
  std::vector<std::uint32_t> order(map.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t a, std::uint32_t b) { return amount(map[a]) < amount(map[b]); });
  std::vector<double> ranks(map.size());
  for (std::size_t first = 0; first < order.size();) {
    std::size_t end = first + 1;
    while (end < order.size() && amount(map[order[end]]) == amount(map[order[first]])) ++end;
    const double shared = static_cast<double>(first + end - 1) / 2;
    for (std::size_t i = first; i < end; ++i) ranks[order[i]] = shared;
    first = end;
  }
  return ranks;
}

// Area under values at equal distances over 0..1 (trapezia).
double area_under(std::span<const double> values) {
  double sum = 0;
  for (std::size_t i = 1; i < values.size(); ++i) sum += (values[i - 1] + values[i]) / 2;
  return sum / static_cast<double>(values.size() - 1);
}

}  // namespace

std::vector<float> centred_map(int width, int height) {
  std::vector<float> map;
  map.reserve(static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
  for (int y = 0; y < height; ++y) {
    const double v = ((y + 0.5) / height - 0.5) * 4;
    for (int x = 0; x < width; ++x) {
      const double u = ((x + 0.5) / width - 0.5) * 4;
      map.push_back(static_cast<float>(std::exp(-0.5 * (u * u + v * v))));
    }
  }
  return map;
}

std::optional<double> pointing_hit(std::span<const float> map, std::span<const std::uint8_t> mask) {
  double greatest = 0;
  std::size_t there = 0;
  std::size_t hits = 0;
  for (std::size_t i = 0; i < map.size(); ++i) {
    const double value = amount(map[i]);
    if (value < greatest) continue;
    if (value > greatest) {
      greatest = value;
      there = hits = 0;
    }
    ++there;
    if (mask[i] != 0) ++hits;
  }
  if (!(greatest > 0)) return std::nullopt;
  return static_cast<double>(hits) / static_cast<double>(there);
}

std::optional<double> relevance_mass(std::span<const float> map,
                                     std::span<const std::uint8_t> mask) {
  double all = 0;
  double inside = 0;
  for (std::size_t i = 0; i < map.size(); ++i) {
    all += amount(map[i]);
    if (mask[i] != 0) inside += amount(map[i]);
  }
  if (!(all > 0)) return std::nullopt;
  return inside / all;
}

std::optional<double> rank_similarity(std::span<const float> a, std::span<const float> b) {
  if (a.size() != b.size() || a.empty()) return std::nullopt;
  const auto of_a = ranks_of(a);
  const auto of_b = ranks_of(b);
  const double middle = (static_cast<double>(a.size()) - 1) / 2;
  double both = 0;
  double first = 0;
  double second = 0;
  for (std::size_t i = 0; i < of_a.size(); ++i) {
    const double x = of_a[i] - middle;
    const double y = of_b[i] - middle;
    both += x * y;
    first += x * x;
    second += y * y;
  }
  if (!(first > 0) || !(second > 0)) return std::nullopt;
  return both / std::sqrt(first * second);
}

double histogram_entropy(std::span<const float> map) {
  if (map.empty()) return 0;
  const auto [least, greatest] = std::minmax_element(map.begin(), map.end());
  const double low = *least;
  const double range = static_cast<double>(*greatest) - low;
  if (!(range > 0)) return 0;
  std::array<std::size_t, kBins> bins{};
  for (const float value : map) {
    const auto bin = static_cast<std::size_t>((static_cast<double>(value) - low) / range * kBins);
    ++bins[std::min(bin, kBins - 1)];
  }
  double entropy = 0;
  for (const std::size_t count : bins) {
    if (count == 0) continue;
    const double part = static_cast<double>(count) / static_cast<double>(map.size());
    entropy -= part * std::log(part);
  }
  return entropy;
}

std::optional<double> complexity_rise(std::span<const float> before, std::span<const float> after) {
  const double first = histogram_entropy(before);
  if (!(first > 0)) return std::nullopt;
  return (histogram_entropy(after) - first) / first;
}

std::vector<std::uint32_t> strongest_first(std::span<const float> map, std::uint64_t seed) {
  ExplainRandom random(seed);
  std::vector<std::uint64_t> drawn(map.size());
  for (auto& one : drawn) one = random.next();
  std::vector<std::uint32_t> order(map.size());
  std::iota(order.begin(), order.end(), 0u);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return map[a] != map[b] ? map[a] > map[b] : drawn[a] < drawn[b];
  });
  return order;
}

Result<Fidelity> fidelity_of(const NetworkFacts& facts, std::span<const float> image,
                             std::span<const float> covered, std::span<const std::uint32_t> order,
                             int steps, const ImageScorer& score) {
  const std::size_t area = order.size();
  const bool planes = facts.input.layout == Layout::kNchw;
  // The first k / steps of the order's pixels come from `over`, the others from `under`.
  const auto scores = [&](std::span<const float> under,
                          std::span<const float> over) -> Result<std::vector<double>> {
    std::vector<float> images;
    images.reserve(under.size() * static_cast<std::size_t>(steps + 1));
    std::vector<float> now(under.begin(), under.end());
    std::size_t done = 0;
    for (int k = 0; k <= steps; ++k) {
      const std::size_t end = area * static_cast<std::size_t>(k) / static_cast<std::size_t>(steps);
      for (; done < end; ++done) {
        for (std::size_t c = 0; c < 3; ++c) {
          const std::size_t at = planes ? c * area + order[done] : std::size_t{order[done]} * 3 + c;
          now[at] = over[at];
        }
      }
      images.insert(images.end(), now.begin(), now.end());
    }
    auto found = score(std::move(images), steps + 1);
    if (found && found->size() != static_cast<std::size_t>(steps) + 1) {
      return fail(ErrorCode::kExplainAnswer, {{"tensor", facts.output}});
    }
    return found;
  };
  const auto deleted = scores(image, covered);
  if (!deleted) return tl::unexpected<Error>(deleted.error());
  const auto inserted = scores(covered, image);
  if (!inserted) return tl::unexpected<Error>(inserted.error());
  return Fidelity{area_under(*inserted), area_under(*deleted)};
}

std::vector<float> covered_image(const NetworkFacts& facts, std::span<const float> image,
                                 ExplainFill fill) {
  ExplainSetting setting;
  setting.facts = facts;
  setting.image.assign(image.begin(), image.end());
  return setting.filled(fill);
}

}  // namespace lesion
