#include "core/print/font.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <random>

#include "core/print/text.h"
#include "tests/core/print/tiny_font.h"

namespace lesion::print {
namespace {

constexpr const char* kDejaVu = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";

std::vector<std::uint8_t> file_at(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Opens `file` and draws with whatever comes of it; true where it was accepted.
bool survives(const std::vector<std::uint8_t>& file, std::string_view text) {
  const auto font = Font::open(file);
  if (!font) {
    EXPECT_FALSE(font.error().message.empty());
    return false;
  }
  auto canvas = Canvas::create(120, 40);
  const TextStyle style{&*font, 24, {0, 0, 0}};
  draw_text(*canvas, style, 4, 30, text);
  wrapped(style, text, 50);
  shortened(style, text, 50);
  return true;
}

// `rounds` files with one to eight bytes changed, their checksums made right again.
void damage(const std::vector<std::uint8_t>& whole, int rounds, std::string_view text) {
  std::mt19937 random(20180917);
  int accepted = 0;
  for (int round = 0; round < rounds; ++round) {
    std::vector<std::uint8_t> file = whole;
    const auto changes = 1 + random() % 8;
    for (unsigned i = 0; i < changes; ++i) {
      file[random() % file.size()] = static_cast<std::uint8_t>(random());
    }
    testing::seal(file);
    accepted += survives(file, text) ? 1 : 0;
  }
  // Otherwise the drawing behind the checks was never tried.
  EXPECT_GT(accepted, rounds / 10);
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
  EXPECT_EQ(font->outline(1).size(), 5u);  // to a corner, three lines and the one that closes
  EXPECT_TRUE(font->outline(3).empty());
  EXPECT_TRUE(font->outline(99).empty());
  EXPECT_TRUE(font->outline(-1).empty());
}

TEST(Font, SaysWhatItCannotRead) {
  EXPECT_EQ(Font::open({}).error().message,
            "the font is damaged: it is no font file or was cut off");
  EXPECT_EQ(Font::open(std::vector<std::uint8_t>(100, 'x')).error().kind, ErrorKind::kCorrupt);
  for (const char* kind : {"OTTO", "ttcf", "wOFF", "wOF2"}) {
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

TEST(Font, AGlyphMadeOfItselfIsEmpty) {
  auto file = testing::tiny_font();
  const std::size_t glyf = testing::table_at(file, "glyf");
  // Glyph 2 begins behind the square's 24 bytes; its component's number is at 12 of it.
  file[glyf + 24 + 13] = 2;
  testing::seal(file);
  const auto font = Font::open(file);
  ASSERT_TRUE(font);
  EXPECT_TRUE(font->outline(2).empty());
}

TEST(Font, DamageBehindTheChecksumsDoesNoHarm) { damage(testing::tiny_font(), 20'000, "ABA BB"); }

TEST(Font, DamageToARealFontDoesNoHarm) {
  const auto whole = file_at(kDejaVu);
  if (whole.empty()) GTEST_SKIP() << kDejaVu << " is not installed";
  damage(whole, 60, "Ångström ﬁ 0123456789 Żółć");
}

TEST(Font, DejaVuSansHasTheAdvancesThatItsTablesState) {
  const auto whole = file_at(kDejaVu);
  if (whole.empty()) GTEST_SKIP() << kDejaVu << " is not installed";
  const auto font = Font::open(whole);
  ASSERT_TRUE(font) << font.error().message;
  EXPECT_EQ(font->units_per_em(), 2048);
  // From the font's own hmtx as other tools show it: figures are 1303 wide, blank 651.
  for (char32_t digit = U'0'; digit <= U'9'; ++digit) {
    EXPECT_EQ(font->advance(font->glyph(digit)), 1303);
  }
  EXPECT_EQ(font->advance(font->glyph(U' ')), 651);
  EXPECT_NE(font->glyph(U'ü'), 0);
  EXPECT_FALSE(font->outline(font->glyph(U'ü')).empty());
}

}  // namespace
}  // namespace lesion::print
