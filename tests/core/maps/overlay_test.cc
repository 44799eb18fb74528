#include "core/maps/overlay.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/support/images.h"

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

// The lightness of both palettes runs one way, so that it alone tells low from high.
TEST(OverlayColour, BlueToYellowGrowsLighterWithTheResponse) {
  const auto lightness = [](const std::array<float, 4>& c) {
    return 0.2126f * c[0] + 0.7152f * c[1] + 0.0722f * c[2];
  };
  for (float t = 0; t < 0.95f; t += 0.1f) {
    EXPECT_LT(lightness(overlay_colour(t, OverlayPalette::kBlueYellow)),
              lightness(overlay_colour(t + 0.1f, OverlayPalette::kBlueYellow)));
  }
  EXPECT_EQ(overlay_colour(0.3f, OverlayPalette::kGreen), overlay_colour(0.3f));
}

TEST(ContourSide, ALineLiesWhereALevelIsCrossed) {
  const std::vector<float> levels = {0.5f};
  EXPECT_EQ(contour_side(0.6f, {0.7f, 0.6f, 0.4f, 0.6f}, levels), ContourSide::kReached);
  EXPECT_EQ(contour_side(0.4f, {0.3f, 0.5f, 0.4f, 0.4f}, levels), ContourSide::kBelow);
  EXPECT_EQ(contour_side(0.6f, {0.7f, 0.5f, 0.6f, 0.9f}, levels), ContourSide::kNone);
  EXPECT_EQ(contour_side(0.4f, {0.1f, 0.2f, 0.3f, 0.4f}, levels), ContourSide::kNone);
  EXPECT_EQ(contour_side(0.6f, {0.0f, 1.0f, 0.4f, 0.6f}, {}), ContourSide::kNone);
}

TEST(ContourSide, BetweenTwoLevelsTheLightSideWins) {
  const std::vector<float> levels = {0.75f, 0.5f};
  EXPECT_EQ(contour_side(0.6f, {0.8f, 0.6f, 0.4f, 0.6f}, levels), ContourSide::kReached);
}

// Two cells side by side, drawn exactly: the step between them is the only line, one pixel light on
// the side of the response, one dark on the other.
TEST(OverlayReference, ContoursDrawALightAndADarkPixelAtTheStep) {
  const Image image = testing::filled(8, 4, 100, 100, 100);
  const std::vector<float> map = {0, 1};
  OverlayStyle style;
  style.interpolation = Interpolation::kExact;
  style.contours = {0.5f};
  style.fill = false;
  const Image out = overlay_reference(image, {0, 0, 8, 4}, map, 2, 1, style);
  for (int x = 0; x < 8; ++x) {
    // 100 * 0.45 = 45; 100 * 0.1 + 255 * 0.9 = 239.5, rounded up.
    const int expected = x == 3 ? 45 : (x == 4 ? 240 : 100);
    EXPECT_NEAR(out.rgb[static_cast<std::size_t>(x) * 3], expected, 1) << x;
  }
}

TEST(OverlayReference, ContoursLieOverTheFill) {
  const Image image = testing::filled(8, 4, 100, 100, 100);
  const std::vector<float> map = {0, 1};
  OverlayStyle style;
  style.opacity = 1;
  style.interpolation = Interpolation::kExact;
  style.contours = {0.5f};
  const Image out = overlay_reference(image, {0, 0, 8, 4}, map, 2, 1, style);
  EXPECT_EQ(out.rgb[6 * 3], 0);         // full response, dark green
  EXPECT_NEAR(out.rgb[4 * 3], 230, 1);  // 0 * 0.1 + 255 * 0.9
  EXPECT_EQ(out.rgb[1 * 3], 100);       // no response
}

}  // namespace
}  // namespace lesion
