#include "core/print/text.h"

#include <gtest/gtest.h>

#include "tests/core/print/tiny_font.h"

namespace lesion::print {
namespace {

class Text : public ::testing::Test {
 protected:
  Text() : font_(*Font::open(testing::tiny_font())) {}
  TextStyle at(double size) const { return {&font_, size, {0, 0, 0}}; }

  static int grey_at(const Canvas& canvas, int x, int y) {
    return canvas.image().rgb[static_cast<std::size_t>(y * canvas.width() + x) * 3];
  }

  Font font_;
};

TEST_F(Text, IsAsWideAsItsAdvancesAndKerning) {
  EXPECT_DOUBLE_EQ(text_width(at(10), "A"), 6);
  EXPECT_DOUBLE_EQ(text_width(at(10), "AB"), 12);
  EXPECT_DOUBLE_EQ(text_width(at(10), "AA"), 11);
  EXPECT_DOUBLE_EQ(text_width(at(10), "A A"), 15);
  EXPECT_DOUBLE_EQ(text_width(at(10), ""), 0);
  EXPECT_DOUBLE_EQ(line_height(at(10)), 10);
  EXPECT_DOUBLE_EQ(ascent(at(10)), 8);
}

TEST_F(Text, ASquareGlyphIsASquareOfPixelsOnTheBaseline) {
  auto canvas = Canvas::create(20, 20);
  EXPECT_DOUBLE_EQ(draw_text(*canvas, at(10), 3, 12, "A"), 6);
  for (int y = 0; y < 20; ++y) {
    for (int x = 0; x < 20; ++x) {
      const bool inside = x >= 3 && x < 8 && y >= 7 && y < 12;
      ASSERT_EQ(grey_at(*canvas, x, y), inside ? 0 : 255) << x << ' ' << y;
    }
  }
}

TEST_F(Text, AComponentIsMoved) {
  auto canvas = Canvas::create(20, 20);
  draw_text(*canvas, at(10), 3, 12, "B");
  EXPECT_EQ(grey_at(*canvas, 3, 8), 255);
  EXPECT_EQ(grey_at(*canvas, 4, 8), 0);
  EXPECT_EQ(grey_at(*canvas, 8, 8), 0);
  EXPECT_EQ(grey_at(*canvas, 9, 8), 255);
}

TEST_F(Text, StandsBetweenPixelsByQuarters) {
  auto canvas = Canvas::create(20, 20);
  draw_text(*canvas, at(10), 3.5, 12, "A");
  EXPECT_NEAR(grey_at(*canvas, 3, 8), 128, 2);
  EXPECT_EQ(grey_at(*canvas, 4, 8), 0);
  EXPECT_NEAR(grey_at(*canvas, 8, 8), 128, 2);
}

TEST_F(Text, IsAlignedToItsMiddleOrItsEnd) {
  auto canvas = Canvas::create(20, 20);
  draw_text(*canvas, at(10), 13, 12, "A", Align::kRight);
  EXPECT_EQ(grey_at(*canvas, 6, 8), 255);
  EXPECT_EQ(grey_at(*canvas, 7, 8), 0);
  auto other = Canvas::create(20, 20);
  draw_text(*other, at(10), 10, 12, "A", Align::kCentre);
  EXPECT_EQ(grey_at(*other, 6, 8), 255);
  EXPECT_EQ(grey_at(*other, 7, 8), 0);
}

TEST_F(Text, IsWrappedAtBlanksAndLongWordsAnywhere) {
  using Lines = std::vector<std::string>;
  // AB is 12 wide, a blank 3.
  EXPECT_EQ(wrapped(at(10), "AB AB AB", 27.5), (Lines{"AB AB", "AB"}));
  EXPECT_EQ(wrapped(at(10), "AB\nAB", 100), (Lines{"AB", "AB"}));
  EXPECT_EQ(wrapped(at(10), "ABABAB A", 24.5), (Lines{"ABAB", "AB A"}));
  EXPECT_EQ(wrapped(at(10), "AB", 1), (Lines{"A", "B"}));
  EXPECT_EQ(wrapped(at(10), "", 10), Lines{});
  EXPECT_EQ(wrapped(at(10), "AB", 0), Lines{});
}

TEST_F(Text, WithMoreLinesThanAllowedEndsInAnEllipsis) {
  // The font lacks the ellipsis: its mark for that is 5 wide.
  EXPECT_EQ(wrapped(at(10), "AB AB AB", 13, 2), (std::vector<std::string>{"AB", "A…"}));
}

TEST_F(Text, ShortenedKeepsItsBeginningAndItsEnd) {
  EXPECT_EQ(shortened(at(10), "ABAB", 24.5), "ABAB");
  // The ellipsis (5) and three letters (18).
  EXPECT_EQ(shortened(at(10), "ABABABAB", 23.5), "AB…B");
  EXPECT_EQ(shortened(at(10), "ABAB", 5.5), "…");
  EXPECT_EQ(shortened(at(10), "ABAB", 4), "");
}

TEST_F(Text, OfAnySizeAndPlaceIsHarmless) {
  auto canvas = Canvas::create(8, 8);
  draw_text(*canvas, at(10), 1e300, 4, "A");
  draw_text(*canvas, at(10), 4, -1e9, "A");
  draw_text(*canvas, at(0), 1, 4, "A");
  draw_text(*canvas, at(1e9), 1, 4, "A");
  draw_text(*canvas, {}, 1, 4, "A");
  for (const std::uint8_t value : canvas->image().rgb) ASSERT_EQ(value, 255);
  draw_text(*canvas, at(1000), -100, 200, std::string(5000, 'A'));
  EXPECT_LT(wrapped(at(10), std::string(100'000, 'A'), 60).size(), 1001u);
}

TEST(Characters, AreReadAsRfc3629Says) {
  EXPECT_EQ(characters("aé€😀"), U"aé€😀");
  EXPECT_EQ(to_utf8(U"aé€😀"), "aé€😀");
}

TEST(Characters, BytesThatAreNoUtf8BecomeReplacementMarks) {
  EXPECT_EQ(characters("a\xff"
                       "b"),
            U"a\ufffdb");
  EXPECT_EQ(characters("\xe2\x82"), U"\ufffd\ufffd");            // cut off
  EXPECT_EQ(characters("\xc0\xaf"), U"\ufffd\ufffd");            // overlong
  EXPECT_EQ(characters("\xed\xa0\x80"), U"\ufffd\ufffd\ufffd");  // a surrogate
  EXPECT_EQ(characters("\xf5\x80\x80\x80"), U"\ufffd\ufffd\ufffd\ufffd");
}

TEST(Characters, ControlsAreBlanksAndDirectionMarksNothing) {
  EXPECT_EQ(characters("a\tb\r\nc"), U"a b \nc");
  EXPECT_EQ(characters("a\u202e\u200b"
                       "b\ufeff"),
            U"ab");
}

}  // namespace
}  // namespace lesion::print
