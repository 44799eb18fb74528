#include "native/train/augment.h"

#include <gtest/gtest.h>

#include <numbers>
#include <vector>

namespace lesion {
namespace {

// An image in which every byte tells where it stands.
std::vector<std::uint8_t> numbered(int side) {
  std::vector<std::uint8_t> bytes;
  for (int i = 0; i < side * side * 3; ++i) bytes.push_back(static_cast<std::uint8_t>(i * 5 % 251));
  return bytes;
}

std::vector<float> run(const std::vector<std::uint8_t>& bytes, int side, const Augmentation& how,
                       int out_side, Fill fill = Fill::kReflect) {
  std::vector<float> out(static_cast<std::size_t>(out_side * out_side * 3));
  augment(bytes, side, how, fill, square_input(out_side), out);
  return out;
}

// Expects pixel (x, y) of the result to be pixel from(x, y) of the image.
template <typename From>
void expect_moved(const std::vector<float>& out, const std::vector<std::uint8_t>& bytes, int side,
                  From from) {
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      const auto [u, v] = from(x, y);
      for (int c = 0; c < 3; ++c) {
        const auto at = static_cast<std::size_t>((y * side + x) * 3 + c);
        const auto wanted = static_cast<std::size_t>((v * side + u) * 3 + c);
        EXPECT_NEAR(out[at], bytes[wanted] / 255.0, 1e-5) << x << "," << y << "," << c;
      }
    }
  }
}

TEST(Augment, NoChangeLeavesTheImage) {
  const auto bytes = numbered(7);
  expect_moved(run(bytes, 7, {}, 7), bytes, 7, [](int x, int y) { return std::pair(x, y); });
}

TEST(Augment, QuarterTurnsAreExact) {
  const auto bytes = numbered(6);
  const auto turned = [&](int quarters) {
    return run(bytes, 6, {.angle = quarters * std::numbers::pi / 2}, 6);
  };
  // Clockwise or not, a quarter turn maps one diagonal corner to the next; both ways must occur.
  expect_moved(turned(1), bytes, 6, [](int x, int y) { return std::pair(y, 5 - x); });
  expect_moved(turned(2), bytes, 6, [](int x, int y) { return std::pair(5 - x, 5 - y); });
  expect_moved(turned(3), bytes, 6, [](int x, int y) { return std::pair(5 - y, x); });
}

TEST(Augment, FlipsExchangeTheSides) {
  const auto bytes = numbered(5);
  expect_moved(run(bytes, 5, {.flip_x = true}, 5), bytes, 5,
               [](int x, int y) { return std::pair(4 - x, y); });
  expect_moved(run(bytes, 5, {.flip_y = true}, 5), bytes, 5,
               [](int x, int y) { return std::pair(x, 4 - y); });
}

TEST(Augment, CropOfTheWholePixelsIsTheirCopy) {
  const auto bytes = numbered(8);
  const auto out = run(bytes, 8, {.crop = 0.5, .centre_x = 0.5, .centre_y = 0.25}, 4);
  for (int y = 0; y < 4; ++y) {
    for (int x = 0; x < 4; ++x) {
      EXPECT_NEAR(out[static_cast<std::size_t>((y * 4 + x) * 3)],
                  bytes[static_cast<std::size_t>((y * 8 + x + 2) * 3)] / 255.0, 1e-5);
    }
  }
}

TEST(Augment, HalfwayBetweenPixelsIsTheirMean) {
  const std::vector<std::uint8_t> bytes{0, 0, 0, 100, 100, 100, 200, 200, 200, 100, 100, 100};
  const auto out = run(bytes, 2, {.crop = 0.5}, 1);  // one sample, in the very middle
  EXPECT_NEAR(out[0], (0 + 100 + 200 + 100) / 4.0 / 255, 1e-6);
}

