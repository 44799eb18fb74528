#include "core/print/font.h"

#include <algorithm>
#include <string>
#include <utility>

#include "core/print/font_bytes.h"

namespace lesion::print {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::size_t kMostBytes = 32u << 20;
constexpr std::size_t kDirectory = 12;
constexpr std::size_t kEntry = 16;
constexpr std::array<std::string_view, 8> kTableNames = {"cmap", "glyf", "head", "hhea",
                                                         "hmtx", "loca", "maxp", "kern"};

std::string_view tag_at(Bytes file, std::size_t at) {
  return {reinterpret_cast<const char*>(file.data()) + at, 4};
}

// The sum of a table's big-endian words, zeros after its end; head's own field counts as 0.
std::uint32_t checksum(Bytes table, bool is_head) {
  std::uint32_t sum = 0;
  for (std::size_t at = 0; at < table.size(); at += 4) {
    if (is_head && at == 8) continue;
    std::uint32_t word = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      word = word << 8 | (at + i < table.size() ? table[at + i] : 0u);
    }
    sum += word;
  }
  return sum;
}

tl::unexpected<Error> damaged_table(std::string_view tag) {
  return fail(ErrorCode::kFontTable, {{"table", tag}});
}

int in_segments(Bytes map, char32_t character) {
  if (character > 0xffff) return 0;
  const std::size_t segments = read_u16(map, 6) / 2;
  for (std::size_t i = 0; i < segments; ++i) {
    if (read_u16(map, 14 + i * 2) < character) continue;
    const std::uint32_t start = read_u16(map, 16 + segments * 2 + i * 2);
    if (start > character) return 0;
    const std::uint32_t delta = read_u16(map, 16 + segments * 4 + i * 2);
    const std::size_t offset_at = 16 + segments * 6 + i * 2;
    const std::uint32_t offset = read_u16(map, offset_at);
    if (offset == 0) return static_cast<int>((character + delta) & 0xffff);
    const std::uint32_t glyph =
        read_u16(map, offset_at + offset + std::size_t{character - start} * 2);
    return glyph == 0 ? 0 : static_cast<int>((glyph + delta) & 0xffff);
  }
  return 0;
}

int in_groups(Bytes map, char32_t character) {
  std::size_t low = 0;
  std::size_t high = std::min<std::size_t>(read_u32(map, 12), map.size() / 12);
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    const std::size_t group = 16 + middle * 12;
    if (character < read_u32(map, group)) {
      high = middle;
    } else if (character > read_u32(map, group + 4)) {
      low = middle + 1;
    } else {
      const std::uint64_t glyph =
          std::uint64_t{read_u32(map, group + 8)} + (character - read_u32(map, group));
      return glyph > 0xffff ? 0 : static_cast<int>(glyph);
    }
  }
  return 0;
}

}  // namespace

Result<Font> Font::open(std::vector<std::uint8_t> file) {
  if (file.size() > kMostBytes) {
    return fail(ErrorCode::kFontTooLarge, {{"most", kMostBytes >> 20}});
  }
  if (file.size() < kDirectory) return fail(ErrorCode::kFontCutOff);
  Font font;
  font.file_ = std::move(file);
  const std::string_view kind = tag_at(font.file_, 0);
  if (kind == "OTTO") {
    return fail(ErrorCode::kFontOutlines);
  }
  if (kind == "ttcf" || kind == "wOFF" || kind == "wOF2") {
    return fail(ErrorCode::kFontCollection);
  }
  if (kind != std::string_view("\0\1\0\0", 4) && kind != "true") {
    return fail(ErrorCode::kFontUnknown);
  }
  if (auto found = font.find_tables(); !found) return tl::unexpected(found.error());
  if (auto read = font.read_metrics(); !read) return tl::unexpected(read.error());
  if (auto chosen = font.choose_character_map(); !chosen) return tl::unexpected(chosen.error());
  return font;
}

Result<void> Font::find_tables() {
  const Bytes file(file_);
  const std::size_t count = read_u16(file, 4);
  if (!holds(file, kDirectory, count * kEntry)) return fail(ErrorCode::kFontCutOff);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t entry = kDirectory + i * kEntry;
    const std::string_view tag = tag_at(file, entry);
    const auto name = std::find(kTableNames.begin(), kTableNames.end(), tag);
    if (name == kTableNames.end()) continue;
    const Extent extent{read_u32(file, entry + 8), read_u32(file, entry + 12)};
    if (!holds(file, extent.offset, extent.length)) {
      return damaged_table(tag);
    }
    if (checksum(file.subspan(extent.offset, extent.length), tag == "head") !=
        read_u32(file, entry + 4)) {
      return damaged_table(tag);
    }
    tables_[static_cast<std::size_t>(name - kTableNames.begin())] = extent;
  }
  for (std::size_t i = 0; i < kKern; ++i) {
    if (tables_[i].length == 0) {
      return damaged_table(kTableNames[i]);
    }
  }
  return {};
}

