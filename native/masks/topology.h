// The mask network's shape, stated once for learning and for the exported graph: a small U-Net
// (Ronneberger et al. 2015) whose skips are added, as in feature pyramids (Lin et al. 2017).
#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace lesion {

// What a mask marks, in the order of the network's outputs: the lesion, then ISIC 2018's five
// dermoscopic attributes.
inline constexpr std::array<const char*, 6> kMaskNames = {
    "lesion", "pigment_network", "negative_network", "streaks", "milia_like_cyst", "globules"};
inline constexpr int kMasks = static_cast<int>(kMaskNames.size());
inline constexpr int kAttributes = kMasks - 1;

// A convolution without bias, normalised by its batch; ReLU behind it where the kernel is 3.
struct MaskBlock {
  int in = 0;  // channels, in units of the network's width; 0: the image's three
  int out = 0;
  int kernel = 3;
  int stride = 1;
};

// Side of the masks in parts of the image's side.
inline constexpr int kMaskStride = 2;
// The image's side must be a multiple of this.
inline constexpr int kMaskMultiple = 32;

inline constexpr std::array<MaskBlock, 17> kMaskBlocks = {{
    {0, 1, 3, 2},
    {1, 1, 3, 1},  // 1/2 of the image's side
    {1, 2, 3, 2},
    {2, 2, 3, 1},  // 1/4
    {2, 3, 3, 2},
    {3, 3, 3, 1},  // 1/8
    {3, 4, 3, 2},
    {4, 4, 3, 1},  // 1/16
    {4, 4, 3, 2},  // 1/32
    {4, 4, 1, 1},
    {4, 4, 3, 1},
    {4, 3, 1, 1},
    {3, 3, 3, 1},  // up to 1/16 and 1/8
    {3, 2, 1, 1},
    {2, 2, 3, 1},
    {2, 1, 1, 1},
    {1, 1, 3, 1},  // up to 1/4 and 1/2
}};

inline int mask_channels(int units, int width) { return units == 0 ? 3 : units * width; }
inline std::string mask_block_name(int block) { return "block" + std::to_string(block); }

// The way through the network. `ops` has block(k, x), up(x) (twice the side, nearest), add(a, b)
// and head(x), which makes the masks' logits; `Value` is what they take and return.
template <typename Ops, typename Value>
Value mask_topology(Ops&& ops, const Value& image) {
  std::array<Value, 4> skips;
  Value x = image;
  for (int level = 0; level < 4; ++level) {
    x = ops.block(2 * level + 1, ops.block(2 * level, x));
    skips[static_cast<std::size_t>(level)] = x;
  }
  x = ops.block(8, x);
  for (int level = 3; level >= 0; --level) {
    const int first = 9 + 2 * (3 - level);
    x = ops.add(ops.up(ops.block(first, x)), skips[static_cast<std::size_t>(level)]);
    x = ops.block(first + 1, x);
  }
  return ops.head(x);
}

}  // namespace lesion
