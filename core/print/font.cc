#include "core/print/font.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <string_view>
#include <utility>

// Asserts of a library that we hand checked files must not end the page.
#define STBTT_assert(x) ((void)(x))
#define STB_TRUETYPE_IMPLEMENTATION
#define STBTT_STATIC
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb/stb_truetype.h>
#pragma GCC diagnostic pop

namespace lesion::print {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::size_t kMostBytes = 32u << 20;
constexpr std::size_t kDirectory = 12;  // before the entries of the tables
constexpr std::size_t kEntry = 16;
constexpr std::size_t kHeadBytes = 54;
constexpr std::size_t kAdjustment = 8;  // of head: the field that makes the whole file's sum right
constexpr std::uint32_t kWholeSum = 0xb1b0afba;
constexpr int kMostSide = 4096;  // pixels of a glyph

std::string_view tag_at(Bytes file, std::size_t at) {
  return {reinterpret_cast<const char*>(file.data()) + at, 4};
}

std::uint32_t read_u16(Bytes file, std::size_t at) {
  return static_cast<std::uint32_t>(file[at] << 8 | file[at + 1]);
}

std::uint32_t read_u32(Bytes file, std::size_t at) {
  return read_u16(file, at) << 16 | read_u16(file, at + 2);
}

// OpenType specification, "Calculating checksums": the sum of big-endian words, zeros after the
// end.
std::uint32_t checksum(Bytes bytes) {
  std::uint32_t sum = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    sum += static_cast<std::uint32_t>(bytes[at]) << (24 - 8 * (at % 4));
  }
  return sum;
}

struct Tables {
  Bytes cmap, head, hhea, hmtx, maxp, loca, glyf, cff;
};

Result<Tables> find_tables(Bytes file) {
  const std::size_t count = read_u16(file, 4);
  if (file.size() < kDirectory + count * kEntry) return fail(ErrorCode::kFontCutOff);
  Tables tables;
  const std::array<std::pair<std::string_view, Bytes*>, 8> wanted = {{{"cmap", &tables.cmap},
                                                                      {"head", &tables.head},
                                                                      {"hhea", &tables.hhea},
                                                                      {"hmtx", &tables.hmtx},
                                                                      {"maxp", &tables.maxp},
                                                                      {"loca", &tables.loca},
                                                                      {"glyf", &tables.glyf},
                                                                      {"CFF ", &tables.cff}}};
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t entry = kDirectory + i * kEntry;
    const std::string_view tag = tag_at(file, entry);
    const std::size_t offset = read_u32(file, entry + 8);
    const std::size_t length = read_u32(file, entry + 12);
    if (offset > file.size() || length > file.size() - offset) {
      return fail(ErrorCode::kFontTable, {{"table", tag}});
    }
    const Bytes table = file.subspan(offset, length);
    std::uint32_t sum = checksum(table);
    if (tag == "head" && length >= kHeadBytes) sum -= read_u32(table, kAdjustment);
    if (sum != read_u32(file, entry + 4)) return fail(ErrorCode::kFontTable, {{"table", tag}});
    for (const auto& [name, place] : wanted) {
      if (name == tag) *place = table;
    }
  }
  return tables;
}

Result<void> check_tables(const Tables& tables) {
  const auto damaged = [](std::string_view tag) {
    return fail(ErrorCode::kFontTable, {{"table", tag}});
  };
  if (tables.glyf.empty() && tables.cff.empty()) return fail(ErrorCode::kFontOutlines);
  if (tables.cmap.size() < 4) return damaged("cmap");
  if (tables.head.size() < kHeadBytes || read_u32(tables.head, 12) != 0x5f0f3cf5) {
    return damaged("head");
  }
  const std::uint32_t units = read_u16(tables.head, 18);
  if (units < 16 || units > 16384) return damaged("head");
  if (tables.hhea.size() < 36) return damaged("hhea");
  if (tables.maxp.size() < 6) return damaged("maxp");
  const std::size_t glyphs = read_u16(tables.maxp, 4);
  const std::size_t advances = read_u16(tables.hhea, 34);
  if (glyphs < 1 || advances < 1 || advances > glyphs) return damaged("maxp");
  if (tables.hmtx.size() < advances * 4 + (glyphs - advances) * 2) return damaged("hmtx");
  const std::size_t entry = read_u16(tables.head, 50) != 0 ? 4 : 2;
  if (!tables.glyf.empty() && tables.loca.size() < (glyphs + 1) * entry) return damaged("loca");
  return {};
}

}  // namespace

