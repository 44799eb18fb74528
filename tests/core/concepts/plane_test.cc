#include "core/concepts/plane.h"

#include <gtest/gtest.h>

#include <cmath>
#include <utility>

namespace lesion {
namespace {

Plane of(int width, std::vector<float> values) {
  Plane plane(width, static_cast<int>(values.size()) / width);
  plane.values = std::move(values);
  return plane;
}

TEST(Plane, ClosingFillsWhatIsNarrowerThanTheSquare) {
  Plane plane(9, 9, 5);
  for (int y = 0; y < 9; ++y) plane.at(4, y) = 1;
  EXPECT_EQ(closed(plane, 1).values, Plane(9, 9, 5).values);
  Plane wide = plane;
  for (int y = 0; y < 9; ++y) wide.at(3, y) = wide.at(5, y) = 1;
  EXPECT_EQ(closed(wide, 1).values, wide.values);
}

TEST(Plane, MeanOfASquareAtTheEdgeTakesWhatThereIs) {
  const Plane mean = box_mean(of(3, {1, 2, 3, 4, 5, 6, 7, 8, 9}), 1);
  EXPECT_FLOAT_EQ(mean.at(1, 1), 5);
  EXPECT_FLOAT_EQ(mean.at(0, 0), 3);  // (1 + 2 + 4 + 5) / 4
  EXPECT_FLOAT_EQ(mean.at(2, 1), 5.5f);
}

TEST(Plane, DistanceIsEuclidean) {
  Plane plane(7, 6);
  plane.at(1, 1) = 1;
  plane.at(6, 5) = 1;
  const Plane distance = distance_to(plane, 0.5f);
  EXPECT_EQ(distance.at(1, 1), 0);
  EXPECT_FLOAT_EQ(distance.at(4, 1), 3);
  EXPECT_FLOAT_EQ(distance.at(3, 3), std::sqrt(8.0f));
  EXPECT_FLOAT_EQ(distance.at(6, 3), 2);
  EXPECT_GE(distance_to(Plane(3, 3), 0.5f).at(0, 0), 1e6f);
}

TEST(Plane, PartsAreMeasured) {
  Plane plane(20, 10);
  for (int x = 2; x < 14; ++x) plane.at(x, 4) = 1;
  plane.at(19, 9) = 1;
  const auto parts = parts_of(plane, 0.5f);
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_EQ(parts[0].pixels.size(), 12u);
  EXPECT_NEAR(parts[0].length(), 12, 1e-9);
  EXPECT_DOUBLE_EQ(parts[0].x, 8);
  EXPECT_DOUBLE_EQ(parts[0].y, 4.5);
  EXPECT_DOUBLE_EQ(std::abs(parts[0].along_x), 1);
  EXPECT_EQ(parts[0].left, 2);
  EXPECT_EQ(parts[0].right, 13);
}

TEST(Plane, QuantileAndRamp) {
  std::vector<float> values = {5, 1, 4, 2, 3};
  EXPECT_EQ(quantile(values, 0.5), 3);
  EXPECT_EQ(quantile(values, 1), 5);
  values.clear();
  EXPECT_EQ(quantile(values, 0.5), 0);
  EXPECT_FLOAT_EQ(ramp(3, 2, 6), 0.25f);
  EXPECT_EQ(ramp(9, 2, 6), 1);
}

TEST(Plane, ResizedIsBilinearUpAndTheMeanDown) {
  const Plane up = resized(of(2, {0, 4}), 4, 1);
  EXPECT_EQ(up.values, (std::vector<float>{0, 1, 3, 4}));
  const Plane down = resized(of(4, {0, 2, 4, 10}), 2, 1);
  EXPECT_EQ(down.values, (std::vector<float>{1, 7}));
  const Plane third = resized(of(3, {0, 3, 6}), 2, 1);  // 1.5 pixels each
  EXPECT_FLOAT_EQ(third.values[0], 1);
  EXPECT_FLOAT_EQ(third.values[1], 5);
}

TEST(Resized, OfAMaskIsThatOfAPlaneOfOnesAndNoughts) {
  Mask mask{37, 23, {}};
  Plane plane(37, 23);
  for (std::size_t i = 0; i < plane.size(); ++i) {
    const bool marked = (i * 7919) % 11 < 4;
    mask.pixels.push_back(marked ? 255 : 0);
    plane.values[i] = marked ? 1.0f : 0.0f;
  }
  for (const auto& [width, height] : {std::pair{10, 6}, {37, 23}, {50, 40}, {1, 1}}) {
    EXPECT_EQ(resized(mask, width, height).values, resized(plane, width, height).values);
  }
}

}  // namespace
}  // namespace lesion
