// TrueType outlines from bytes that nobody vouches for. The tables are read here, every offset
// checked, because stb_truetype does none of that; its rasteriser, which sees numbers only, draws
// the outlines (glyph.h).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace lesion::print {

// One step of an outline, in font units, y upwards. A curve is quadratic through the control point.
struct PathStep {
  enum class Kind : std::uint8_t { kMove, kLine, kCurve };
  Kind kind = Kind::kMove;
  float x = 0;
  float y = 0;
  float control_x = 0;
  float control_y = 0;
};

class Font {
 public:
  // Reads a TrueType file (glyf outlines). Fails with kUnsupported (a collection, PostScript
  // outlines, WOFF, no Unicode character map), kCorrupt (no font, truncated, a table outside the
  // file, a checksum that does not match: a report must not show a 3 where an 8 stood) or kTooLarge
  // (above 32 MB).
  static Result<Font> open(std::vector<std::uint8_t> file);

  int units_per_em() const { return units_per_em_; }
  int glyph_count() const { return glyph_count_; }
  // Of a line, in font units: above the baseline (positive), below it (negative), between lines.
  int ascent() const { return ascent_; }
  int descent() const { return descent_; }
  int line_gap() const { return line_gap_; }

  // The glyph of a Unicode character; 0, the font's own mark for a missing one, where there is
  // none.
  int glyph(char32_t character) const;
  // In font units; 0 for a glyph that the font does not have.
  int advance(int glyph) const;
  // What is added between two glyphs (`kern` table, format 0), in font units; 0 where nothing is.
  int kerning(int left, int right) const;
  // Empty for a blank, a glyph that the font does not have, or a damaged one.
  std::vector<PathStep> outline(int glyph) const;

 private:
  enum Table : std::size_t { kCmap, kGlyf, kHead, kHhea, kHmtx, kLoca, kMaxp, kKern, kTableCount };
  struct Extent {
    std::size_t offset = 0;
    std::size_t length = 0;
  };
  struct Budget {
    int components = 0;
  };

  Result<void> find_tables();
  Result<void> read_metrics();
  Result<void> choose_character_map();
  bool add_outline(int glyph, const std::array<double, 6>& place, int depth, Budget& budget,
                   std::vector<PathStep>& path) const;
  std::span<const std::uint8_t> glyph_data(int glyph) const;
  std::span<const std::uint8_t> table(Table which) const {
    return std::span(file_).subspan(tables_[which].offset, tables_[which].length);
  }

  std::vector<std::uint8_t> file_;
  std::array<Extent, kTableCount> tables_{};
  std::size_t character_map_ = 0;  // of the chosen subtable, from the start of cmap
  int units_per_em_ = 1;
  int glyph_count_ = 0;
  int ascent_ = 0;
  int descent_ = 0;
  int line_gap_ = 0;
  int metrics_ = 0;  // entries of hmtx that have an advance of their own
  bool long_offsets_ = false;
};

}  // namespace lesion::print
