// Which cells along a map's edges say nothing of the image: what is found there is left out of
// peak, scale, notability and place, though it is drawn.
#pragma once

#include "core/image/image.h"
#include "core/model/card.h"

namespace lesion {

// Cells left out along each edge.
struct Margins {
  int left = 0;
  int top = 0;
  int right = 0;
  int bottom = 0;

  bool operator==(const Margins&) const = default;
};

// `margins` of a width x height map; none where they leave no cell, as everything would be left
// out.
Margins usable(const Margins& margins, int width, int height);

// Part of a map's side that padding may take away at each edge: deep cells whose receptive field
// only just reaches the padding see hardly anything of it, and are most of a small map.
inline constexpr int kPaddedPart = 8;

// Cells whose receptive field reaches beyond the network's input, where a convolution reads zeros,
// of a width x height map of `layer`; at most 1 / kPaddedPart of the side along each edge. None
// where the padding reaches every cell, as no cell is then told apart by it.
Margins padded_margins(const LayerCard& layer, const InputRule& input, int width, int height);

// Cells whose centre lies beyond an image of image_width x image_height pixels, in a map over
// `region` of it (pixels): there the image's edge was repeated (see preprocess()).
Margins repeated_margins(const Rect& region, int image_width, int image_height, int width,
                         int height);

// How a map lies on the image that it answers.
struct MapFrame {
  Margins left_out = {};     // the greater of both along each edge
  Rect part = {0, 0, 1, 1};  // the region that was seen, as parts of the image's sides
};
MapFrame frame_of(const LayerCard& layer, const InputRule& input, int width, int height,
                  const Rect& region, int image_width, int image_height);

}  // namespace lesion
