#include "core/concepts/mask.h"

#include <gtest/gtest.h>

#include <string_view>

namespace lesion {
namespace {

// Rows of '#' and '.'.
Mask drawn(std::initializer_list<std::string_view> rows) {
  Mask mask;
  for (const std::string_view row : rows) {
    mask.width = static_cast<int>(row.size());
    ++mask.height;
    for (const char c : row) mask.pixels.push_back(c == '#' ? 255 : 0);
  }
  return mask;
}

TEST(Mask, JaccardIsTheShareOfWhatIsInEitherThatIsInBoth) {
  const Mask a = drawn({"##..", "##.."});
  const Mask b = drawn({".##.", ".##."});
  EXPECT_DOUBLE_EQ(jaccard(a, b), 2.0 / 6.0);
  EXPECT_DOUBLE_EQ(jaccard(a, a), 1.0);
  EXPECT_DOUBLE_EQ(jaccard(a, drawn({"...#", "...#"})), 0.0);
}

TEST(Mask, TwoEmptyMasksAgreeAndMasksOfDifferentSizesDoNot) {
  EXPECT_DOUBLE_EQ(jaccard(drawn({"..", ".."}), drawn({"..", ".."})), 1.0);
  EXPECT_DOUBLE_EQ(jaccard(drawn({"##"}), drawn({"#", "#"})), 0.0);
}

TEST(Mask, SummaryOfAHandDrawnMask) {
  const MaskSummary summary = summarise(drawn({".....", ".##..", ".#...", "....."}));
  EXPECT_EQ(summary.area, 3);
  EXPECT_DOUBLE_EQ(summary.share, 3.0 / 20.0);
  // Centres (1.5, 1.5), (2.5, 1.5), (1.5, 2.5).
  EXPECT_DOUBLE_EQ(summary.centroid_x, 5.5 / 3.0);
  EXPECT_DOUBLE_EQ(summary.centroid_y, 5.5 / 3.0);
  EXPECT_EQ(summary.box, (Rect{1, 1, 2, 2}));
  EXPECT_FALSE(summary.touches_edge);
}

TEST(Mask, TouchesEdgeOnEachOfTheFourSides) {
  EXPECT_TRUE(summarise(drawn({".#.", "...", "..."})).touches_edge);
  EXPECT_TRUE(summarise(drawn({"...", "...", ".#."})).touches_edge);
  EXPECT_TRUE(summarise(drawn({"...", "#..", "..."})).touches_edge);
  EXPECT_TRUE(summarise(drawn({"...", "..#", "..."})).touches_edge);
  EXPECT_FALSE(summarise(drawn({"...", ".#.", "..."})).touches_edge);
}

TEST(Mask, AnEmptyMaskHasNoPlace) {
  const MaskSummary summary = summarise(drawn({"...", "..."}));
  EXPECT_EQ(summary.area, 0);
  EXPECT_EQ(summary.box, Rect{});
  EXPECT_FALSE(summary.touches_edge);
}

TEST(Mask, AnImageIsMarkedWhereItsFirstChannelIsBright) {
  const Mask mask = mask_from(Image{2, 1, {127, 255, 255, 128, 0, 0}});
  EXPECT_FALSE(mask.at(0, 0));
  EXPECT_TRUE(mask.at(1, 0));
}

}  // namespace
}  // namespace lesion
