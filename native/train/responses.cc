#include "native/train/responses.h"

#include <cstdint>
#include <cstring>
#include <functional>

#include "native/train/network.h"
#include "native/train/response_tally.h"

namespace lesion {
namespace {

// One filter's map for one image.
using Visitor =
    std::function<void(std::size_t layer, std::size_t filter, std::span<const float> map)>;

void visit_maps(Network& network, const PreparedImages& images, const Visitor& visit) {
  const torch::NoGradGuard no_gradients;
  const std::int64_t size = images.size();
  for (std::size_t i = 0; i < images.count(); ++i) {
    const auto values = images.image(i);
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

}  // namespace

std::vector<std::vector<FilterCard>> filter_responses(const Plan& plan, std::vector<float>& weights,
                                                      std::vector<float>& buffers, Workers& workers,
                                                      const PreparedImages& images) {
  std::vector<std::vector<ResponseTally>> tallies;
  for (const int filters : plan.filters) tallies.emplace_back(static_cast<std::size_t>(filters));
  // One worker: its thread has libtorch's settings.
  workers.run([&](int k) {
    if (k != 0) return;
    Network network(plan, weights.data(), buffers.data(), nullptr);
    visit_maps(network, images, [&](std::size_t layer, std::size_t f, std::span<const float> m) {
      tallies[layer][f].add_maximum(m);
    });
    visit_maps(network, images, [&](std::size_t layer, std::size_t f, std::span<const float> m) {
      tallies[layer][f].count(m);
    });
  });
  std::vector<std::vector<FilterCard>> cards;
  for (auto& layer : tallies) {
    cards.emplace_back();
    for (const ResponseTally& tally : layer) cards.back().push_back(tally.card());
  }
  return cards;
}

}  // namespace lesion
