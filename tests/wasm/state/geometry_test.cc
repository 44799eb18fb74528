#include "wasm/viewer/state/geometry.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/wasm/state/made_state.h"
#include "wasm/viewer/state/scale_bar.h"

namespace lesion::viewer {
namespace {

constexpr Size kImage{400, 300};
constexpr Rect kFrame{100, 50, 800, 500};

TEST(View, AFittedImageTouchesTheFrameOnItsTighterSide) {
  // 800/400 = 2, 500/300 = 1.666...: the height decides.
  const View view = fit_view({800, 500}, kImage);
  EXPECT_DOUBLE_EQ(view.zoom, 500.0 / 300);
  const Rect rect = image_rect(view, kFrame, kImage, 1);
  EXPECT_DOUBLE_EQ(rect.y, 50);
  EXPECT_NEAR(rect.height, 500, 1e-9);
  EXPECT_NEAR(rect.x, 100 + (800 - 400 * 500.0 / 300) / 2, 0.5);  // to a whole device pixel
}

TEST(View, AnImageWithoutPixelsHasAZoomOfOne) {
  EXPECT_EQ(fit_zoom({800, 500}, {0, 0}), 1);
  EXPECT_EQ(fit_zoom({0, 0}, kImage), 1);
}

TEST(View, ZoomingKeepsThePointUnderThePointer) {
  const View before = fit_view({800, 500}, kImage);
  const Point at{620, 222};
  const View after = zoomed_about(before, at, 3, kFrame, kImage, 1);
  EXPECT_NEAR(after.zoom, 3 * before.zoom, 1e-9);
  const auto under = [&](const View& view) {
    return Point{view.centre.x + (at.x - 500) / view.zoom,
                 view.centre.y + (at.y - 300) / view.zoom};
  };
  EXPECT_NEAR(under(before).x, under(after).x, 1e-9);
  EXPECT_NEAR(under(before).y, under(after).y, 1e-9);
  EXPECT_FALSE(after.fitted);
}

TEST(View, ZoomEndsAt64DevicePixelsAnImagePixelAndAtHalfTheFittedSize) {
  View view = fit_view({800, 500}, kImage);
  for (int i = 0; i < 50; ++i) view = zoomed_about(view, {500, 300}, 2, kFrame, kImage, 2);
  EXPECT_DOUBLE_EQ(view.zoom, 32);  // CSS pixels at dpr 2
  for (int i = 0; i < 50; ++i) view = zoomed_about(view, {500, 300}, 0.5, kFrame, kImage, 2);
  // Half of fitted is 0.8333; 1:1 at dpr 2 is 0.5, which is smaller and so still reachable.
  EXPECT_DOUBLE_EQ(view.zoom, 0.5);
}

TEST(View, AFactorThatIsNoNumberChangesNothing) {
  const View view = fit_view({800, 500}, kImage);
  EXPECT_EQ(zoomed_about(view, {1, 1}, 0, kFrame, kImage, 1), view);
  EXPECT_EQ(zoomed_about(view, {1, 1}, -1, kFrame, kImage, 1), view);
  EXPECT_EQ(zoomed_about(view, {1, 1}, 1.0 / 0.0, kFrame, kImage, 1), view);
  EXPECT_EQ(panned(view, 0.0 / 0.0, 0, {800, 500}, kImage, 1), view);
}

TEST(View, TheImageCannotBePushedOutOfSight) {
  const View view = panned(fit_view({800, 500}, kImage), 1e6, -1e6, {800, 500}, kImage, 1);
  EXPECT_EQ(view.centre.x, 0);
  EXPECT_EQ(view.centre.y, 300);
}

TEST(View, PanningMovesTheImageByThatManyCssPixels) {
  const View before = fit_view({800, 500}, kImage);
  const View after = panned(before, 30, -12, {800, 500}, kImage, 1);
  const Rect from = image_rect(before, kFrame, kImage, 1000);
  const Rect to = image_rect(after, kFrame, kImage, 1000);
  EXPECT_NEAR(to.x - from.x, 30, 1e-2);
  EXPECT_NEAR(to.y - from.y, -12, 1e-2);
}

TEST(View, OneToOneIsOneDevicePixelAnImagePixel) {
  const View view = one_to_one(fit_view({800, 500}, kImage), kImage, 1.5);
  const Rect rect = image_rect(view, kFrame, kImage, 1.5);
  EXPECT_DOUBLE_EQ(rect.width * 1.5, 400);
  // The corner is on a whole device pixel.
  EXPECT_NEAR(rect.x * 1.5, std::round(rect.x * 1.5), 1e-9);
  EXPECT_NEAR(rect.y * 1.5, std::round(rect.y * 1.5), 1e-9);
}

TEST(View, CanvasAndImagePixelsConvertBothWays) {
  const Rect rect{10, 20, 800, 600};
  const Point point = to_image({410, 170}, rect, kImage);
  EXPECT_DOUBLE_EQ(point.x, 200);
  EXPECT_DOUBLE_EQ(point.y, 75);
  EXPECT_EQ(to_canvas(point, rect, kImage), (Point{410, 170}));
}

TEST(Cells, ThePointsOfTheRegionFallIntoItsCells) {
  const Rect region{50, 0, 300, 300};
  EXPECT_EQ(cell_at({50, 0}, region, 10, 10), (Cell{0, 0, true}));
  EXPECT_EQ(cell_at({79.9, 30}, region, 10, 10), (Cell{0, 1, true}));
  EXPECT_EQ(cell_at({349.9, 299.9}, region, 10, 10), (Cell{9, 9, true}));
}

TEST(Cells, OutsideTheRegionThereIsNoCell) {
  const Rect region{50, 0, 300, 300};
  EXPECT_FALSE(cell_at({49.9, 10}, region, 10, 10).valid);
  EXPECT_FALSE(cell_at({350, 10}, region, 10, 10).valid);
  EXPECT_FALSE(cell_at({100, 100}, region, 0, 10).valid);
  EXPECT_FALSE(cell_at({0.0 / 0.0, 100}, region, 10, 10).valid);
}

// Worked by hand: two 3x3 convolutions, a 2x2 pool, one 3x3 convolution. Cell 0 of the last one is
// made of pool cells -1..1, so of pixels -2..3 of the second convolution, so of input pixels -4..5:
// ten pixels around the coordinate 1 (pixel i covers i..i+1, and -4..6 has its middle at 1).
TEST(Cells, TheReceptiveFieldIsWhatTheConvolutionsReach) {
  LayerCard layer;
  layer.stride = 2;
  layer.receptive_field = 10;
  layer.receptive_field_start = 1;
  const Rect whole{0, 0, 100, 100};
  EXPECT_EQ(receptive_field({0, 0, true}, layer, square_input(100), whole), (Rect{-4, -4, 10, 10}));
  EXPECT_EQ(receptive_field({3, 5, true}, layer, square_input(100), whole), (Rect{2, 6, 10, 10}));
  // On a region of 300 pixels from (50, 0) every input pixel is 3 image pixels.
  EXPECT_EQ(receptive_field({3, 5, true}, layer, square_input(100), {50, 0, 300, 300}),
            (Rect{56, 18, 30, 30}));
}

TEST(ScaleBar, IsOneTwoOrFiveMillimetresAndAsLongAsTheyAre) {
  ViewerState state = made_state();
  EXPECT_FALSE(pixel_size(state));
  EXPECT_FALSE(scale_bar(state, 150));
  ImageInfo image = *state.image;
  image.dicom = DicomInfo{};
  image.dicom->spacing = {0.02, 0.02};
  state.image = image;
  state.view.zoom = 0.5;  // 25 CSS px a millimetre
  ASSERT_TRUE(scale_bar(state, 150));
  EXPECT_EQ(scale_bar(state, 150)->millimetres, 5);
  EXPECT_DOUBLE_EQ(scale_bar(state, 150)->length, 125);
  state.view.zoom = 0.11;  // 5.5 px a millimetre
  EXPECT_EQ(scale_bar(state, 150)->millimetres, 20);
  // Pixels that are not square have no one size; nor has what is none.
  state.image->dicom->spacing = {0.02, 0.03};
  EXPECT_FALSE(scale_bar(state, 150));
  state.image->dicom->spacing = {0, 0};
  EXPECT_FALSE(scale_bar(state, 150));
  // A pixel of ten metres is a mistake of whoever wrote the file.
  state.image->dicom->spacing = {10'000, 10'000};
  EXPECT_FALSE(scale_bar(state, 150));
}

}  // namespace
}  // namespace lesion::viewer
