#include "native/train/responses.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <functional>

#include "native/train/network.h"

namespace lesion {
namespace {

constexpr int kBins = 8192;
constexpr double kHighQuantile = 0.999;

// One filter's map for one picture.
using Visitor =
    std::function<void(std::size_t layer, std::size_t filter, std::span<const float> map)>;

void visit_maps(Network& network, const PreparedPictures& pictures, const Visitor& visit) {
  const torch::NoGradGuard no_gradients;
  const std::int64_t size = pictures.size();
  for (std::size_t i = 0; i < pictures.count(); ++i) {
    const auto values = pictures.picture(i);
    torch::Tensor image = torch::empty({1, 3, size, size});
    std::memcpy(image.data_ptr<float>(), values.data(), values.size_bytes());
    std::vector<torch::Tensor> taps;
    network.forward(image.contiguous(torch::MemoryFormat::ChannelsLast), false, {}, &taps);
    for (std::size_t layer = 0; layer < taps.size(); ++layer) {
      const torch::Tensor maps = taps[layer].contiguous();
      const auto area = static_cast<std::size_t>(maps.size(2) * maps.size(3));
      const auto filters = static_cast<std::size_t>(maps.size(1));
      for (std::size_t f = 0; f < filters; ++f) {
        visit(layer, f, {maps.data_ptr<float>() + f * area, area});
      }
    }
  }
}

struct Tally {
  std::vector<float> maxima;  // one a picture
  std::vector<std::uint64_t> bins;
  std::uint64_t count = 0;

  float max() const { return *std::max_element(maxima.begin(), maxima.end()); }
};

void count_responses(Tally& tally, std::span<const float> map) {
  const float max = tally.max();
  tally.bins.resize(kBins);
  tally.count += map.size();
  for (const float value : map) {
    const int bin = max > 0 ? static_cast<int>(value / max * kBins) : 0;
    ++tally.bins[static_cast<std::size_t>(std::clamp(bin, 0, kBins - 1))];
  }
}

FilterCard card_of(Tally& tally) {
  FilterCard card;
  card.max = tally.max();
  card.dead = !(card.max > 0);
  auto middle = tally.maxima.begin() + static_cast<std::ptrdiff_t>(tally.maxima.size() / 2);
  std::nth_element(tally.maxima.begin(), middle, tally.maxima.end());
  card.median = *middle;
  const auto wanted = static_cast<std::uint64_t>(kHighQuantile * static_cast<double>(tally.count));
  std::uint64_t seen = 0;
  for (int bin = 0; bin < kBins && !card.dead; ++bin) {
    seen += tally.bins[static_cast<std::size_t>(bin)];
    if (seen < wanted) continue;
    card.high = card.max * static_cast<float>(bin + 1) / kBins;
    break;
  }
  return card;
}

}  // namespace

std::vector<std::vector<FilterCard>> filter_responses(const Plan& plan, std::vector<float>& weights,
                                                      std::vector<float>& buffers, Workers& workers,
                                                      const PreparedPictures& pictures) {
  std::vector<std::vector<Tally>> tallies;
  for (const int filters : plan.filters) tallies.emplace_back(static_cast<std::size_t>(filters));
  if (pictures.count() == 0) return {};
  // One worker: its thread has libtorch's settings.
  workers.run([&](int k) {
    if (k != 0) return;
    Network network(plan, weights.data(), buffers.data(), nullptr);
    visit_maps(network, pictures, [&](std::size_t layer, std::size_t f, std::span<const float> m) {
      tallies[layer][f].maxima.push_back(*std::max_element(m.begin(), m.end()));
    });
    visit_maps(network, pictures, [&](std::size_t layer, std::size_t f, std::span<const float> m) {
      count_responses(tallies[layer][f], m);
    });
  });
  std::vector<std::vector<FilterCard>> cards;
  for (auto& layer : tallies) {
    cards.emplace_back();
    for (Tally& tally : layer) cards.back().push_back(card_of(tally));
  }
  return cards;
}

}  // namespace lesion
