#include "wasm/viewer/state/network_drawing.h"

#include <algorithm>
#include <cmath>

namespace lesion::viewer {
namespace {

constexpr double kMostThickness = 0.8;  // of a place's width
constexpr double kLeastThickness = 0.22;
constexpr double kLeastHeight = 0.12;  // of a row's height
constexpr double kMostFilters = 512;

double side_of(const ViewerState& state, int layer, double known) {
  if (const Layer* found = layer_of(state, layer)) return std::max(found->width, found->height);
  const LayerCard* card = layer_card(state, layer);
  if (!card || !(card->stride > 0) || !state.model) return known;
  const InputRule& input = state.model->card.input;
  return std::max(1.0, std::max(input.width, input.height) / static_cast<double>(card->stride));
}

// By the square root, as the sides halve from block to block: the last is still seen.
double height_of(double side, double greatest) {
  return std::clamp(std::sqrt(side / std::max(1.0, greatest)), kLeastHeight, 1.0);
}

double thickness_of(int filters) {
  const double part = std::log2(std::clamp(static_cast<double>(filters), 1.0, kMostFilters)) /
                      std::log2(kMostFilters);
  return kLeastThickness + (kMostThickness - kLeastThickness) * part;
}

}  // namespace

std::vector<NetworkBlock> network_blocks(const ViewerState& state, double width, double height,
                                         double least) {
  const int layers = layer_count(state);
  if (layers <= 0 || !(width > 0) || !(height > 0)) return {};
  const int count = layers + 2;
  const int columns =
      std::clamp(static_cast<int>(std::floor(width / std::max(1.0, least))), 1, count);
  const int rows = (count + columns - 1) / columns;
  const int across = (count + rows - 1) / rows;  // rows alike
  const double step = width / across;
  double greatest = 0;
  if (state.model) {
    greatest = std::max(state.model->card.input.width, state.model->card.input.height);
  }
  for (int layer = 0; layer < layers; ++layer) {
    greatest = std::max(greatest, side_of(state, layer, 0));
  }
  std::vector<NetworkBlock> blocks;
  double side = greatest;
  for (int i = 0; i < count; ++i) {
    NetworkBlock block;
    const int row = i / across;
    block.place = {step * (i % across), height * row, step, height};
    double part = 1;
    double thick = kLeastThickness;
    if (i == 0) {
      block.kind = NetworkBlock::Kind::kImage;
      thick = kMostThickness;
    } else if (i == count - 1) {
      block.kind = NetworkBlock::Kind::kAnswer;
      part = kLeastHeight;
    } else {
      block.layer = i - 1;
      side = side_of(state, block.layer, side);
      part = height_of(side, greatest);
      thick = thickness_of(filter_count(state, block.layer));
    }
    const double wide = step * thick;
    const double tall = height * part;
    block.box = {block.place.x + (step - wide) / 2, block.place.y + (height - tall) / 2, wide,
                 tall};
    blocks.push_back(block);
  }
  return blocks;
}

}  // namespace lesion::viewer
