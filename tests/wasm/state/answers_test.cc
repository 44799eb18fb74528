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
  const Layer layer = bare_layer({{2, 3, 4, {}}, figures});
  EXPECT_EQ(layer.statistics[0].peak_x, 0);
  EXPECT_EQ(layer.statistics[0].peak_y, 2);
  EXPECT_EQ(layer.statistics[1].peak_x, 0);
  EXPECT_EQ(layer.statistics[1].peak_y, 2);
}

TEST(Answers, WholeMeansThatSizesAgree) {
  LayerAnswer answer{{2, 1, 2, {0, 1, 2, 3}}, std::vector<float>(12)};
  EXPECT_TRUE(whole(answer));
  EXPECT_EQ(layer_of(answer).places.size(), 2u);
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
