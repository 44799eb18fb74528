#include "core/concepts/correct.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

namespace lesion {
namespace {

Mask empty(int width, int height) {
  return {width, height,
          std::vector<std::uint8_t>(static_cast<std::size_t>(width) *
                                    static_cast<std::size_t>(height))};
}

std::string drawn(const Mask& mask) {
  std::string rows;
  for (int y = 0; y < mask.height; ++y) {
    for (int x = 0; x < mask.width; ++x) rows += mask.at(x, y) ? '#' : '.';
    rows += '\n';
  }
  return rows;
}

// By hand: a pixel counts by its middle, (x + 0.5, y + 0.5).
TEST(Correct, AddsWhatTheBrushTouchesAndTakesAwayAgain) {
  Mask mask = empty(7, 5);
  // From (2.5, 2.5) to (4.5, 2.5) with radius 1: the line's three pixels, and one above and below
  // each, as far as 1 from it; one more to the left and to the right.
  const std::vector<float> add = {2.5f, 2.5f, 4.5f, 2.5f, 1, 1};
  correct_mask(mask, add);
  EXPECT_EQ(drawn(mask),
            ".......\n"
            "..###..\n"
            ".#####.\n"
            "..###..\n"
            ".......\n");
  const std::vector<float> take = {3.5f, 2.5f, 3.5f, 2.5f, 0.4f, 0};
  correct_mask(mask, take);
  EXPECT_EQ(drawn(mask),
            ".......\n"
            "..###..\n"
            ".##.##.\n"
            "..###..\n"
            ".......\n");
}

TEST(Correct, GoesByTheOrderOfThePieces) {
  Mask mask = empty(3, 3);
  correct_mask(mask,
               std::vector<float>{1.5f, 1.5f, 1.5f, 1.5f, 9, 1, 1.5f, 1.5f, 1.5f, 1.5f, 9, 0});
  EXPECT_EQ(drawn(mask), "...\n...\n...\n");
  correct_mask(mask,
               std::vector<float>{1.5f, 1.5f, 1.5f, 1.5f, 9, 0, 1.5f, 1.5f, 1.5f, 1.5f, 9, 1});
  EXPECT_EQ(drawn(mask), "###\n###\n###\n");
}

TEST(Correct, EndsAtTheEdgeAndLeavesOutWhatIsNoPiece) {
  Mask mask = empty(3, 2);
  correct_mask(mask, std::vector<float>{-50, 0.5f, 0.5f, 0.5f, 0.5f, 1});
  EXPECT_EQ(drawn(mask), "#..\n...\n");
  const float nan = std::numeric_limits<float>::quiet_NaN();
  correct_mask(mask, std::vector<float>{nan, 0, 0, 0, 9, 1});
  correct_mask(mask, std::vector<float>{1, 1, 1, 1, 0, 1});
  correct_mask(mask, std::vector<float>{1, 1, 1, 1, 9});
  correct_mask(mask, {});
  EXPECT_EQ(drawn(mask), "#..\n...\n");
  Mask broken{3, 2, {0, 0}};
  correct_mask(broken, std::vector<float>{1, 1, 1, 1, 9, 1});
  EXPECT_EQ(broken.pixels.size(), 2u);
}

}  // namespace
}  // namespace lesion
