#include "core/maps/margins.h"

#include <gtest/gtest.h>

#include <vector>

#include "core/maps/feature_maps.h"
#include "core/maps/place.h"

namespace lesion {
namespace {

// Layers of the network that comes with the page (input 128 x 128), as `lesionlens inspect` prints
// them: stride, receptive field, first centre.
LayerCard layer_of(int stride, int field, double start) {
  LayerCard layer;
  layer.stride = stride;
  layer.receptive_field = field;
  layer.receptive_field_start = start;
  return layer;
}
const InputRule kInput = square_input(128);

TEST(PaddedMargins, AreTheCellsWhoseFieldReachesBeyondTheInput) {
  // Cell 0 sees -1..2, cell 1 sees 0..3; of the second layer cells 0 and 1.
  EXPECT_EQ(padded_margins(layer_of(1, 3, 0.5), kInput, 128, 128), (Margins{1, 1, 1, 1}));
  EXPECT_EQ(padded_margins(layer_of(1, 5, 0.5), kInput, 128, 128), (Margins{2, 2, 2, 2}));
  // Stride 2, 10 pixels about 1 + 2 x: cell 2 sees 0..10. At the far end cell 61 sees 118..128.
  EXPECT_EQ(padded_margins(layer_of(2, 10, 1), kInput, 64, 64), (Margins{2, 2, 2, 2}));
}

TEST(PaddedMargins, TakeAnEighthOfTheSideAtMost) {
  // By the field alone 4 of 16 cells along each edge, three quarters of the map.
  EXPECT_EQ(padded_margins(layer_of(8, 68, 4), kInput, 16, 16), (Margins{2, 2, 2, 2}));
}

TEST(PaddedMargins, AreNoneWhereThePaddingReachesEveryCell) {
  EXPECT_EQ(padded_margins(layer_of(16, 400, 8), kInput, 8, 8), Margins{});
  EXPECT_EQ(padded_margins(layer_of(1, 1, 0.5), kInput, 128, 128), Margins{});
}

TEST(RepeatedMargins, AreTheCellsWhoseCentreLiesBeyondTheImage) {
  // The whole of a 400 x 300 image: 50 pixels repeated above and below, 1/8 of the square.
  EXPECT_EQ(repeated_margins({0, -50, 400, 400}, 400, 300, 16, 16), (Margins{0, 2, 0, 2}));
  EXPECT_EQ(repeated_margins({50, 0, 300, 300}, 400, 300, 16, 16), Margins{});
}

TEST(FrameOf, TakesTheGreaterOfBothAndSaysWhichPartOfTheImageItIs) {
  const MapFrame frame =
      frame_of(layer_of(1, 5, 0.5), kInput, 128, 128, {0, -50, 400, 400}, 400, 300);
  EXPECT_EQ(frame.left_out, (Margins{2, 16, 2, 16}));
  EXPECT_DOUBLE_EQ(frame.part.y, -50.0 / 300);
  EXPECT_DOUBLE_EQ(frame.part.width, 1);
}

// 8 x 8 cells of 0 with some set: x, y, value.
std::vector<float> map_with(std::initializer_list<std::array<int, 3>> cells) {
  std::vector<float> map(64, 0.0f);
  for (const auto& [x, y, value] : cells)
    map[static_cast<std::size_t>(y * 8 + x)] = static_cast<float>(value);
  return map;
}

TEST(MapStatistics, LeaveTheMarginsOut) {
  const auto map = map_with({{0, 3, 9}, {5, 2, 4}});
  EXPECT_EQ(map_statistics(map, 8).max, 9);
  const MapStatistics inner = map_statistics(map, 8, {1, 1, 1, 1});
  EXPECT_EQ(inner.max, 4);
  EXPECT_EQ(inner.peak_x, 5);
  EXPECT_EQ(inner.peak_y, 2);
  EXPECT_FLOAT_EQ(inner.mean, 4.0f / 36);
  EXPECT_FLOAT_EQ(inner.active_fraction, 1.0f / 36);
}

TEST(MapStatistics, LeaveNothingOutWhereNothingWouldBeLeft) {
  const auto map = map_with({{0, 3, 9}});
  EXPECT_EQ(map_statistics(map, 8, {4, 4, 4, 4}).max, 9);
}

TEST(ResponsePlace, DoesNotNameWhatThePaddingAnswered) {
  const auto map = map_with({{0, 0, 9}, {0, 1, 9}, {0, 2, 9}, {6, 6, 4}, {6, 5, 4}});
  EXPECT_EQ(response_place(map, 8), Place::kUpperLeft);
  EXPECT_EQ(response_place(map, 8, {.left_out = {1, 1, 1, 1}}), Place::kLowerRight);
}

TEST(ResponsePlace, IsOfTheImageNotOfTheSquare) {
  // The left edge of the middle third of a wide image is its middle.
  const auto map = map_with({{0, 4, 9}, {0, 3, 9}});
  EXPECT_EQ(response_place(map, 8), Place::kLeft);
  EXPECT_EQ(response_place(map, 8, {.part = {1.0 / 3, 0, 1.0 / 3, 1}}), Place::kCentre);
}

}  // namespace
}  // namespace lesion
