#include "wasm/viewer/state/answers.h"

#include <gtest/gtest.h>

#include <limits>

#include "tests/wasm/state/made_state.h"

namespace lesion::viewer {
namespace {

constexpr float kInfinite = std::numeric_limits<float>::infinity();
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

TEST(Answers, SixFiguresAFilter) {
  const std::vector<float> figures = {0, 4, 1, 0.5f, 3, 2, 0, 8, 2, 0.25f, 1, 0, 9};
  const std::vector<MapStatistics> statistics = statistics_from(figures);
  ASSERT_EQ(statistics.size(), 2u);
  EXPECT_EQ(statistics[0].max, 4);
  EXPECT_EQ(statistics[0].peak_x, 3);
  EXPECT_EQ(statistics[0].peak_y, 2);
  EXPECT_EQ(statistics[1].active_fraction, 0.25f);
}

TEST(Answers, APeakThatIsNoNumberIsNoReasonToLeaveTheRange) {
  const std::vector<float> figures = {0, 1, 0, 0, kNaN, kInfinite, 0, 1, 0, 0, -kInfinite, 1e30f};
  const std::vector<MapStatistics> statistics = statistics_from(figures);
  EXPECT_EQ(statistics[0].peak_x, 0);
  EXPECT_EQ(statistics[0].peak_y, std::numeric_limits<int>::max());
  EXPECT_EQ(statistics[1].peak_x, std::numeric_limits<int>::min());
  EXPECT_EQ(statistics[1].peak_y, std::numeric_limits<int>::max());
  // In a layer they lie on the map.
  const Layer layer = layer_of({{2, 3, 4}, figures, {0, 11}, {0, 0}});
  EXPECT_EQ(layer.statistics[0].peak_x, 0);
  EXPECT_EQ(layer.statistics[0].peak_y, 2);
  EXPECT_EQ(layer.statistics[1].peak_x, 0);
  EXPECT_EQ(layer.statistics[1].peak_y, 2);
}

// Value i of a layer is i.
void first_and_up(std::size_t first, std::span<float> out) {
  for (float& value : out) value = static_cast<float>(first++);
}

TEST(Answers, AValueIsReadWhereItLies) {
  const MapValues maps{2, 3, 4, 24, first_and_up};
  EXPECT_EQ(maps.at(1, 3, 2), 12 + 2 * 4 + 3);
  EXPECT_EQ(maps.at(2, 0, 0), std::nullopt);
  EXPECT_EQ(maps.at(0, 4, 0), std::nullopt);
  EXPECT_EQ(maps.at(0, 0, -1), std::nullopt);
}

TEST(Answers, WholeMeansThatSizesAgree) {
  LayerAnswer answer{{2, 1, 2, 4, first_and_up}, std::vector<float>(12), {8, 11}, {0.5f, 1}};
  EXPECT_TRUE(whole(answer));
  EXPECT_EQ(layer_of(answer).places, (std::vector{Place::kLowerRight, Place::kNowhere}));
  EXPECT_EQ(layer_of(answer).notability, (std::vector{0.5f, 1.0f}));
  answer.places[1] = 12;  // there is no such place
  EXPECT_FALSE(whole(answer));
  answer.places = {8};
  EXPECT_FALSE(whole(answer));
  answer.places = {8, 11};
  answer.notability.pop_back();
  EXPECT_FALSE(whole(answer));
  answer.notability = {0, 0};
  answer.maps.read = nullptr;
  EXPECT_FALSE(whole(answer));
  EXPECT_TRUE(figures_whole(answer));
  answer.maps.read = first_and_up;
  answer.maps.width = 3;
  EXPECT_FALSE(whole(answer));
  answer.maps.width = -2;
  EXPECT_FALSE(whole(answer));
}

TEST(Answers, ACanvasWithoutEndIsNoCanvas) {
  const ViewerState before = reduce(ViewerState{}, Resized{{800, 600, 2}});
  for (const Canvas& canvas :
       {Canvas{kInfinite, 600, 2}, Canvas{800, kInfinite, 2}, Canvas{800, 600, kInfinite},
        Canvas{1e30, 600, 2}, Canvas{9e4, 600, 9e4}}) {
    EXPECT_EQ(reduce(before, Resized{canvas}).canvas, before.canvas);
  }
}

}  // namespace
}  // namespace lesion::viewer