Result<void> check_font_file(std::span<const std::uint8_t> file) {
  if (file.size() > kMostBytes) {
    return fail(ErrorCode::kFontTooLarge, {{"most", kMostBytes >> 20}});
  }
  if (file.size() < kDirectory) return fail(ErrorCode::kFontCutOff);
  const std::string_view kind = tag_at(file, 0);
  if (kind == "ttcf" || kind == "wOFF" || kind == "wOF2") {
    return fail(ErrorCode::kFontCollection);
  }
  if (kind != std::string_view("\0\1\0\0", 4) && kind != "true" && kind != "OTTO") {
    return fail(ErrorCode::kFontUnknown);
  }
  const auto tables = find_tables(file);
  if (!tables) return tl::unexpected(tables.error());
  if (auto checked = check_tables(*tables); !checked) return checked;
  if (checksum(file) != kWholeSum) return fail(ErrorCode::kFontCutOff);
  return {};
}

struct Font::Face {
  std::vector<std::uint8_t> file;
  stbtt_fontinfo info{};  // points into `file`
  int units_per_em = 1;
  int ascent = 0;
  int descent = 0;
  int line_gap = 0;
};

Font::Font(std::shared_ptr<const Face> face) : face_(std::move(face)) {}

Result<Font> Font::open(std::vector<std::uint8_t> file) {
  if (auto checked = check_font_file(file); !checked) return tl::unexpected(checked.error());
  auto face = std::make_shared<Face>();
  face->file = std::move(file);
  if (stbtt_InitFont(&face->info, face->file.data(), 0) == 0) {
    return fail(ErrorCode::kFontCharacters);
  }
  face->units_per_em =
      static_cast<int>(std::lround(1 / stbtt_ScaleForMappingEmToPixels(&face->info, 1)));
  stbtt_GetFontVMetrics(&face->info, &face->ascent, &face->descent, &face->line_gap);
  const int most = 4 * face->units_per_em;
  if (face->ascent <= 0 || face->descent > 0 || face->line_gap < 0 || face->ascent > most ||
      face->descent < -most || face->line_gap > most) {
    return fail(ErrorCode::kFontTable, {{"table", "hhea"}});
  }
  return Font(std::move(face));
}

int Font::units_per_em() const { return face_->units_per_em; }
int Font::glyph_count() const { return face_->info.numGlyphs; }
int Font::ascent() const { return face_->ascent; }
int Font::descent() const { return face_->descent; }
int Font::line_gap() const { return face_->line_gap; }

bool Font::has(int glyph) const { return glyph >= 0 && glyph < glyph_count(); }

int Font::glyph(char32_t character) const {
  if (character > 0x10ffff) return 0;
  const int found = stbtt_FindGlyphIndex(&face_->info, static_cast<int>(character));
  return has(found) ? found : 0;
}

int Font::advance(int glyph) const {
  if (!has(glyph)) return 0;
  int advance = 0;
  int bearing = 0;
  stbtt_GetGlyphHMetrics(&face_->info, glyph, &advance, &bearing);
  return advance;
}

int Font::kerning(int left, int right) const {
  return has(left) && has(right) ? stbtt_GetGlyphKernAdvance(&face_->info, left, right) : 0;
}

GlyphMask Font::draw(int glyph, double scale, double shift) const {
  if (!has(glyph) || !(scale > 0) || !(scale < kMostSide)) return {};
  const auto size = static_cast<float>(scale);
  const auto right = static_cast<float>(std::clamp(shift, 0.0, 1.0));
  int x0 = 0, y0 = 0, x1 = 0, y1 = 0;
  int left = 0, bottom = 0, far = 0, top = 0;
  if (stbtt_GetGlyphBox(&face_->info, glyph, &left, &bottom, &far, &top) == 0 ||
      (far - left) * scale > kMostSide || (top - bottom) * scale > kMostSide) {
    return {};
  }
  stbtt_GetGlyphBitmapBoxSubpixel(&face_->info, glyph, size, size, right, 0, &x0, &y0, &x1, &y1);
  if (x1 <= x0 || y1 <= y0) return {};
  GlyphMask mask{x0, y0, x1 - x0, y1 - y0, {}};
  mask.coverage.resize(static_cast<std::size_t>(mask.width) *
                       static_cast<std::size_t>(mask.height));
  stbtt_MakeGlyphBitmapSubpixel(&face_->info, mask.coverage.data(), mask.width, mask.height,
                                mask.width, size, size, right, 0, glyph);
  return mask;
}

}  // namespace lesion::print
