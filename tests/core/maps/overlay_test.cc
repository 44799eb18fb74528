#include "core/maps/overlay.h"

#include <gtest/gtest.h>

#include "tests/support/pictures.h"

namespace lesion {
namespace {

TEST(BlendOverlay, NoResponseLeavesThePixel) {
  EXPECT_EQ(blend_overlay({200, 150, 100}, 0, 1), (std::array<std::uint8_t, 3>{200, 150, 100}));
}

TEST(BlendOverlay, FullResponseAtFullOpacityIsDarkGreen) {
  EXPECT_EQ(blend_overlay({200, 150, 100}, 1, 1), (std::array<std::uint8_t, 3>{0, 100, 0}));
}

TEST(BlendOverlay, HalfwayIsHandWorked) {
  // t = 0.5: colour (60, 160, 60), alpha 0.5 * 0.8 = 0.4: 200 * 0.6 + 60 * 0.4 = 144.
  EXPECT_EQ(blend_overlay({200, 150, 100}, 0.5f, 0.8f),
            (std::array<std::uint8_t, 3>{144, 154, 84}));
}

// Paper, Fig. 1: the darker the green, the higher the activation.
TEST(OverlayColour, DarkensAndThickensWithTheResponse) {
  for (float t = 0; t < 0.95f; t += 0.1f) {
    EXPECT_GT(overlay_colour(t)[1], overlay_colour(t + 0.1f)[1]);
    EXPECT_LT(overlay_colour(t)[3], overlay_colour(t + 0.1f)[3]);
  }
}

TEST(OverlayReference, CoversTheSeenRegionAndNothingElse) {
  const Image image = testing::filled(10, 6, 200, 200, 200);
  const std::vector<float> map(4, 1.0f);
  const Image out =
      overlay_reference(image, {2, 0, 6, 6}, map, 2, 2, {.opacity = 1, .scale = {0, 1}});
  for (int x = 0; x < 10; ++x) {
    const bool seen = x >= 2 && x < 8;
    EXPECT_EQ(out.rgb[static_cast<std::size_t>(x) * 3], seen ? 0 : 200) << x;
  }
}

TEST(OverlayReference, ExactCellsHaveHardEdges) {
  const Image image = testing::filled(4, 4, 200, 200, 200);
  const std::vector<float> map{1, 0, 0, 0};
  const Image out =
      overlay_reference(image, {0, 0, 4, 4}, map, 2, 2,
                        {.opacity = 1, .interpolation = Interpolation::kExact, .scale = {0, 1}});
  EXPECT_EQ(out.rgb[3], 0);
  EXPECT_EQ(out.rgb[6], 200);
}

}  // namespace
}  // namespace lesion
