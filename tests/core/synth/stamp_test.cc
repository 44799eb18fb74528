// What a hand lays on an image: where it lies, what it leaves alone, and that it is what
// core/synth/scene.h draws.
#include "core/synth/stamp.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "core/synth/scene.h"

namespace lesion::synth {
namespace {

Image skin(int width, int height) {
  Image image{width, height, {}};
  for (int i = 0; i < width * height; ++i) {
    image.rgb.insert(image.rgb.end(), {210, 160, 140});
  }
  return image;
}

const std::uint8_t* pixel(const Image& image, int x, int y) {
  return &image.rgb[3 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) +
                         static_cast<std::size_t>(x))];
}

// Columns and rows whose pixels differ: {left, top, right, bottom}; left above right: none.
std::array<int, 4> changed_box(const Image& a, const Image& b) {
  std::array<int, 4> box = {a.width, a.height, -1, -1};
  for (int y = 0; y < a.height; ++y) {
    for (int x = 0; x < a.width; ++x) {
      if (std::equal(pixel(a, x, y), pixel(a, x, y) + 3, pixel(b, x, y))) continue;
      box = {std::min(box[0], x), std::min(box[1], y), std::max(box[2], x), std::max(box[3], y)};
    }
  }
  return box;
}

constexpr std::array<Stamp, 6> kAll = {Stamp::kHair,  Stamp::kRuler,  Stamp::kInk,
                                       Stamp::kPatch, Stamp::kBubble, Stamp::kDarkCorner};

TEST(LaidStamp, ChangesItsPartAndNothingElse) {
  const Image before = skin(400, 300);
  for (const Stamp what : kAll) {
    const LaidStamp laid{what, {220, 130}, 120, 3};
    Image after = before;
    lay_stamp(after, laid);
    const auto [left, top, right, bottom] = changed_box(before, after);
    ASSERT_LE(left, right) << kStampNames[static_cast<std::size_t>(what)];
    const PixelPart part = stamp_part(laid, 400, 300);
    EXPECT_GE(left, part.x);
    EXPECT_GE(top, part.y);
    EXPECT_LT(right, part.x + part.width);
    EXPECT_LT(bottom, part.y + part.height);
  }
}

TEST(LaidStamp, LiesWhereTheHandIs) {
  const Image before = skin(600, 600);
  for (const Stamp what : {Stamp::kRuler, Stamp::kPatch, Stamp::kBubble}) {
    Image after = before;
    lay_stamp(after, {what, {380, 250}, 200, 5});
    const auto [left, top, right, bottom] = changed_box(before, after);
    // A ruler's marks stand on one side of its line.
    const double room = what == Stamp::kRuler ? 14 : 5;
    EXPECT_NEAR(0.5 * (left + right + 1), 380, room);
    EXPECT_NEAR(0.5 * (top + bottom + 1), 250, room);
  }
  // Dark corners leave the place light and its far surroundings dark.
  Image dark = before;
  lay_stamp(dark, {Stamp::kDarkCorner, {380, 250}, 200, 5});
  EXPECT_EQ(pixel(dark, 380, 250)[0], 210);
  EXPECT_LT(pixel(dark, 10, 10)[0], 20);
  EXPECT_LT(pixel(dark, 590, 590)[0], 20);
}

TEST(LaidStamp, GrowsWithTheSide) {
  const Image before = skin(500, 500);
  const auto width_of = [&](double side) {
    Image after = before;
    lay_stamp(after, {Stamp::kPatch, {250, 250}, side, 5});
    const auto [left, top, right, bottom] = changed_box(before, after);
    return static_cast<double>(right - left + 1);
  };
  EXPECT_NEAR(width_of(400) / width_of(200), 2, 0.05);
}

