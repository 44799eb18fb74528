// A font of the exports: TrueType or OpenType, read and drawn by stb_truetype.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/error.h"

namespace lesion::print {

// Coverage 0..255 of width x height pixels, whose upper left pixel lies (left, top) pixels from the
// pen's (y downwards, so top is mostly negative).
struct GlyphMask {
  int left = 0;
  int top = 0;
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> coverage;
};

// Whether a font file is as its maker wrote it: every table inside the file, its checksum and that
// of the whole right, the tables that are read here there and as long as they must be (OpenType
// specification, "Calculating checksums"). Fails with kUnsupported (a collection, WOFF, outlines of
// another kind), kCorrupt (no font, truncated, a checksum that does not match: a report must not
// show a 3 where an 8 stood) or kTooLarge (above 32 MB).
Result<void> check_font_file(std::span<const std::uint8_t> file);

class Font {
 public:
  // Reads a font file (glyf or CFF outlines) that check_font_file finds whole. stb_truetype checks
  // no offset, so a file forged with right checksums is not kept out: the fonts of the exports come
  // with the page, never from a person. Fails as check_font_file does, and with kUnsupported where
  // there is no Unicode character map.
  static Result<Font> open(std::vector<std::uint8_t> file);

  int units_per_em() const;
  int glyph_count() const;
  // Of a line, in font units: above the baseline (positive), below it (negative), between lines.
  int ascent() const;
  int descent() const;
  int line_gap() const;

  // The glyph of a Unicode character; 0, the font's own mark for a missing one, where there is
  // none.
  int glyph(char32_t character) const;
  // In font units; 0 for a glyph that the font does not have.
  int advance(int glyph) const;
  // What is added between two glyphs (`GPOS` or `kern` table), in font units; 0 where nothing is.
  int kerning(int left, int right) const;

  // The glyph at `scale` pixels per font unit, shifted right by `shift` (0..1 pixel). Empty for a
  // blank, a glyph that the font does not have, or one larger than 4096 pixels a side.
  GlyphMask draw(int glyph, double scale, double shift) const;

 private:
  struct Face;
  explicit Font(std::shared_ptr<const Face> face);
  bool has(int glyph) const;

  std::shared_ptr<const Face> face_;  // never null, never changed: copies share it
};

}  // namespace lesion::print
