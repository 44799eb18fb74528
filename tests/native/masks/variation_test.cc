#include "native/masks/variation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "native/masks/topology.h"

namespace lesion {
namespace {

constexpr int kSize = 64;
constexpr int kSmall = kSize / kMaskStride;

// A dark rectangle, left of the middle and above it, on white; its mask, and streaks on its upper
// half.
struct Drawn {
  Drawn() : bytes(kMaskSide * kMaskSide * 3, 255) {
    masks.lesion.assign(kMaskSide * kMaskSide, 0);
    masks.attributes.assign(kMaskSide * kMaskSide, 0);
    for (int y = 16; y < 48; ++y) {
      for (int x = 32; x < 48; ++x) {
        const auto at = static_cast<std::size_t>(y * kMaskSide + x);
        masks.lesion[at] = 255;
        if (y < 32) masks.attributes[at] = 1 << 2;  // streaks
        for (std::size_t c = 0; c < 3; ++c) bytes[3 * at + c] = 0;
      }
    }
  }
  std::vector<std::uint8_t> bytes;
  MaskedImage masks;
};

struct Varied {
  Varied(const Drawn& from, const MaskVariation& how)
      : image(kSize * kSize * 3), targets(kMasks * kSmall * kSmall) {
    InputRule rule;
    rule.width = rule.height = kSize;
    vary(from.bytes, kMaskSide, from.masks, how, rule, image, targets);
  }
  // At a place of the masks.
  float mask(int which, int x, int y) const {
    return targets[static_cast<std::size_t>((which * kSmall + y) * kSmall + x)];
  }
  // Darkness of the image there, the mean of its pixels.
  float dark(int x, int y) const {
    float sum = 0;
    for (int dy = 0; dy < 2; ++dy) {
      for (int dx = 0; dx < 2; ++dx) {
        sum += 1 - image[static_cast<std::size_t>(((2 * y + dy) * kSize + 2 * x + dx) * 3)];
      }
    }
    return sum / 4;
  }
  std::vector<float> image;
  std::vector<float> targets;
};

TEST(MaskVariation, NoneLeavesTheImageAndItsMasksAsTheyAre) {
  const Varied same(Drawn{}, {});
  // The rectangle covers columns 32..47 of 128, rows 16..47: a quarter of that here.
  for (int y = 0; y < kSmall; ++y) {
    for (int x = 0; x < kSmall; ++x) {
      const bool in = x >= 8 && x < 12 && y >= 4 && y < 12;
      EXPECT_FLOAT_EQ(same.mask(0, x, y), in ? 1 : 0) << x << ", " << y;
      EXPECT_FLOAT_EQ(same.mask(3, x, y), in && y < 8 ? 1 : 0) << x << ", " << y;
      EXPECT_FLOAT_EQ(same.mask(1, x, y), 0);
      EXPECT_NEAR(same.dark(x, y), in ? 1 : 0, 0.01) << x << ", " << y;
    }
  }
}

TEST(MaskVariation, TheMaskGoesWithTheImageWhateverTheView) {
  Random random({3});
  int seen = 0;
  for (int i = 0; i < 40; ++i) {
    MaskVariation how;
    how.view = draw_mask_variation(0, random).view;
    if (how.view.fill == Fill::kBlack) how.view.fill = Fill::kEdge;
    const Varied varied(Drawn{}, how);
    double apart = 0;
    for (int y = 0; y < kSmall; ++y) {
      for (int x = 0; x < kSmall; ++x) {
        apart += std::abs(varied.mask(0, x, y) - varied.dark(x, y)) / (kSmall * kSmall);
        if (varied.mask(0, x, y) > 0.99) ++seen;
      }
    }
    // Edges at two resolutions differ a little; a mask gone astray by twice the rectangle's 3%.
    EXPECT_LT(apart, 0.02);
  }
  EXPECT_GT(seen, 400);
}

TEST(MaskVariation, AQuarterTurnTurnsTheMask) {
  MaskVariation how;
  how.view.angle = std::numbers::pi / 2;
  const Varied turned(Drawn{}, how);
  // The frame's right is the image's down: place (x, y) shows the image's (31 - y, x).
  for (int y = 0; y < kSmall; ++y) {
    for (int x = 0; x < kSmall; ++x) {
      const int px = kSmall - 1 - y;
      const int py = x;
      const bool in = px >= 8 && px < 12 && py >= 4 && py < 12;
      EXPECT_NEAR(turned.mask(0, x, y), in ? 1 : 0, 1e-5) << x << ", " << y;
    }
  }
}

TEST(MaskVariation, NothingIsMarkedInTheDarkOfTheAperture) {
  MaskVariation how;
  how.overlay.aperture = 0.3;
  const Varied varied(Drawn{}, how);
  for (int y = 0; y < kSmall; ++y) {
    for (int x = 0; x < kSmall; ++x) {
      const double r = std::hypot((x + 0.5) / kSmall - 0.5, (y + 0.5) / kSmall - 0.5);
      if (r < 0.34) continue;
      EXPECT_FLOAT_EQ(varied.mask(0, x, y), 0);
      EXPECT_GT(varied.dark(x, y), 0.95);
    }
  }
  EXPECT_FLOAT_EQ(varied.mask(0, 11, 11), 1);
}

}  // namespace
}  // namespace lesion