TEST(Augment, OutsideIsFilledAsAsked) {
  const auto bytes = numbered(4);
  const Augmentation shifted{.centre_x = 1.0};  // two pixels to the right
  const auto at = [&](Fill fill, int x) {
    return run(bytes, 4, shifted, 4, fill)[static_cast<std::size_t>(x * 3)];
  };
  EXPECT_NEAR(at(Fill::kReflect, 1), bytes[9] / 255.0, 1e-6);  // last column
  EXPECT_NEAR(at(Fill::kReflect, 2), bytes[9] / 255.0, 1e-6);  // mirrored at the edge
  EXPECT_NEAR(at(Fill::kReflect, 3), bytes[6] / 255.0, 1e-6);
  EXPECT_NEAR(at(Fill::kEdge, 3), bytes[9] / 255.0, 1e-6);
  EXPECT_EQ(at(Fill::kBlack, 3), 0.0f);
}

std::vector<float> of_two_pixels(std::uint8_t left, std::uint8_t right, Augmentation how) {
  // 2 x 2, equal rows, grey.
  std::vector<std::uint8_t> bytes;
  for (const std::uint8_t value : {left, right, left, right}) {
    bytes.insert(bytes.end(), 3, value);
  }
  const auto out = run(bytes, 2, how, 2);
  return {out[0], out[3]};
}

TEST(Augment, BrightnessIsAdded) {
  const auto out = of_two_pixels(51, 102, {.brightness = 0.25f});  // 0.2 and 0.4
  EXPECT_NEAR(out[0], 0.45, 1e-6);
  EXPECT_NEAR(out[1], 0.65, 1e-6);
}

TEST(Augment, ContrastStretchesAboutTheMean) {
  const auto out = of_two_pixels(51, 153, {.contrast = 0.5f});  // 0.2 and 0.6, mean 0.4
  EXPECT_NEAR(out[0], 0.3, 1e-6);
  EXPECT_NEAR(out[1], 0.5, 1e-6);
}

TEST(Augment, ValuesAreHeldBetweenZeroAndOne) {
  const auto out = of_two_pixels(0, 255, {.contrast = 1.7f});
  EXPECT_EQ(out[0], 0.0f);
  EXPECT_EQ(out[1], 1.0f);
}

TEST(Augment, GammaIsAPower) {
  const auto out = of_two_pixels(51, 153, {.gamma = 2.0f});
  EXPECT_NEAR(out[0], 0.04, 1e-6);
  EXPECT_NEAR(out[1], 0.36, 1e-6);
}

// One colour all over: its light taken out, it is grey of the stated norm, 0.65, whatever it was.
TEST(Augment, ColourConstancyComesBeforeTheVariationsOfColour) {
  std::vector<std::uint8_t> tinted;
  for (int i = 0; i < 4; ++i) tinted.insert(tinted.end(), {51, 102, 153});
  std::vector<float> out(3);
  InputRule rule = square_input(1);
  rule.colour_constancy = 4;
  augment(tinted, 2, {.brightness = 0.1f}, Fill::kEdge, rule, out);
  for (const float value : out) EXPECT_NEAR(value, 0.75, 1e-5);
}

TEST(Augment, NormalisationIsLast) {
  std::vector<float> out(3);
  const std::vector<std::uint8_t> bytes{51, 102, 153};
  const InputRule rule{
      .width = 1, .height = 1, .mean = {0.2f, 0.2f, 0.2f}, .std = {0.5f, 0.5f, 0.5f}};
  augment(bytes, 1, {}, Fill::kEdge, rule, out);
  EXPECT_NEAR(out[0], 0.0, 1e-6);
  EXPECT_NEAR(out[1], 0.4, 1e-6);
  EXPECT_NEAR(out[2], 0.8, 1e-6);
}

void expect_colour(std::array<float, 3> is, std::array<float, 3> wanted) {
  for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(is[c], wanted[c], 1e-5) << c;
}

TEST(HueSaturation, AThirdOfTheCircleTurnsRedToGreenToBlue) {
  expect_colour(shift_hue_saturation({1, 0, 0}, 1.0f / 3, 1), {0, 1, 0});
  expect_colour(shift_hue_saturation({0, 1, 0}, 1.0f / 3, 1), {0, 0, 1});
  expect_colour(shift_hue_saturation({1, 0, 0}, -1.0f / 3, 1), {0, 0, 1});
}

TEST(HueSaturation, OrangeAt30DegreesTurnedBy30IsYellow) {
  expect_colour(shift_hue_saturation({1, 0.5f, 0}, 1.0f / 12, 1), {1, 1, 0});
}

