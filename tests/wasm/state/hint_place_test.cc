#include "wasm/viewer/state/hint_place.h"

#include <gtest/gtest.h>

namespace lesion::viewer {
namespace {

constexpr Size kCanvas{800, 600};
constexpr Size kWords{200, 90};

bool overlap(const Rect& a, const Rect& b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

// Wherever an item is, its words lie on the canvas and not on it.
TEST(HintPlace, NeverCoversWhatItExplains) {
  for (const HintSide side :
       {HintSide::kBelow, HintSide::kAbove, HintSide::kLeft, HintSide::kRight}) {
    for (double x = 0; x <= 760; x += 20) {
      for (double y = 0; y <= 560; y += 20) {
        for (const Size size : {Size{40, 40}, Size{300, 31}, Size{20, 300}}) {
          if (x + size.width > kCanvas.width || y + size.height > kCanvas.height) continue;
          const Rect item{x, y, size.width, size.height};
          const Point at = hint_corner(item, kWords, kCanvas, 6, side);
          const Rect words{at.x, at.y, kWords.width, kWords.height};
          EXPECT_FALSE(overlap(words, item)) << x << ", " << y << ", " << size.width;
          EXPECT_GE(words.x, 0);
          EXPECT_GE(words.y, 0);
          EXPECT_LE(words.x + words.width, kCanvas.width);
          EXPECT_LE(words.y + words.height, kCanvas.height);
        }
      }
    }
  }
}

TEST(HintPlace, IsOnTheSideThatWasAskedForWhereThereIsRoom) {
  const Rect item{300, 250, 100, 30};
  EXPECT_EQ(hint_corner(item, kWords, kCanvas, 6, HintSide::kBelow), (Point{300, 286}));
  EXPECT_EQ(hint_corner(item, kWords, kCanvas, 6, HintSide::kAbove), (Point{300, 154}));
  EXPECT_EQ(hint_corner(item, kWords, kCanvas, 6, HintSide::kLeft), (Point{94, 250}));
  EXPECT_EQ(hint_corner({100, 250, 60, 30}, kWords, kCanvas, 6, HintSide::kLeft),
            (Point{100, 154}));
  // A title at the head of a panel at the right: not over the figure below it.
  EXPECT_EQ(hint_corner({500, 60, 280, 20}, kWords, kCanvas, 6, HintSide::kAbove),
            (Point{294, 60}));
  EXPECT_EQ(hint_corner({100, 60, 650, 20}, kWords, kCanvas, 6, HintSide::kAbove),
            (Point{100, 86}));
}

TEST(HintPlace, StaysOnACanvasWithoutRoom) {
  const Point at = hint_corner({0, 0, 800, 600}, kWords, kCanvas, 6, HintSide::kBelow);
  EXPECT_EQ(at, (Point{0, 510}));
  EXPECT_EQ(hint_corner({0, 0, 50, 50}, {300, 300}, {100, 100}, 6, HintSide::kBelow),
            (Point{0, 0}));
}

}  // namespace
}  // namespace lesion::viewer
