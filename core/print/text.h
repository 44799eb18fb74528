// Words on a canvas: left to right, one glyph a character with kerning. Scripts that join or
// reorder (Arabic, Devanagari) are drawn letter by letter and read wrongly; Latin, Greek and
// Cyrillic are right as far as the font has them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/print/canvas.h"
#include "core/print/font.h"

namespace lesion::print {

struct TextStyle {
  const Font* font = nullptr;  // outlives the style
  double size = 40;            // of the em, pixels; text outside 1..1000 is not drawn
  Colour colour;
};

enum class Align { kLeft, kCentre, kRight };

// UTF-8 as characters. Bytes that are no UTF-8 become U+FFFD each, control characters blanks
// (except '\n'), marks without a shape (direction, zero width) nothing.
std::u32string characters(std::string_view utf8);
std::string to_utf8(std::u32string_view text);

// Pixels that the pen moves while drawing `utf8` on one line.
double text_width(const TextStyle& style, std::string_view utf8);
// Pixels from one baseline to the next; and from the top of a line to its baseline.
double line_height(const TextStyle& style);
double ascent(const TextStyle& style);

// `utf8` if it fits into `width` pixels; otherwise with its middle replaced by an ellipsis, so that
// a file name keeps its number and its ending. Empty where not even the ellipsis fits.
std::string shortened(const TextStyle& style, std::string_view utf8, double width);

// `utf8` in lines no wider than `width` pixels: broken at blanks, kept at '\n', a word that is too
// long broken anywhere. More than `most_lines` lines: the last one ends in an ellipsis.
// Of a text above 4000 characters the rest is left out, with an ellipsis.
std::vector<std::string> wrapped(const TextStyle& style, std::string_view utf8, double width,
                                 int most_lines = 1000);

// Draws one line ('\n' counts as a blank) with its baseline at y and its left end, middle or right
// end at x. Returns its width.
double draw_text(Canvas& canvas, const TextStyle& style, double x, double baseline,
                 std::string_view utf8, Align align = Align::kLeft);

// Draws `utf8` wrapped to `width` with the top of its first line at y; x is the left edge, middle
// or right edge of the column. Returns the y below the last line.
double draw_paragraph(Canvas& canvas, const TextStyle& style, double x, double y, double width,
                      std::string_view utf8, Align align = Align::kLeft, int most_lines = 1000);

}  // namespace lesion::print
