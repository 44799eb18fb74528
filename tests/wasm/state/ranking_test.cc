#include <gtest/gtest.h>

#include "tests/wasm/state/made_state.h"

namespace lesion::viewer {
namespace {

TEST(Strongest, TheFilterFurthestBeyondItsOwnPastComesFirst) {
  // All filters share one past (median 1, greatest 4): 8 is beyond anything seen, then 3, 2, 2, 1.
  const auto list = strongest_filters(made_state(), 3, 5);
  ASSERT_EQ(list.size(), 3u);
  EXPECT_EQ(list[0].layer, 1);
  EXPECT_EQ(list[0].filter, 1);
  EXPECT_EQ(list[1].layer, 0);
  EXPECT_EQ(list[1].filter, 2);
  EXPECT_TRUE(list[0].measured);
  EXPECT_EQ(list[0].usual, 1.0f);
  EXPECT_EQ(list[0].range, 8.0f);  // the bar never overflows
}

TEST(Strongest, OneLayerNeverFillsTheList) {
  const auto list = strongest_filters(made_state(), 10, 1);
  ASSERT_EQ(list.size(), 2u);
  EXPECT_NE(list[0].layer, list[1].layer);
}

TEST(Strongest, InactiveFiltersAreNotListed) {
  for (const NotableFilter& entry : strongest_filters(made_state(), 100, 100)) {
    EXPECT_FALSE(entry.layer == 1 && entry.filter == 2);
  }
}

TEST(Strongest, WithoutMapsTheListIsEmpty) {
  EXPECT_TRUE(strongest_filters(ViewerState{}, 5, 5).empty());
}

TEST(Sorting, ByResponseTheGreatestComesFirst) {
  const ViewerState state = reduce(made_state(), SetSort{SortBy::kResponse});
  EXPECT_EQ(sorted_filters(state, 1), (std::vector<int>{1, 4, 3, 0, 2}));
}

TEST(Sorting, ByNumberIsTheOrderOfTheNetwork) {
  EXPECT_EQ(sorted_filters(made_state(), 1), (std::vector<int>{0, 1, 2, 3, 4}));
}

}  // namespace
}  // namespace lesion::viewer
