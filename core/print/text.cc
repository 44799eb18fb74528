#include "core/print/text.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace lesion::print {
namespace {

constexpr char32_t kReplacement = 0xfffd;
constexpr char32_t kEllipsis = 0x2026;
constexpr std::size_t kMostCharacters = 4000;

bool drawable(const TextStyle& style) {
  return style.font != nullptr && style.size >= 1 && style.size <= 1000;
}

double scale_of(const TextStyle& style) { return style.size / style.font->units_per_em(); }

// Marks that steer layout and have no shape: drawn, they would be boxes.
bool shapeless(char32_t c) {
  return (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
         (c >= 0x2060 && c <= 0x2069) || c == 0xfeff || c == 0x00ad;
}

// One character from utf8[at...], `at` moved behind it (RFC 3629: no overlong forms, no
// surrogates).
char32_t next_character(std::string_view utf8, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(utf8[i]); };
  const unsigned char lead = byte(at++);
  if (lead < 0x80) return lead;
  const int more = lead >= 0xf0 && lead <= 0xf4  ? 3
                   : lead >= 0xe0                ? 2
                   : lead >= 0xc2 && lead < 0xe0 ? 1
                                                 : 0;
  if (more == 0 || lead > 0xf4) return kReplacement;
  char32_t value = lead & (0x3fu >> more);
  std::size_t end = at;
  for (int i = 0; i < more; ++i, ++end) {
    if (end >= utf8.size() || (byte(end) & 0xc0) != 0x80) return kReplacement;
    value = value << 6 | (byte(end) & 0x3fu);
  }
  constexpr char32_t kSmallest[] = {0, 0x80, 0x800, 0x10000};
  if (value < kSmallest[more] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) {
    return kReplacement;
  }
  at = end;
  return value;
}

// The pen's way over `text`, calling draw(glyph, pen) for each; in font units.
template <typename Draw>
double walk(const Font& font, std::u32string_view text, Draw draw) {
  double pen = 0;
  int before = -1;
  for (const char32_t character : text) {
    const int glyph = font.glyph(character == U'\n' ? U' ' : character);
    if (before >= 0) pen += font.kerning(before, glyph);
    draw(glyph, pen);
    pen += font.advance(glyph);
    before = glyph;
  }
  return pen;
}

double width_of(const TextStyle& style, std::u32string_view text) {
  return walk(*style.font, text, [](int, double) {}) * scale_of(style);
}

// The most characters of `text` that fit into `width`, at least one.
std::size_t fitting(const TextStyle& style, std::u32string_view text, double width) {
  std::size_t low = 1;
  std::size_t high = std::max<std::size_t>(1, text.size());
  while (low < high) {
    const std::size_t middle = (low + high + 1) / 2;
    if (width_of(style, text.substr(0, middle)) <= width) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

// Lines of one paragraph (no '\n' in it), appended to `lines`.
void wrap_paragraph(const TextStyle& style, std::u32string_view text, double width,
                    std::size_t most, std::vector<std::u32string>& lines) {
  std::u32string line;
  std::size_t at = 0;
  while (at < text.size() && lines.size() <= most) {
    const std::size_t end = std::min(text.find(U' ', at), text.size());
    std::u32string_view word = text.substr(at, end - at);
    at = end + 1;
    if (word.empty()) continue;
    const std::u32string joined =
        line.empty() ? std::u32string(word) : line + U' ' + std::u32string(word);
    if (width_of(style, joined) <= width) {
      line = joined;
      continue;
    }
    if (!line.empty()) lines.push_back(std::move(line));
    while (width_of(style, word) > width && word.size() > 1 && lines.size() <= most) {
      const std::size_t count = fitting(style, word, width);
      lines.emplace_back(word.substr(0, count));
      word.remove_prefix(count);
    }
    line = word;
  }
  lines.push_back(std::move(line));
}

}  // namespace

std::u32string characters(std::string_view utf8) {
  std::u32string text;
  for (std::size_t at = 0; at < utf8.size();) {
    const char32_t c = next_character(utf8, at);
    if (shapeless(c)) continue;
    const bool control = (c < 0x20 && c != U'\n') || (c >= 0x7f && c < 0xa0);
    text.push_back(control ? U' ' : c);
  }
  return text;
}

std::string to_utf8(std::u32string_view text) {
  std::string utf8;
  for (const char32_t c : text) {
    const auto tail = [&](int shift) { utf8 += static_cast<char>(0x80 | ((c >> shift) & 0x3f)); };
    if (c < 0x80) {
      utf8 += static_cast<char>(c);
    } else if (c < 0x800) {
      utf8 += static_cast<char>(0xc0 | (c >> 6));
      tail(0);
    } else if (c < 0x10000) {
      utf8 += static_cast<char>(0xe0 | (c >> 12));
      tail(6);
      tail(0);
    } else {
      utf8 += static_cast<char>(0xf0 | (c >> 18));
      tail(12);
      tail(6);
      tail(0);
    }
  }
  return utf8;
}

double text_width(const TextStyle& style, std::string_view utf8) {
  return drawable(style) ? width_of(style, characters(utf8)) : 0;
}

double line_height(const TextStyle& style) {
  if (!drawable(style)) return 0;
  const Font& font = *style.font;
  return (font.ascent() - font.descent() + font.line_gap()) * scale_of(style);
}

double ascent(const TextStyle& style) {
  return drawable(style) ? style.font->ascent() * scale_of(style) : 0;
}

std::string shortened(const TextStyle& style, std::string_view utf8, double width) {
  if (!drawable(style)) return {};
  const std::u32string text = characters(utf8);
  if (width_of(style, text) <= width) return to_utf8(text);
  const std::u32string dots(1, kEllipsis);
  if (!(width_of(style, dots) <= width)) return {};
  // The most characters that can stay, the larger half of them at the front.
  std::size_t low = 0;
  std::size_t high = std::min(text.size(), kMostCharacters);
  const auto kept = [&](std::size_t count) {
    const std::size_t front = count - count / 2;
    return text.substr(0, front) + dots + text.substr(text.size() - count / 2);
  };
  while (low < high) {
    const std::size_t middle = (low + high + 1) / 2;
    if (width_of(style, kept(middle)) <= width) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return to_utf8(kept(low));
}

std::vector<std::string> wrapped(const TextStyle& style, std::string_view utf8, double width,
                                 int most_lines) {
  if (!drawable(style) || !(width > 0) || most_lines <= 0) return {};
  std::u32string text = characters(utf8.substr(0, kMostCharacters * 4));
  const bool cut = text.size() > kMostCharacters || utf8.size() > kMostCharacters * 4;
  if (text.size() > kMostCharacters) text.resize(kMostCharacters);
  if (cut) text.push_back(kEllipsis);
  if (text.empty()) return {};

  const auto most = static_cast<std::size_t>(most_lines);
  std::vector<std::u32string> lines;
  for (std::size_t at = 0; at <= text.size() && lines.size() <= most;) {
    const std::size_t end = std::min(text.find(U'\n', at), text.size());
    wrap_paragraph(style, std::u32string_view(text).substr(at, end - at), width, most, lines);
    at = end + 1;
  }
  if (lines.size() > most) {
    lines.resize(most);
    std::u32string& last = lines.back();
    while (!last.empty() && (last.back() == U' ' || width_of(style, last + kEllipsis) > width)) {
      last.pop_back();
    }
    last.push_back(kEllipsis);
  }
  std::vector<std::string> result;
  result.reserve(lines.size());
  for (const std::u32string& line : lines) result.push_back(to_utf8(line));
  return result;
}

double draw_text(Canvas& canvas, const TextStyle& style, double x, double baseline,
                 std::string_view utf8, Align align) {
  if (!drawable(style)) return 0;
  const std::u32string text = characters(utf8);
  const double width = width_of(style, text);
  if (align == Align::kCentre) x -= width / 2;
  if (align == Align::kRight) x -= width;
  // Beyond any canvas a pen position would not fit an int.
  if (!(std::abs(x) < 1e6) || !(std::abs(baseline) < 1e6)) return width;
  const double scale = scale_of(style);
  const int row = static_cast<int>(std::lround(baseline));
  walk(*style.font, text, [&](int glyph, double pen) {
    const double at = x + pen * scale;
    if (at < -style.size * 4 || at > canvas.width() + style.size * 4) return;
    // Quarter pixels: finer than the eye, coarse enough that equal letters look equal.
    const double quarter = std::floor(at * 4 + 0.5) / 4;
    const double column = std::floor(quarter);
    const GlyphMask mask = style.font->draw(glyph, scale, quarter - column);
    canvas.stamp(mask.coverage, mask.width, mask.height, static_cast<int>(column) + mask.left,
                 row + mask.top, style.colour);
  });
  return width;
}

double draw_paragraph(Canvas& canvas, const TextStyle& style, double x, double y, double width,
                      std::string_view utf8, Align align, int most_lines) {
  for (const std::string& line : wrapped(style, utf8, width, most_lines)) {
    draw_text(canvas, style, x, y + ascent(style), line, align);
    y += line_height(style);
  }
  return y;
}

}  // namespace lesion::print
