// The parts that images are drawn from, against the standard library and by hand.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <set>

#include "core/synth/exact.h"
#include "core/synth/noise.h"
#include "core/synth/plane.h"

namespace lesion::synth {
namespace {

TEST(Random, IsSplitMix64) {
  // First outputs for seed 1234567 as published with the reference implementation's ports
  // (rosettacode.org, "Pseudo-random numbers/Splitmix64").
  Random random(1234567);
  for (const std::uint64_t expected :
       {6457827717110365317ull, 3203168211198807973ull, 9817491932198370423ull,
        4593380528125082431ull, 16408922859458223821ull}) {
    EXPECT_EQ(random.next(), expected);
  }
}

TEST(Random, DrawsEvenlyAndStaysBelow) {
  Random random(7);
  std::array<int, 6> counts{};
  for (int i = 0; i < 60'000; ++i) ++counts[static_cast<std::size_t>(random.below(6))];
  // Binomial with mean 10,000 and deviation 91: six deviations.
  for (const int count : counts) EXPECT_NEAR(count, 10'000, 550);
}

TEST(ExactFunctions, AgreeWithTheStandardLibrary) {
  for (double x = -60.0; x <= 60.0; x += 0.0371) {
    EXPECT_NEAR(exact_exp(x) / std::exp(x), 1.0, 1e-13) << x;
    EXPECT_NEAR(exact_sin_cos(x).sin, std::sin(x), 1e-12) << x;
    EXPECT_NEAR(exact_sin_cos(x).cos, std::cos(x), 1e-12) << x;
  }
}

TEST(SubSeeds, DifferByPurposeAndSeed) {
  std::set<std::uint64_t> seeds;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    for (const char* purpose : {"hair", "ruler", "skin", "lesion", ""}) {
      seeds.insert(sub_seed(seed, purpose));
    }
  }
  EXPECT_EQ(seeds.size(), 500u);
}

TEST(Noise, IsContinuousBoundedAndCentred) {
  double sum = 0.0;
  double highest = 0.0;
  for (int i = 0; i < 20'000; ++i) {
    const double x = i * 0.173;
    const double y = i * 0.0913 - 40.0;
    const double here = noise(x, y, 5);
    sum += here;
    highest = std::max(highest, std::abs(here));
    EXPECT_NEAR(here, noise(x + 1e-6, y - 1e-6, 5), 2e-5);
  }
  EXPECT_NEAR(sum / 20'000, 0.0, 0.02);
  EXPECT_LE(highest, 1.6);
  EXPECT_GE(highest, 0.6);
}

TEST(Cells, WithoutJitterAreTheSquareGrid) {
  // Centres lie at (i + 0.5, j + 0.5): a cell's middle is on one, its corner on the wall.
  EXPECT_DOUBLE_EQ(cell_at(3.5, -2.5, 9, 0.0).nearest, 0.0);
  EXPECT_DOUBLE_EQ(cell_at(3.5, -2.5, 9, 0.0).wall, 1.0);
  EXPECT_DOUBLE_EQ(cell_at(3.0, 2.0, 9, 0.0).wall, 0.0);
  EXPECT_DOUBLE_EQ(cell_at(3.25, 2.5, 9, 0.0).nearest, 0.25);
  EXPECT_EQ(cell_at(3.1, 2.1, 9, 0.0).id, cell_at(3.9, 2.9, 9, 0.0).id);
  EXPECT_NE(cell_at(3.1, 2.1, 9, 0.0).id, cell_at(4.1, 2.1, 9, 0.0).id);
}

TEST(Drawing, DiscCoversItsArea) {
  Plane plane(64, 64);
  draw_disc(plane, {31.3, 30.8}, 20.0);
  double area = 0.0;
  for (const float value : plane.values) area += value;
  EXPECT_NEAR(area, kPi * 400.0, 0.01 * kPi * 400.0);
}

TEST(Drawing, StrokesOutlineHasHalfCoverage) {
  Plane plane(40, 20);
  const std::array<StrokePoint, 2> line = {StrokePoint{5, 10, 3.5}, StrokePoint{35, 10, 3.5}};
  draw_stroke(plane, line);
  // Centre of row 6 is 3.5 pixels above the line, that of row 7 is 2.5, that of row 5 is 4.5.
  EXPECT_FLOAT_EQ(plane.at(20, 6), 0.5f);
  EXPECT_FLOAT_EQ(plane.at(20, 7), 1.0f);
  EXPECT_FLOAT_EQ(plane.at(20, 5), 0.0f);
  EXPECT_EQ(mask_of(plane)[6 * 40 + 20], 255);
  EXPECT_EQ(mask_of(plane)[5 * 40 + 20], 0);
}

TEST(Drawing, BeyondTheImageIsCutOff) {
  Plane plane(16, 16);
  draw_disc(plane, {-50.0, 400.0}, 10.0);
  for (const float value : plane.values) EXPECT_EQ(value, 0.0f);
}

TEST(DistanceTransform, EqualsTheSearchOverAllPixels) {
  constexpr int kWidth = 37;
  constexpr int kHeight = 23;
  Random random(3);
  std::vector<std::uint8_t> mask(kWidth * kHeight);
  for (auto& value : mask) value = random.chance(0.03) ? 255 : 0;
  const std::vector<double> found = distance_to(mask, kWidth, kHeight);
  for (int y = 0; y < kHeight; ++y) {
    for (int x = 0; x < kWidth; ++x) {
      double nearest = std::numeric_limits<double>::infinity();
      for (int v = 0; v < kHeight; ++v) {
        for (int u = 0; u < kWidth; ++u) {
          if (mask[static_cast<std::size_t>(v * kWidth + u)] != 0) {
            nearest = std::min(nearest, std::hypot(u - x, v - y));
          }
        }
      }
      EXPECT_NEAR(found[static_cast<std::size_t>(y * kWidth + x)], nearest, 1e-9);
    }
  }
}

}  // namespace
}  // namespace lesion::synth