Result<void> Font::read_metrics() {
  if (table(kHead).size() < 54 || read_u32(table(kHead), 12) != 0x5f0f3cf5) {
    return damaged_table("head");
  }
  units_per_em_ = static_cast<int>(read_u16(table(kHead), 18));
  if (units_per_em_ < 16 || units_per_em_ > 16384) return damaged_table("head");
  long_offsets_ = read_i16(table(kHead), 50) != 0;
  glyph_count_ = static_cast<int>(read_u16(table(kMaxp), 4));
  metrics_ = static_cast<int>(read_u16(table(kHhea), 34));
  ascent_ = read_i16(table(kHhea), 4);
  descent_ = read_i16(table(kHhea), 6);
  line_gap_ = read_i16(table(kHhea), 8);
  const auto glyphs = static_cast<std::size_t>(glyph_count_);
  if (glyph_count_ < 1 || metrics_ < 1 || metrics_ > glyph_count_ ||
      !holds(table(kHmtx), 0, static_cast<std::size_t>(metrics_) * 4) ||
      !holds(table(kLoca), 0, (glyphs + 1) * (long_offsets_ ? 4 : 2))) {
    return damaged_table("maxp");
  }
  if (ascent_ <= 0 || descent_ > 0 || line_gap_ < 0 || ascent_ > 4 * units_per_em_ ||
      descent_ < -4 * units_per_em_ || line_gap_ > 4 * units_per_em_) {
    return damaged_table("hhea");
  }
  return {};
}

Result<void> Font::choose_character_map() {
  const Bytes cmap = table(kCmap);
  const std::size_t count = read_u16(cmap, 2);
  int best = 0;
  for (std::size_t i = 0; i < count && holds(cmap, 4 + i * 8, 8); ++i) {
    const std::uint32_t platform = read_u16(cmap, 4 + i * 8);
    const std::uint32_t encoding = read_u16(cmap, 6 + i * 8);
    const std::size_t offset = read_u32(cmap, 8 + i * 8);
    const std::uint32_t format = read_u16(cmap, offset);
    const bool unicode = platform == 0 || (platform == 3 && (encoding == 1 || encoding == 10));
    if (!unicode || !holds(cmap, offset, 16)) continue;
    const int rank = format == 12 ? 2 : format == 4 ? 1 : 0;
    if (rank > best) {
      best = rank;
      character_map_ = offset;
    }
  }
  if (best == 0) {
    return fail(ErrorCode::kFontCharacters);
  }
  return {};
}

int Font::glyph(char32_t character) const {
  const Bytes map = table(kCmap).subspan(character_map_);
  const int found =
      read_u16(map, 0) == 12 ? in_groups(map, character) : in_segments(map, character);
  return found < glyph_count_ ? found : 0;
}

int Font::advance(int glyph) const {
  if (glyph < 0 || glyph >= glyph_count_) return 0;
  const int entry = std::min(glyph, metrics_ - 1);
  return static_cast<int>(read_u16(table(kHmtx), static_cast<std::size_t>(entry) * 4));
}

int Font::kerning(int left, int right) const {
  const Bytes kern = table(kKern);
  // One level subtable in format 0 is what fonts have.
  if (left < 0 || right < 0 || !holds(kern, 0, 18) || read_u16(kern, 2) < 1 ||
      read_u16(kern, 8) != 1) {
    return 0;
  }
  const auto wanted = static_cast<std::uint32_t>(left) << 16 | static_cast<std::uint32_t>(right);
  std::size_t low = 0;
  std::size_t high = std::min<std::size_t>(read_u16(kern, 10), (kern.size() - 18) / 6);
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    const std::uint32_t pair = read_u32(kern, 18 + middle * 6);
    if (pair == wanted) return read_i16(kern, 22 + middle * 6);
    if (pair < wanted) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return 0;
}

std::span<const std::uint8_t> Font::glyph_data(int glyph) const {
  if (glyph < 0 || glyph >= glyph_count_) return {};
  const auto index = static_cast<std::size_t>(glyph);
  const Bytes loca = table(kLoca);
  const std::size_t from =
      long_offsets_ ? read_u32(loca, index * 4) : std::size_t{read_u16(loca, index * 2)} * 2;
  const std::size_t to = long_offsets_ ? read_u32(loca, index * 4 + 4)
                                       : std::size_t{read_u16(loca, index * 2 + 2)} * 2;
  const Bytes glyf = table(kGlyf);
  if (to <= from || !holds(glyf, from, to - from)) return {};
  return glyf.subspan(from, to - from);
}

std::vector<PathStep> Font::outline(int glyph) const {
  std::vector<PathStep> path;
  Budget budget;
  if (!add_outline(glyph, {1, 0, 0, 1, 0, 0}, 0, budget, path)) path.clear();
  return path;
}

}  // namespace lesion::print
