#include "core/maps/margins.h"

#include <algorithm>
#include <cmath>

namespace lesion {
namespace {

// How many of `cells` along an axis of `side` input pixels see padding at their near and far end.
struct Ends {
  int near = 0;
  int far = 0;
};

Ends padded(const LayerCard& layer, int side, int cells) {
  const double half = layer.receptive_field / 2.0;
  const auto low = [&](int cell) {
    return layer.receptive_field_start + static_cast<double>(cell) * layer.stride - half;
  };
  Ends ends;
  while (ends.near < cells && low(ends.near) < 0) ++ends.near;
  while (ends.far < cells && low(cells - 1 - ends.far) + 2 * half > side) ++ends.far;
  if (ends.near + ends.far >= cells) return {};
  const int most = cells / kPaddedPart;
  return {std::min(ends.near, most), std::min(ends.far, most)};
}

// How many cells of `cells` over from..from + length have their centre below 0 and beyond `side`.
Ends repeated(double from, double length, int side, int cells) {
  if (!(length > 0) || !std::isfinite(from) || !std::isfinite(length) || cells <= 0) return {};
  const auto centre = [&](int cell) { return from + length * (cell + 0.5) / cells; };
  Ends ends;
  while (ends.near < cells && centre(ends.near) < 0) ++ends.near;
  while (ends.far < cells && centre(cells - 1 - ends.far) > side) ++ends.far;
  return ends;
}

}  // namespace

Margins usable(const Margins& margins, int width, int height) {
  const bool negative = std::min({margins.left, margins.top, margins.right, margins.bottom}) < 0;
  if (negative || width - margins.left - margins.right < 1 ||
      height - margins.top - margins.bottom < 1) {
    return {};
  }
  return margins;
}

Margins padded_margins(const LayerCard& layer, const InputRule& input, int width, int height) {
  const Ends across = padded(layer, input.width, width);
  const Ends down = padded(layer, input.height, height);
  return {across.near, down.near, across.far, down.far};
}

Margins repeated_margins(const Rect& region, int image_width, int image_height, int width,
                         int height) {
  const Ends across = repeated(region.x, region.width, image_width, width);
  const Ends down = repeated(region.y, region.height, image_height, height);
  return usable({across.near, down.near, across.far, down.far}, width, height);
}

MapFrame frame_of(const LayerCard& layer, const InputRule& input, int width, int height,
                  const Rect& region, int image_width, int image_height) {
  const Margins padding = padded_margins(layer, input, width, height);
  const Margins beyond = repeated_margins(region, image_width, image_height, width, height);
  MapFrame frame;
  frame.left_out =
      usable({std::max(padding.left, beyond.left), std::max(padding.top, beyond.top),
              std::max(padding.right, beyond.right), std::max(padding.bottom, beyond.bottom)},
             width, height);
  if (image_width > 0 && image_height > 0) {
    frame.part = {region.x / image_width, region.y / image_height, region.width / image_width,
                  region.height / image_height};
  }
  return frame;
}

}  // namespace lesion
