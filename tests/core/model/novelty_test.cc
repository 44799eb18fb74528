// Distances worked by hand, and features of images that were made for it.
#include "core/model/novelty.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/model/card.h"

namespace lesion {
namespace {

constexpr double kRoot = 0.70710678118654752;

// Two features, means 1 and 2, deviations 2 and 1; one direction along both.
NoveltyDetector diagonal() { return {{1, 2}, {2, 1}, {kRoot, kRoot}, {2}, 0.5}; }

TEST(NoveltyDistance, IsWhatTheDirectionsLeave) {
  // Standardised (1, 1): along the direction, nothing is left.
  EXPECT_NEAR(*novelty_distance(diagonal(), NoveltyKind::kResponses, std::vector<float>{3, 3}), 0,
              1e-12);
  // Standardised (1, -1): across it; a mean square of (1 + 1) / 2.
  EXPECT_NEAR(*novelty_distance(diagonal(), NoveltyKind::kResponses, std::vector<float>{3, 1}), 1,
              1e-12);
  // Standardised (2, 0): 4 in all, 2 along, 2 left of two features.
  EXPECT_NEAR(*novelty_distance(diagonal(), NoveltyKind::kResponses, std::vector<float>{5, 2}), 1,
              1e-12);
}

TEST(NoveltyDistance, IsMahalanobis) {
  // (1, 1) is sqrt(2) along a direction of variance 2.
  EXPECT_NEAR(*novelty_distance(diagonal(), NoveltyKind::kLight, std::vector<float>{3, 3}), 1,
              1e-12);
  EXPECT_NEAR(*novelty_distance(diagonal(), NoveltyKind::kLight, std::vector<float>{3, 1}), 0,
              1e-12);
}

TEST(NoveltyDistance, NeedsTheFeaturesThatItWasMadeFor) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_FALSE(novelty_distance(diagonal(), NoveltyKind::kLight, std::vector<float>{1, 2, 3}));
  EXPECT_FALSE(novelty_distance(diagonal(), NoveltyKind::kLight, std::vector<float>{1, nan}));
  EXPECT_FALSE(novelty_distance({}, NoveltyKind::kLight, {}));
}

TEST(NoveltyOf, IsInPartsOfTheThresholds) {
  NoveltyCard card;
  card.responses = diagonal();
  card.light = diagonal();
  card.light.threshold = 4;
  const auto novelty = novelty_of(card, std::vector<float>{3, 1}, std::vector<float>{3, 3});
  ASSERT_TRUE(novelty);
  EXPECT_NEAR(novelty->responses, 2, 1e-12);
  EXPECT_NEAR(novelty->light, 0.25, 1e-12);
  EXPECT_TRUE(novelty->unlike());
  EXPECT_FALSE((Novelty{1, 1}).unlike());
}

TEST(NoveltySummary, AddsUpByGroup) {
  NoveltyCard card;
  EXPECT_FALSE(summary_of(card).far);
  card.measured = {{"own val", NoveltyGroup::kHome, 100, 1, 1, 2},
                   {"text", NoveltyGroup::kFar, 10, 9, 0, 9},
                   {"noise", NoveltyGroup::kFar, 30, 30, 0, 30},
                   {"grey", NoveltyGroup::kNear, 10, 1, 0, 1},
                   {"cold", NoveltyGroup::kNear, 20, 1, 15, 15}};
  const NoveltySummary summary = summary_of(card);
  EXPECT_NEAR(*summary.home, 0.02, 1e-12);
  EXPECT_NEAR(*summary.far, 0.975, 1e-12);
  EXPECT_NEAR(*summary.near_least, 0.1, 1e-12);
  EXPECT_NEAR(*summary.near_greatest, 0.75, 1e-12);
}

TEST(ResponseFeatures, AreRootsOfTheMeans) {
  const std::vector<float> maps = {4, 0, 0, 0, 9, 9, 9, 9, -1, -1, -1, -1};
  EXPECT_EQ(response_features(maps, 3), (std::vector<float>{1, 3, 0}));
  EXPECT_EQ(response_features({}, 2), (std::vector<float>{0, 0}));
}

Image made(int width, int height, auto colour) {
  Image image{width, height, {}};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      for (const int value : colour(x, y)) image.rgb.push_back(static_cast<std::uint8_t>(value));
    }
  }
  return image;
}

TEST(LightFeatures, OfOneColour) {
  const Image image = made(80, 60, [](int, int) { return std::array{255, 51, 0}; });
  const auto features = light_features(image, {0, 0, 80, 60});
  EXPECT_NEAR(features[0], std::log(1.02), 1e-5);
  EXPECT_NEAR(features[1], std::log(0.22), 1e-5);
  EXPECT_NEAR(features[2], std::log(0.02), 1e-5);
  for (const std::size_t i : {3u, 4u, 5u, 6u, 7u, 11u}) EXPECT_NEAR(features[i], 0, 1e-5) << i;
  EXPECT_NEAR(features[8], 1, 1e-5);
  EXPECT_NEAR(features[9], std::log(0.001), 1e-3);
}

TEST(LightFeatures, OfBlackBesideWhite) {
  const Image image = made(64, 64, [](int x, int) {
    const int value = x < 16 ? 0 : 255;
    return std::array{value, value, 255 - value};
  });
  const auto features = light_features(image, {0, 0, 64, 64});
  // A quarter of the pixels is 0 0 255, the others 255 255 0.
  EXPECT_NEAR(features[3], std::sqrt(0.25 * 0.75), 1e-3);
  EXPECT_NEAR(features[6], 1, 1e-3);
  EXPECT_NEAR(features[7], -1, 1e-3);
  EXPECT_NEAR(features[8], 1, 1e-3);
  // One step of a third in each of the 64 rows of 63 steps across; none down.
  EXPECT_NEAR(features[9], std::log(1.0 / 3 / 126 + 0.001), 1e-3);
  EXPECT_NEAR(features[10], std::log(1.0 / 3 / 30 + 0.001), 1e-3);
  EXPECT_NEAR(features[11], 0, 1e-6);
}

TEST(LightFeatures, DarkPartAndNothing) {
  const Image image = made(64, 64, [](int, int y) {
    const int value = y < 16 ? 5 : 200;
    return std::array{value, value, value};
  });
  EXPECT_NEAR(light_features(image, {0, 0, 64, 64})[11], 0.5, 0.02);
  const auto nothing = light_features({}, {0, 0, 64, 64});
  EXPECT_TRUE(std::all_of(nothing.begin(), nothing.end(), [](float v) { return v == 0; }));
}

}  // namespace
}  // namespace lesion
