#include "core/print/canvas.h"

#include <gtest/gtest.h>

#include <limits>

#include "tests/support/images.h"

namespace lesion::print {
namespace {

constexpr Colour kBlack{0, 0, 0};

int grey_at(const Canvas& canvas, int x, int y) {
  return canvas.image().rgb[static_cast<std::size_t>(y * canvas.width() + x) * 3];
}

// Darkness summed over the canvas, in pixels of black on white.
double ink(const Canvas& canvas) {
  double sum = 0;
  for (const std::uint8_t value : canvas.image().rgb) sum += (255 - value) / 255.0;
  return sum / 3;
}

TEST(Canvas, BeginsInTheBackgroundColour) {
  const auto canvas = Canvas::create(2, 1, {10, 20, 30});
  ASSERT_TRUE(canvas);
  EXPECT_EQ(canvas->image().rgb, (std::vector<std::uint8_t>{10, 20, 30, 10, 20, 30}));
}

TEST(Canvas, RefusesImpossibleSizesInWordsBeforeTakingMemory) {
  EXPECT_EQ(Canvas::create(0, 5).error().kind, ErrorKind::kInvalidArgument);
  EXPECT_EQ(Canvas::create(5, -1).error().kind, ErrorKind::kInvalidArgument);
  const auto large = Canvas::create(20'000, 20'000);
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().kind, ErrorKind::kTooLarge);
  EXPECT_EQ(large.error().message,
            "a page of 20000 x 20000 pixels is too large: at most 40 million pixels and 20000 a "
            "side; choose a lower resolution, smaller cells or fewer of them");
  EXPECT_FALSE(Canvas::create(1'000'000, 1));
  EXPECT_FALSE(check_size(1e300, 1e300));
  EXPECT_FALSE(check_size(std::numeric_limits<double>::quiet_NaN(), 5));
}

TEST(Canvas, ARectangleOnWholePixelsHasHardEdges) {
  auto canvas = Canvas::create(4, 3);
  canvas->fill({1, 1, 2, 1}, kBlack);
  EXPECT_EQ(grey_at(*canvas, 0, 1), 255);
  EXPECT_EQ(grey_at(*canvas, 1, 1), 0);
  EXPECT_EQ(grey_at(*canvas, 2, 1), 0);
  EXPECT_EQ(grey_at(*canvas, 3, 1), 255);
  EXPECT_DOUBLE_EQ(ink(*canvas), 2);
}

TEST(Canvas, ARectangleBetweenPixelsIsMixedByCoverage) {
  auto canvas = Canvas::create(3, 3);
  // A quarter of pixel (0, 0): 255 * 0.75 = 191.25.
  canvas->fill({0.5, 0.5, 1, 1}, kBlack);
  EXPECT_EQ(grey_at(*canvas, 0, 0), 191);
  EXPECT_EQ(grey_at(*canvas, 1, 1), 191);
  EXPECT_EQ(grey_at(*canvas, 2, 2), 255);
}

TEST(Canvas, AlphaMixes) {
  auto canvas = Canvas::create(1, 1, {100, 100, 100});
  canvas->fill({0, 0, 1, 1}, {200, 0, 100}, 0.25);
  EXPECT_EQ(canvas->image().rgb, (std::vector<std::uint8_t>{125, 75, 100}));
}

TEST(Canvas, AnAslantLineHasTheInkOfItsLengthTimesThickness) {
  auto canvas = Canvas::create(100, 100);
  // 3-4-5: 50 long.
  canvas->line(20, 20, 50, 60, 3, kBlack);
  EXPECT_NEAR(ink(*canvas), 150, 1.5);
}

TEST(Canvas, HalfOfADashedLineIsThere) {
  auto canvas = Canvas::create(40, 5);
  canvas->dashed_line(0, 2.5, 40, 2.5, 1, 4, kBlack);
  EXPECT_EQ(grey_at(*canvas, 3, 2), 0);
  EXPECT_EQ(grey_at(*canvas, 4, 2), 255);
  EXPECT_EQ(grey_at(*canvas, 8, 2), 0);
  EXPECT_DOUBLE_EQ(ink(*canvas), 20);
}

TEST(Canvas, AnOutlineIsItsSidesWithEachCornerOnce) {
  auto canvas = Canvas::create(20, 20);
  // Two pixels thick about a 10 x 10 rectangle: 12 x 12 without 8 x 8.
  canvas->outline({5, 5, 10, 10}, 2, kBlack, 0.5);
  EXPECT_NEAR(ink(*canvas), 0.5 * (144 - 64), 0.5);
}

TEST(Canvas, ADashedOutlineHasADashAtEachCorner) {
  auto canvas = Canvas::create(30, 30);
  canvas->dashed_outline({5, 5, 20, 20}, 1, 3, kBlack);
  for (const int x : {6, 23}) {
    EXPECT_LT(grey_at(*canvas, x, 5), 200);
    EXPECT_LT(grey_at(*canvas, x, 24), 200);
  }
}

TEST(Canvas, ImagesArePlacedPixelForPixelAndCutAtTheEdge) {
  auto canvas = Canvas::create(3, 3);
  const Image image = testing::ramp(2, 2);
  canvas->place(image, 2, 2);
  EXPECT_EQ(canvas->image().rgb[(2 * 3 + 2) * 3 + 2], 7);
  canvas->place(image, -1, -1);
  EXPECT_EQ(canvas->image().rgb[0], 10);
  EXPECT_EQ(canvas->image().rgb[1], 10);
  canvas->place(image, 50, 50);
  canvas->place(image, std::numeric_limits<int>::max(), std::numeric_limits<int>::min());
}

TEST(Canvas, WhatIsNoNumberOrFarOutsideIsNotDrawn) {
  auto canvas = Canvas::create(4, 4);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  canvas->fill({nan, 0, 1, 1}, kBlack);
  canvas->fill({0, 0, infinity, 1}, kBlack);
  canvas->fill({1e18, 1e18, 5, 5}, kBlack);
  canvas->line(nan, 0, 1, 1, 1, kBlack);
  canvas->line(-1e12, 7e12, -1e12, 8e12, 1, kBlack);
  canvas->dashed_line(0, 0, 1e15, 1, 1, 1, kBlack);
  const std::vector<std::uint8_t> mask(4, 255);
  canvas->stamp(mask, 2, 2, std::numeric_limits<int>::max(), 0, kBlack);
  canvas->stamp(mask, 3, 2, 0, 0, kBlack);
  EXPECT_EQ(ink(*canvas), 0);
}

TEST(FitInside, KeepsProportionsAndCentres) {
  EXPECT_EQ(fit_inside(400, 300, {10, 10, 100, 100}), (PixelBox{10, 22, 100, 75}));
  EXPECT_EQ(fit_inside(300, 400, {0, 0, 90, 60}), (PixelBox{22, 0, 45, 60}));
  EXPECT_EQ(fit_inside(10'000, 1, {0, 0, 50, 50}).height, 1);
  EXPECT_EQ(fit_inside(0, 5, {0, 0, 50, 50}), PixelBox{});
}

}  // namespace
}  // namespace lesion::print
