// Any bytes as a TrueType file, its tables' checksums put right (no fuzzer finds them): every
// character can be asked for and every outline drawn.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <utility>
#include <vector>

#include "core/print/font.h"
#include "core/print/glyph.h"

namespace {

using Bytes = std::vector<std::uint8_t>;

std::size_t read32(const Bytes& file, std::size_t at) {
  std::size_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    value = value << 8 | (at + i < file.size() ? file[at + i] : 0u);
  }
  return value;
}

// OpenType 1.9, "Calculating checksums": the sum of a table's words, head's own field as 0.
void seal(Bytes& file) {
  if (file.size() < 12) return;
  const std::size_t tables = (static_cast<std::size_t>(file[4]) << 8) | file[5];
  for (std::size_t i = 0; i < tables && 12 + 16 * (i + 1) <= file.size(); ++i) {
    const std::size_t entry = 12 + 16 * i;
    const std::size_t offset = read32(file, entry + 8);
    const std::size_t length = read32(file, entry + 12);
    if (offset > file.size() || length > file.size() - offset) continue;
    const bool is_head = read32(file, entry) == 0x68656164;
    std::size_t sum = 0;
    for (std::size_t at = 0; at < length; at += 4) {
      if (is_head && at == 8) continue;
      for (std::size_t k = 0; k < 4 && at + k < length; ++k) {
        sum += static_cast<std::size_t>(file[offset + at + k]) << (24 - 8 * k);
      }
    }
    for (std::size_t k = 0; k < 4; ++k) {
      file[entry + 4 + k] = static_cast<std::uint8_t>(sum >> (24 - 8 * k));
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lesion::print;
  Bytes file(data, data + size);
  seal(file);
  const auto font = Font::open(std::move(file));
  if (!font) return 0;
  for (char32_t character = 0; character < 0x180; ++character) {
    const int glyph = font->glyph(character);
    if (glyph < 0 || glyph >= font->glyph_count()) std::abort();
    (void)font->advance(glyph);
    (void)font->kerning(glyph, glyph + 1);
  }
  for (int glyph = 0; glyph < std::min(font->glyph_count(), 8); ++glyph) {
    const auto mask = rasterise(font->outline(glyph), 24.0 / font->units_per_em(), 0.25);
    const auto pixels =
        static_cast<std::size_t>(mask.width) * static_cast<std::size_t>(mask.height);
    if (mask.coverage.size() != pixels) std::abort();
  }
  return 0;
}
