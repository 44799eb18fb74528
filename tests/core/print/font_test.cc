#include "core/print/font.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <random>
#include <string_view>

#include "core/print/text.h"
#include "tests/core/print/tiny_font.h"

namespace lesion::print {
namespace {

std::vector<std::uint8_t> file_at(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Font, ReadsMetricsCharactersAndKerning) {
  const auto font = Font::open(testing::tiny_font());
  ASSERT_TRUE(font) << font.error().message;
  EXPECT_EQ(font->units_per_em(), 1000);
  EXPECT_EQ(font->glyph_count(), 4);
  EXPECT_EQ(font->ascent(), 800);
  EXPECT_EQ(font->descent(), -200);
  EXPECT_EQ(font->glyph(U'A'), 1);
  EXPECT_EQ(font->glyph(U'B'), 2);
  EXPECT_EQ(font->glyph(U' '), 3);
  EXPECT_EQ(font->glyph(U'C'), 0);
  EXPECT_EQ(font->glyph(U'\U0001f600'), 0);
  EXPECT_EQ(font->advance(1), 600);
  EXPECT_EQ(font->advance(3), 300);
  EXPECT_EQ(font->advance(4), 0);
  EXPECT_EQ(font->kerning(1, 1), -100);
  EXPECT_EQ(font->kerning(1, 2), 0);
}

TEST(Font, DrawsAGlyphWhereItsOutlineLies) {
  const auto font = Font::open(testing::tiny_font());
  ASSERT_TRUE(font);
  // 500 units a side at a hundredth of a pixel each, its foot on the baseline.
  const GlyphMask square = font->draw(1, 0.01, 0);
  EXPECT_EQ(square.left, 0);
  EXPECT_EQ(square.top, -5);
  EXPECT_EQ(square.width, 5);
  EXPECT_EQ(square.height, 5);
  EXPECT_EQ(square.coverage, std::vector<std::uint8_t>(25, 255));
  // The same, moved right by 100 units as a component of another glyph, and by half a pixel.
  const GlyphMask moved = font->draw(2, 0.01, 0.5);
  EXPECT_EQ(moved.left, 1);
  ASSERT_EQ(moved.width, 6);
  EXPECT_NEAR(moved.coverage[0], 127.5, 1);
  EXPECT_EQ(moved.coverage[1], 255);
  EXPECT_NEAR(moved.coverage[5], 127.5, 1);
  for (const int none : {0, 3, 99, -1}) EXPECT_EQ(font->draw(none, 0.01, 0).width, 0) << none;
  EXPECT_EQ(font->draw(1, 1000, 0).width, 0);
  EXPECT_EQ(font->draw(1, -1, 0).width, 0);
}

TEST(Font, SaysWhatItCannotRead) {
  EXPECT_EQ(Font::open({}).error().message,
            "the font is damaged: it is no font file or was cut off");
  EXPECT_EQ(Font::open(std::vector<std::uint8_t>(100, 'x')).error().kind, ErrorKind::kCorrupt);
  for (const char* kind : {"ttcf", "wOFF", "wOF2"}) {
    auto file = testing::tiny_font();
    std::copy(kind, kind + 4, file.begin());
    EXPECT_EQ(Font::open(file).error().kind, ErrorKind::kUnsupported) << kind;
  }
  EXPECT_EQ(Font::open(std::vector<std::uint8_t>((32u << 20) + 1)).error().kind,
            ErrorKind::kTooLarge);
}

TEST(Font, AFlippedBitIsRefusedByItsChecksum) {
  auto file = testing::tiny_font();
  file[testing::table_at(file, "glyf") + 3] ^= 1;
  EXPECT_EQ(Font::open(file).error().message,
            "the font is damaged: its table glyf is missing, cut off or not valid");
}

TEST(Font, EveryCutIsRefused) {
  const auto whole = testing::tiny_font();
  for (std::size_t length = 0; length + 4 < whole.size(); ++length) {
    const std::vector<std::uint8_t> cut(whole.begin(),
                                        whole.begin() + static_cast<std::ptrdiff_t>(length));
    ASSERT_FALSE(Font::open(cut)) << length;
  }
}

TEST(Font, ABitOutsideTheTablesIsRefusedByTheWholeFilesChecksum) {
  auto file = testing::tiny_font();
  file[6] ^= 1;  // of the directory, which no table's checksum covers
  EXPECT_EQ(Font::open(file).error().message,
            "the font is damaged: it is no font file or was cut off");
}

TEST(Font, EveryFlippedBitIsRefused) {
  const auto whole = testing::tiny_font();
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    auto file = whole;
    file[bit / 8] = static_cast<std::uint8_t>(file[bit / 8] ^ (1u << bit % 8));
    ASSERT_FALSE(Font::open(file)) << bit;
  }
}

TEST(Font, ATableTooShortForItsGlyphsIsRefusedThoughItsChecksumIsRight) {
  auto file = testing::tiny_font();
  file[testing::table_at(file, "maxp") + 4] = 1;  // 260 glyphs
  testing::seal(file);
  EXPECT_EQ(Font::open(file).error().message,
            "the font is damaged: its table hmtx is missing, cut off or not valid");
}

// The face of the page and of its exports, with CFF outlines.
TEST(Font, InterHasTheAdvancesThatItsTablesState) {
  const auto whole = file_at(LESION_FONT_DIR "/Inter-Regular.otf");
  if (whole.empty()) GTEST_SKIP() << LESION_FONT_DIR "/Inter-Regular.otf is not installed";
  const auto font = Font::open(whole);
  ASSERT_TRUE(font) << font.error().message;
  EXPECT_EQ(font->units_per_em(), 2816);
  EXPECT_EQ(font->ascent(), 2728);
  EXPECT_EQ(font->descent(), -680);
  // Read from the font's cmap and hmtx by hand.
  EXPECT_EQ(font->advance(font->glyph(U'0')), 1760);
  EXPECT_EQ(font->advance(font->glyph(U'1')), 1308);
  EXPECT_EQ(font->advance(font->glyph(U'8')), 1736);
  EXPECT_EQ(font->advance(font->glyph(U' ')), 792);
  EXPECT_EQ(font->advance(font->glyph(U'A')), 1904);
  EXPECT_EQ(font->advance(font->glyph(U'ü')), 1636);
  EXPECT_EQ(font->advance(font->glyph(U'≥')), 1856);
  // Kerning by its GPOS table: V stands under the A's slope.
  EXPECT_LT(font->kerning(font->glyph(U'A'), font->glyph(U'V')), 0);
  for (const char32_t needed : std::u32string_view(U"äéßĳ±×−≥…→")) {
    EXPECT_NE(font->glyph(needed), 0) << static_cast<unsigned>(needed);
  }
  // An 8 at 30 pixels an em: as wide as its advance but for its bearings, two holes in its middle.
  const GlyphMask eight = font->draw(font->glyph(U'8'), 30.0 / 2816, 0);
  EXPECT_NEAR(eight.height, 22, 2);
  int changes = 0;
  bool inside = false;
  for (int y = 0; y < eight.height; ++y) {
    const bool now =
        eight.coverage[static_cast<std::size_t>(y * eight.width + eight.width / 2)] > 127;
    changes += now != inside ? 1 : 0;
    inside = now;
  }
  EXPECT_EQ(changes + (inside ? 1 : 0), 6);
}

TEST(Font, DamageToARealFontIsRefused) {
  const auto whole = file_at(LESION_FONT_DIR "/Inter-Regular.otf");
  if (whole.empty()) GTEST_SKIP() << LESION_FONT_DIR "/Inter-Regular.otf is not installed";
  std::mt19937 random(20180917);
  for (int round = 0; round < 60; ++round) {
    auto file = whole;
    file[random() % file.size()] ^= static_cast<std::uint8_t>(1 + random() % 255);
    ASSERT_FALSE(Font::open(file)) << round;
  }
}

}  // namespace
}  // namespace lesion::print