TEST(LaidStamp, IsWhatTheSceneDraws) {
  // A square image and its middle, below kStampPixels: dissect's drawing on the same square, where
  // only the place is the hand's.
  const Image before = skin(256, 256);
  for (const Stamp what : {Stamp::kHair, Stamp::kInk, Stamp::kDarkCorner}) {
    Image after = before;
    lay_stamp(after, {what, {128, 128}, 256, 9});
    Scene scene(256, 256);
    for (Colour& one : scene.pixels) one = {210, 160, 140};
    if (what == Stamp::kHair) draw_hair(scene, 9);
    if (what == Stamp::kInk) draw_ink(scene, 9, {0.5, 0.5}, 0.31);
    if (what == Stamp::kDarkCorner) draw_dark_corner(scene, 9);
    for (std::size_t i = 0; i < scene.pixels.size(); ++i) {
      for (std::size_t c = 0; c < 3; ++c) {
        ASSERT_NEAR(after.rgb[3 * i + c], scene.pixels[i][c], 0.51)
            << kStampNames[static_cast<std::size_t>(what)] << ' ' << i;
      }
    }
  }
}

TEST(LaidStamp, OfTheSameSeedIsTheSameAndOfAnotherIsNot) {
  for (const Stamp what : kAll) {
    Image one = skin(200, 200);
    Image again = one;
    Image other = one;
    lay_stamp(one, {what, {100, 100}, 150, 4});
    lay_stamp(again, {what, {100, 100}, 150, 4});
    lay_stamp(other, {what, {100, 100}, 150, 6});
    EXPECT_EQ(one.rgb, again.rgb);
    EXPECT_NE(one.rgb, other.rgb);
  }
}

TEST(LaidStamp, KeepsTheTextureOfALargeImageBesideIt) {
  // Larger than it is drawn at: every second column is lighter, which the reduced copy has lost.
  Image before = skin(1400, 1400);
  for (std::size_t i = 0; i < before.rgb.size() / 3; ++i) {
    if (i % 2 == 0) before.rgb[3 * i] = 230;
  }
  Image after = before;
  const LaidStamp laid{Stamp::kPatch, {700, 700}, 2000, 2};
  ASSERT_GT(stamp_part(laid, 1400, 1400).width, kStampPixels);
  lay_stamp(after, laid);
  // In the patch's middle it shows no more; where nothing lies not a byte has changed.
  int striped = 0;
  for (int x = 680; x < 720; ++x) {
    striped = std::max(striped, std::abs(pixel(after, x, 700)[0] - pixel(after, x + 1, 700)[0]));
  }
  EXPECT_LE(striped, 2);
  EXPECT_EQ(pixel(after, 2, 2)[0], pixel(before, 2, 2)[0]);
  EXPECT_EQ(pixel(after, 3, 2)[0], pixel(before, 3, 2)[0]);
  EXPECT_NE(pixel(after, 2, 2)[0], pixel(after, 3, 2)[0]);
}

TEST(LaidStamp, BeyondTheImageOrWithoutSenseChangesNothing) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double inf = std::numeric_limits<double>::infinity();
  const Image before = skin(60, 50);
  for (const LaidStamp& laid :
       {LaidStamp{Stamp::kRuler, {500, 20}, 60, 1}, LaidStamp{Stamp::kHair, {nan, 20}, 60, 1},
        LaidStamp{Stamp::kHair, {20, inf}, 60, 1}, LaidStamp{Stamp::kPatch, {20, 20}, 0, 1},
        LaidStamp{Stamp::kPatch, {20, 20}, -5, 1}, LaidStamp{Stamp::kDarkCorner, {20, 20}, nan, 1},
        LaidStamp{Stamp::kBubble, {20, 20}, 1e6, 1}}) {
    Image after = before;
    lay_stamp(after, laid);
    EXPECT_EQ(after.rgb, before.rgb);
    EXPECT_EQ(stamp_part(laid, 60, 50).width, 0);
  }
  Image none;
  lay_stamp(none, {Stamp::kHair, {0, 0}, 10, 1});
  EXPECT_TRUE(none.empty());
  // At the edges of what is allowed it draws and ends.
  for (const Stamp what : kAll) {
    for (const double side : {1e-3, 1.0, kLargestStampSide}) {
      Image after = before;
      lay_stamp(after, {what, {30, 25}, side, 1});
      EXPECT_EQ(after.rgb.size(), before.rgb.size());
    }
  }
}

}  // namespace
}  // namespace lesion::synth
