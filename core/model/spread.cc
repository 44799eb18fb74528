#include "core/model/spread.h"

#include <algorithm>
#include <array>

#include "core/model/region.h"

namespace lesion {
namespace {

constexpr int kTurns = 8;
constexpr int kSwap = 4;

}  // namespace

std::vector<Variation> variations(const Rect& region, int width, int height,
                                  const InputRule& rule) {
  std::vector<Variation> all;
  const int turns = rule.width == rule.height ? kTurns : kSwap;
  all.reserve(static_cast<std::size_t>(turns) + 8);  // and the shifted ones
  for (int turn = 0; turn < turns; ++turn) all.push_back({region, turn});
  const RegionLimits limits = region_limits(rule);
  std::vector<Rect> seen{region, limited_region(region, width, height, limits)};
  for (const int down : {-1, 0, 1}) {
    for (const int across : {-1, 0, 1}) {
      Rect moved = region;
      moved.x += across * kSpreadStep * region.width;
      moved.y += down * kSpreadStep * region.height;
      moved = limited_region(moved, width, height, limits);
      if (std::find(seen.begin(), seen.end(), moved) != seen.end()) continue;
      seen.push_back(moved);
      all.push_back({moved, 0});
    }
  }
  return all;
}

InputTensor turned(const InputTensor& tensor, const InputRule& rule, int turn) {
  const auto width = static_cast<std::size_t>(std::max(0, rule.width));
  const auto height = static_cast<std::size_t>(std::max(0, rule.height));
  constexpr std::size_t kColours = 3;
  if (turn <= 0 || turn >= kTurns || tensor.values.size() != kColours * width * height) {
    return tensor;
  }
  const bool swap = (turn & kSwap) != 0 && width == height;
  const bool planes = rule.layout == Layout::kNchw;
  const auto place = [&](std::size_t colour, std::size_t y, std::size_t x) {
    return planes ? (colour * height + y) * width + x : (y * width + x) * kColours + colour;
  };
  InputTensor out = tensor;
  for (std::size_t y = 0; y < height; ++y) {
    for (std::size_t x = 0; x < width; ++x) {
      std::size_t from_x = swap ? y : x;
      std::size_t from_y = swap ? x : y;
      if ((turn & 1) != 0) from_x = width - 1 - from_x;
      if ((turn & 2) != 0) from_y = height - 1 - from_y;
      for (std::size_t colour = 0; colour < kColours; ++colour) {
        out.values[place(colour, y, x)] = tensor.values[place(colour, from_y, from_x)];
      }
    }
  }
  return out;
}

Result<Spread> spread_of(const Image& image, const InputRule& rule, const Rect& region,
                         const std::function<Result<double>(const InputTensor& input)>& estimate) {
  Spread spread;
  for (const Variation& one : variations(region, image.width, image.height, rule)) {
    const auto input = preprocess(image, rule, one.region);
    if (!input) return tl::unexpected(input.error());
    const auto probability = estimate(turned(*input, rule, one.turn));
    if (!probability) return tl::unexpected(probability.error());
    const bool first = spread.n == 0;
    spread.lowest = first ? *probability : std::min(spread.lowest, *probability);
    spread.highest = first ? *probability : std::max(spread.highest, *probability);
    ++spread.n;
  }
  return spread;
}

}  // namespace lesion
