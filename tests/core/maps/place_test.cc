#include "core/maps/place.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <vector>

namespace lesion {
namespace {

constexpr int kSide = 24;

// Cells whose centre (x, y in 0..1) satisfies `inside` are 1.
std::vector<float> drawn(const std::function<bool(double, double)>& inside) {
  std::vector<float> map;
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x) {
      map.push_back(inside((x + 0.5) / kSide, (y + 0.5) / kSide) ? 1.0f : 0.0f);
    }
  }
  return map;
}

bool in_disc(double x, double y, double at_x, double at_y, double radius) {
  return std::hypot(x - at_x, y - at_y) < radius;
}

TEST(ResponsePlace, ASpotInEachNinthIsNamedAfterIt) {
  const std::array<Place, 9> expected = {Place::kUpperLeft, Place::kUpper,  Place::kUpperRight,
                                         Place::kLeft,      Place::kCentre, Place::kRight,
                                         Place::kLowerLeft, Place::kLower,  Place::kLowerRight};
  for (int i = 0; i < 9; ++i) {
    const double at_x = (i % 3 + 0.5) / 3;
    const double at_y = (i / 3 + 0.5) / 3;
    const auto map = drawn([&](double x, double y) { return in_disc(x, y, at_x, at_y, 0.1); });
    EXPECT_EQ(response_place(map, kSide), expected[static_cast<std::size_t>(i)]) << i;
  }
}

TEST(ResponsePlace, OneHotCellOfASmallMapIsEnough) {
  std::vector<float> map(49, 0);
  map[48] = 3;
  EXPECT_EQ(response_place(map, 7), Place::kLowerRight);
}

TEST(ResponsePlace, AFaintGlowElsewhereDoesNotPullTheSpotToTheMiddle) {
  auto map = drawn([](double x, double y) { return in_disc(x, y, 0.85, 0.15, 0.1); });
  for (float& value : map) value = value > 0 ? 1.0f : 0.4f;
  EXPECT_EQ(response_place(map, kSide), Place::kUpperRight);
}

TEST(ResponsePlace, HalvesAndBandsAreNamedAfterTheirSide) {
  EXPECT_EQ(response_place(drawn([](double x, double) { return x < 0.5; }), kSide), Place::kLeft);
  EXPECT_EQ(response_place(drawn([](double, double y) { return y > 0.7; }), kSide), Place::kLower);
}

TEST(ResponsePlace, AFilledLesionIsTheCentre) {
  const auto map = drawn([](double x, double y) { return in_disc(x, y, 0.5, 0.5, 0.35); });
  EXPECT_EQ(response_place(map, kSide), Place::kCentre);
}

TEST(ResponsePlace, WhatIsInNoSinglePlaceIsAllOver) {
  const auto everywhere = drawn([](double, double) { return true; });
  const auto ring = drawn([](double x, double y) {
    return in_disc(x, y, 0.5, 0.5, 0.33) && !in_disc(x, y, 0.5, 0.5, 0.27);
  });
  const auto corners = drawn([](double x, double y) {
    return in_disc(x, y, 0.2, 0.2, 0.1) || in_disc(x, y, 0.8, 0.8, 0.1);
  });
  const auto left_and_right = drawn([](double x, double y) {
    return in_disc(x, y, 0.2, 0.5, 0.1) || in_disc(x, y, 0.8, 0.5, 0.1);
  });
  const auto chequered = drawn([](double x, double y) {
    return (static_cast<int>(x * 8) + static_cast<int>(y * 8)) % 2 == 0;
  });
  EXPECT_EQ(response_place(everywhere, kSide), Place::kAllOver);
  EXPECT_EQ(response_place(ring, kSide), Place::kAllOver);
  EXPECT_EQ(response_place(corners, kSide), Place::kAllOver);
  EXPECT_EQ(response_place(left_and_right, kSide), Place::kAllOver);
  EXPECT_EQ(response_place(chequered, kSide), Place::kAllOver);
}

TEST(ResponsePlace, AFrameAndFourDarkCornersAreTheRim) {
  const auto frame =
      drawn([](double x, double y) { return x < 0.1 || x > 0.9 || y < 0.1 || y > 0.9; });
  const auto corners =
      drawn([](double x, double y) { return std::min(x, 1 - x) + std::min(y, 1 - y) < 0.2; });
  EXPECT_EQ(response_place(frame, kSide), Place::kRim);
  EXPECT_EQ(response_place(corners, kSide), Place::kRim);
}

TEST(ResponsePlace, OneSideAloneIsNotTheRim) {
  EXPECT_EQ(response_place(drawn([](double x, double) { return x < 0.1; }), kSide), Place::kLeft);
}

TEST(ResponsePlace, SilenceAndDamageAreNowhere) {
  const std::vector<float> silent(9, 0);
  const std::vector<float> damaged(9, std::numeric_limits<float>::quiet_NaN());
  const std::vector<float> negative(9, -1);
  EXPECT_EQ(response_place(silent, 3), Place::kNowhere);
  EXPECT_EQ(response_place(damaged, 3), Place::kNowhere);
  EXPECT_EQ(response_place(negative, 3), Place::kNowhere);
  EXPECT_EQ(response_place(silent, 4), Place::kNowhere);
  EXPECT_EQ(response_place({}, 3), Place::kNowhere);
  EXPECT_EQ(response_place(silent, 0), Place::kNowhere);
}

TEST(ResponsePlace, InfinitiesAreLeftOut) {
  std::vector<float> map(9, 0);
  map[0] = std::numeric_limits<float>::infinity();
  map[8] = 2;
  EXPECT_EQ(response_place(map, 3), Place::kLowerRight);
}

TEST(PlaceName, IsStable) {
  EXPECT_EQ(place_name(Place::kUpperLeft), "upper_left");
  EXPECT_EQ(place_name(Place::kAllOver), "all_over");
  EXPECT_EQ(place_name(Place::kNowhere), "nowhere");
}

}  // namespace
}  // namespace lesion
