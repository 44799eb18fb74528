// A TrueType file made by hand, so that what is drawn can be worked out on paper. 1000 units to the
// em, ascent 800, descent -200, no gap; glyphs: 0 (missing) empty, 500 wide; 1 'A', a square from
// (0, 0) to (500, 500), 600 wide; 2 'B', glyph 1 moved right by 100, 600 wide; 3 blank, 300 wide;
// the pair A A stands 100 closer.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace lesion::testing {

using FontBytes = std::vector<std::uint8_t>;

inline void put16(FontBytes& out, int value) {
  out.push_back(static_cast<std::uint8_t>((value >> 8) & 0xff));
  out.push_back(static_cast<std::uint8_t>(value & 0xff));
}
inline void put32(FontBytes& out, std::uint32_t value) {
  put16(out, static_cast<int>(value >> 16));
  put16(out, static_cast<int>(value & 0xffff));
}
inline FontBytes words16(std::initializer_list<int> values) {
  FontBytes out;
  for (const int value : values) put16(out, value);
  return out;
}

inline std::uint32_t word_at(const FontBytes& file, std::size_t at) {
  std::uint32_t word = 0;
  for (std::size_t i = 0; i < 4; ++i) word = word << 8 | (at + i < file.size() ? file[at + i] : 0u);
  return word;
}

// Writes the checksum of every table that lies inside the file, then the whole file's (OpenType
// specification, "Calculating checksums").
inline void store32(FontBytes& file, std::size_t at, std::uint32_t value) {
  for (std::size_t i = 0; i < 4; ++i) {
    file[at + i] = static_cast<std::uint8_t>(value >> (24 - 8 * i));
  }
}

inline std::uint32_t sum_of_words(const FontBytes& bytes) {
  std::uint32_t sum = 0;
  for (std::size_t at = 0; at < bytes.size(); at += 4) sum += word_at(bytes, at);
  return sum;
}

inline void seal(FontBytes& file) {
  const std::size_t count = word_at(file, 4) >> 16;
  std::size_t adjustment = 0;  // head's field, which counts as 0 in head's own sum
  for (std::size_t entry = 12; entry < 12 + count * 16 && entry + 16 <= file.size(); entry += 16) {
    const std::size_t from = word_at(file, entry + 8);
    const std::size_t length = word_at(file, entry + 12);
    if (from > file.size() || length > file.size() - from) continue;
    if (word_at(file, entry) == 0x68656164 && length >= 12) {
      adjustment = from + 8;
      store32(file, adjustment, 0);
    }
    store32(file, entry + 4,
            sum_of_words({file.begin() + static_cast<std::ptrdiff_t>(from),
                          file.begin() + static_cast<std::ptrdiff_t>(from + length)}));
  }
  if (adjustment != 0) store32(file, adjustment, 0xb1b0afba - sum_of_words(file));
}

inline FontBytes tiny_font() {
  FontBytes head = words16({1, 0, 1, 0, 0, 0});
  put32(head, 0x5f0f3cf5);
  const FontBytes rest = words16({0, 1000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 600, 500, 0, 8, 2, 0, 0});
  head.insert(head.end(), rest.begin(), rest.end());
  const FontBytes hhea = words16({1, 0, 800, -200, 0, 600, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4});
  const FontBytes maxp = words16({1, 0, 4});
  const FontBytes hmtx = words16({500, 0, 600, 0, 600, 100, 300, 0});
  // One contour of four points on the curve, no instructions; x: 0, +500, 0, -500; y: 0, 0, +500,
  // 0.
  FontBytes glyf = words16({1, 0, 0, 500, 500, 3, 0});
  for (const int flag : {1 | 16 | 32, 1 | 32, 1 | 16, 1 | 32}) {
    glyf.push_back(static_cast<std::uint8_t>(flag));
  }
  for (const int step : {500, -500, 500}) put16(glyf, step);
  const int square = static_cast<int>(glyf.size());
  // Components: no contours, flags (words, offsets), glyph 1, moved by (100, 0).
  const FontBytes moved = words16({-1, 100, 0, 600, 500, 1 | 2, 1, 100, 0});
  glyf.insert(glyf.end(), moved.begin(), moved.end());
  const int end = static_cast<int>(glyf.size());
  const FontBytes loca = words16({0, 0, square / 2, end / 2, end / 2});
  // Format 4, three segments: blank (glyph 3), A and B (glyphs 1 and 2), the end.
  const FontBytes cmap = words16({0,        1,        3,      1, 0,    12,            //
                                  4,        40,       0,      6, 4,    1,    2,       //
                                  0x20,     0x42,     0xffff, 0, 0x20, 0x41, 0xffff,  //
                                  3 - 0x20, 1 - 0x41, 1,      0, 0,    0});
  const FontBytes kern = words16({0, 1, 0, 20, 1, 1, 6, 0, 0, 1, 1, -100});

  const std::vector<std::pair<std::string_view, FontBytes>> tables = {
      {"cmap", cmap}, {"glyf", glyf}, {"head", head}, {"hhea", hhea},
      {"hmtx", hmtx}, {"kern", kern}, {"loca", loca}, {"maxp", maxp}};
  FontBytes file = words16({1, 0, static_cast<int>(tables.size()), 0, 0, 0});
  std::size_t at = file.size() + tables.size() * 16;
  for (const auto& [tag, bytes] : tables) {
    file.insert(file.end(), tag.begin(), tag.end());
    put32(file, 0);
    put32(file, static_cast<std::uint32_t>(at));
    put32(file, static_cast<std::uint32_t>(bytes.size()));
    at += (bytes.size() + 3) / 4 * 4;
  }
  for (const auto& [tag, bytes] : tables) {
    file.insert(file.end(), bytes.begin(), bytes.end());
    while (file.size() % 4 != 0) file.push_back(0);
  }
  seal(file);
  return file;
}

// Where the table `tag` begins; 0 where there is none.
inline std::size_t table_at(const FontBytes& file, std::string_view tag) {
  const std::size_t count = word_at(file, 4) >> 16;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t entry = 12 + i * 16;
    if (std::string_view(reinterpret_cast<const char*>(file.data()) + entry, 4) == tag) {
      return word_at(file, entry + 8);
    }
  }
  return 0;
}

}  // namespace lesion::testing