TEST(HueSaturation, SaturationScalesTheDistanceToTheValue) {
  // (0.8, 0.4, 0.4): value 0.8, saturation 0.5, hue 0. With 0.75 the others are 0.8 * 0.25.
  expect_colour(shift_hue_saturation({0.8f, 0.4f, 0.4f}, 0, 1.5f), {0.8f, 0.2f, 0.2f});
  expect_colour(shift_hue_saturation({0.8f, 0.4f, 0.4f}, 0, 0), {0.8f, 0.8f, 0.8f});
  expect_colour(shift_hue_saturation({0.8f, 0.4f, 0.4f}, 0, 3), {0.8f, 0, 0});
}

TEST(HueSaturation, SkinTurnedAndSaturatedByHand) {
  // (0.9, 0.6, 0.5): value 0.9, chroma 0.4, hue 15 degrees. Turned by 0.02 * 360 = 7.2 degrees to
  // 22.2 and with the saturation times 0.8: chroma 0.32, smallest 0.58,
  // middle 0.58 + 0.32 * 22.2 / 60.
  expect_colour(shift_hue_saturation({0.9f, 0.6f, 0.5f}, 0.02f, 0.8f), {0.9f, 0.6984f, 0.58f});
}

TEST(HueSaturation, GreyHasNoHue) {
  expect_colour(shift_hue_saturation({0.4f, 0.4f, 0.4f}, 0.3f, 2), {0.4f, 0.4f, 0.4f});
}

TEST(Draw, EveryValueIsInItsRangeAndTheRangesAreFilled) {
  const AugmentRanges ranges = paper_augmentation();
  Random random({1});
  float low = 2;
  float high = 0;
  double angle = 0;
  int flips = 0;
  constexpr int kDraws = 4000;
  for (int i = 0; i < kDraws; ++i) {
    const Augmentation how = draw(ranges, random);
    EXPECT_LE(std::abs(how.brightness), 0.5f);
    EXPECT_LE(std::abs(how.hue), 0.02f);
    EXPECT_GE(how.contrast, 0.3f);
    EXPECT_LE(how.contrast, 1.7f);
    low = std::min(low, how.saturation);
    high = std::max(high, how.saturation);
    angle += how.angle;
    flips += how.flip_x ? 1 : 0;
    // 224 of 300, anywhere inside.
    EXPECT_NEAR(how.crop, 224.0 / 300, 1e-12);
    EXPECT_LE(std::abs(how.centre_x - 0.5), 38.0 / 300 + 1e-12);
  }
  EXPECT_NEAR(low, 0.7, 0.01);
  EXPECT_NEAR(high, 1.5, 0.01);
  EXPECT_NEAR(angle / kDraws, std::numbers::pi, 0.1);
  EXPECT_NEAR(flips, kDraws / 2, 150);
}

// A square fitted to the lesion, 40 of the 64 pixels that are cached about it.
TEST(Draw, FittedSquareIsMovedAndChangedInSizeAboutItsOwnSide) {
  AugmentRanges ranges;
  ranges.margin = 1.6;
  Random random({1});
  const Augmentation plain = draw(ranges, random);
  EXPECT_DOUBLE_EQ(plain.crop, 1 / 1.6);
  EXPECT_DOUBLE_EQ(plain.centre_x, 0.5);
  ranges.zoom = 0.25;
  ranges.shift = 0.15;
  double sum = 0;
  double squares = 0;
  double furthest = 0;
  constexpr int kDraws = 4000;
  for (int i = 0; i < kDraws; ++i) {
    const Augmentation how = draw(ranges, random);
    const double z = std::log(how.crop * 1.6) / 0.25;
    EXPECT_LE(std::abs(z), 2 + 1e-9);
    sum += z;
    squares += z * z;
    furthest = std::max(furthest, std::abs(how.centre_y - 0.5) / how.crop);
  }
  EXPECT_NEAR(sum / kDraws, 0, 0.05);
  // A standard normal held within two deviations: variance 1 - 2 (2 phi(2) + (1 - 4)(1 - Phi(2))).
  EXPECT_NEAR(squares / kDraws, 0.9205, 0.05);
  EXPECT_LE(furthest, 0.15 + 1e-9);
  EXPECT_GT(furthest, 0.148);
}

}  // namespace
}  // namespace lesion
