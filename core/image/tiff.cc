#include "core/image/tiff.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/image/colour_profile.h"
#include "core/image/decode_stb.h"
#include "core/image/jpeg_scan.h"
#include "core/image/tiff_source.h"

namespace lesion {
namespace {

using Bytes = std::span<const std::uint8_t>;

template <typename T>
T field(TIFF* tiff, std::uint32_t tag, T otherwise) {
  T value = otherwise;
  return TIFFGetFieldDefaulted(tiff, tag, &value) == 1 ? value : otherwise;
}

tl::unexpected<Error> other_kind(const std::string& what) {
  return fail(ErrorCode::kTiffForm, {{"what", what}});
}

tl::unexpected<Error> other_format(std::string_view name) {
  return fail(ErrorCode::kImageFormat, {{"format", name}});
}

bool is_page(TIFF* tiff) {
  const auto kind = field<std::uint32_t>(tiff, TIFFTAG_SUBFILETYPE, 0);
  return (kind & (FILETYPE_REDUCEDIMAGE | FILETYPE_MASK)) == 0;
}

// Directories beyond these are not looked at.
constexpr int kMostDirectories = 256;

bool to_next_page(TIFF* tiff) {
  for (int i = 0; i < kMostDirectories && TIFFReadDirectory(tiff) == 1; ++i) {
    if (is_page(tiff)) return true;
  }
  return false;
}

enum class Colours : std::uint8_t { kGrey, kInverse, kPalette, kRgb };

// How a page's samples lie. A block is a strip or a tile.
struct Form {
  std::uint32_t width = 0, height = 0;
  std::uint32_t block_width = 0, block_height = 0;
  std::uint32_t samples = 1;  // a pixel
  std::uint32_t bits = 1;     // a sample
  std::uint32_t planes = 1;   // 1: the samples of a pixel lie together
  std::uint16_t compression = COMPRESSION_NONE;
  Colours colours = Colours::kGrey;
  std::uint32_t alpha = 0;  // which sample is, 0: none
  bool associated = false;
  bool tiled = false;

  std::uint32_t block_samples() const { return planes == 1 ? samples : 1; }
  // Bytes of a row of a block.
  std::uint64_t row() const {
    return (std::uint64_t{block_width} * block_samples() * bits + 7) / 8;
  }
};

std::string compression_name(std::uint16_t compression) {
  struct Name {
    std::uint16_t number;
    const char* text;
  };
  static constexpr std::array kNames = {
      Name{COMPRESSION_CCITTRLE, "fax"},     Name{COMPRESSION_CCITTFAX3, "fax"},
      Name{COMPRESSION_CCITTFAX4, "fax"},    Name{COMPRESSION_OJPEG, "JPEG of TIFF 6.0"},
      Name{COMPRESSION_JP2000, "JPEG 2000"}, Name{COMPRESSION_LZMA, "LZMA"},
      Name{COMPRESSION_ZSTD, "Zstandard"},   Name{COMPRESSION_WEBP, "WebP"},
      Name{COMPRESSION_LERC, "LERC"},
  };
  for (const Name& name : kNames) {
    if (name.number == compression) return name.text;
  }
  return "compression " + std::to_string(compression);
}

Result<Colours> colours_of(TIFF* tiff, const Form& form, bool jpeg) {
  std::uint16_t photometric = 0;
  if (TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &photometric) != 1) {
    return fail(ErrorCode::kImageUnreadable);
  }
  const bool three = form.samples >= 3;
  switch (photometric) {
    case PHOTOMETRIC_MINISWHITE:
      return Colours::kInverse;
    case PHOTOMETRIC_MINISBLACK:
      return Colours::kGrey;
    case PHOTOMETRIC_PALETTE:
      if (form.bits > 8) return other_kind("palette, 16 bits");
      return Colours::kPalette;
    case PHOTOMETRIC_RGB:
      if (!three) return fail(ErrorCode::kImageUnreadable);
      return Colours::kRgb;
    case PHOTOMETRIC_YCBCR:
      if (!jpeg || form.samples != 3 || form.planes != 1) return other_kind("YCbCr");
      TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
      return Colours::kRgb;
    case PHOTOMETRIC_SEPARATED:
      return other_format("CMYK");
    case PHOTOMETRIC_CIELAB:
    case PHOTOMETRIC_ICCLAB:
    case PHOTOMETRIC_ITULAB:
      return other_kind("CIE L*a*b*");
    case PHOTOMETRIC_CFA:
      return other_format("RAW");
    default:
      return other_kind("colours " + std::to_string(photometric));
  }
}

Result<Form> form_of(TIFF* tiff, const DecodeLimits& limits) {
  Form form;
  form.width = field<std::uint32_t>(tiff, TIFFTAG_IMAGEWIDTH, 0);
  form.height = field<std::uint32_t>(tiff, TIFFTAG_IMAGELENGTH, 0);
  if (form.width == 0 || form.height == 0) return fail(ErrorCode::kImageNoPixels);
  if (auto small = check_size(form.width, form.height, limits); !small) {
    return tl::unexpected(small.error());
  }
  form.samples = field<std::uint16_t>(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
  form.bits = field<std::uint16_t>(tiff, TIFFTAG_BITSPERSAMPLE, 1);
  form.compression = field<std::uint16_t>(tiff, TIFFTAG_COMPRESSION, COMPRESSION_NONE);
  if (TIFFIsCODECConfigured(form.compression) != 1) {
    return other_kind(compression_name(form.compression));
  }
  const bool few = form.bits == 1 || form.bits == 2 || form.bits == 4;
  if (form.bits != 8 && form.bits != 16 && (!few || form.samples != 1)) {
    return other_kind(std::to_string(form.bits) + " bits");
  }
  const auto numbers = field<std::uint16_t>(tiff, TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_UINT);
  if (numbers != SAMPLEFORMAT_UINT && numbers != SAMPLEFORMAT_VOID) {
    return other_kind(numbers == SAMPLEFORMAT_INT ? "signed numbers" : "floating-point numbers");
  }
  constexpr std::uint32_t kMostSamples = 16;
  if (form.samples < 1 || form.samples > kMostSamples) {
    return other_kind(std::to_string(form.samples) + " samples");
  }
  const auto planar = field<std::uint16_t>(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
  form.planes = planar == PLANARCONFIG_SEPARATE ? form.samples : 1;
  const auto colours = colours_of(tiff, form, form.compression == COMPRESSION_JPEG);
  if (!colours) return tl::unexpected(colours.error());
  form.colours = *colours;
  std::uint16_t extras = 0;
  std::uint16_t* kinds = nullptr;
  if (TIFFGetFieldDefaulted(tiff, TIFFTAG_EXTRASAMPLES, &extras, &kinds) == 1 && extras > 0 &&
      kinds != nullptr && extras < form.samples) {
    if (kinds[0] == EXTRASAMPLE_ASSOCALPHA || kinds[0] == EXTRASAMPLE_UNASSALPHA) {
      form.alpha = form.samples - extras;
      form.associated = kinds[0] == EXTRASAMPLE_ASSOCALPHA;
    }
  }
  form.tiled = TIFFIsTiled(tiff) != 0;
  if (form.tiled) {
    form.block_width = field<std::uint32_t>(tiff, TIFFTAG_TILEWIDTH, 0);
    form.block_height = field<std::uint32_t>(tiff, TIFFTAG_TILELENGTH, 0);
    if (form.block_width == 0 || form.block_height == 0) return fail(ErrorCode::kImageUnreadable);
    if (auto small = check_size(form.block_width, form.block_height, limits); !small) {
      return tl::unexpected(small.error());
    }
  } else {
    form.block_width = form.width;
    form.block_height =
        std::clamp(field<std::uint32_t>(tiff, TIFFTAG_ROWSPERSTRIP, form.height), 1u, form.height);
  }
  return form;
}

// Every colour of a palette; older writers put eight bits into its words of sixteen.
Result<std::vector<std::uint8_t>> palette_of(TIFF* tiff, const Form& form) {
  std::array<std::uint16_t*, 3> tables{};
  if (TIFFGetField(tiff, TIFFTAG_COLORMAP, &tables[0], &tables[1], &tables[2]) != 1) {
    return fail(ErrorCode::kImageUnreadable);
  }
  const std::size_t count = std::size_t{1} << form.bits;
  bool wide = false;
  for (const std::uint16_t* table : tables) {
    wide = wide || std::any_of(table, table + count, [](std::uint16_t v) { return v > 255; });
  }
  std::vector<std::uint8_t> colours(3 * count);
  for (std::size_t i = 0; i < 3 * count; ++i) {
    colours[i] = static_cast<std::uint8_t>(tables[i % 3][i / 3] >> (wide ? 8 : 0));
  }
  return colours;
}

// Whether zlib's data reach so far and have their check sum, which LibTIFF does not look at.
bool sound_deflate(Bytes packed, std::uint64_t wanted) {
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) return false;
  stream.next_in = const_cast<std::uint8_t*>(packed.data());
  stream.avail_in = static_cast<uInt>(packed.size());
  std::vector<std::uint8_t> out(1 << 14);
  int state = Z_OK;
  // The last strip of some writers is as long as the others.
  while (state == Z_OK && stream.total_out <= 2 * wanted) {
    stream.next_out = out.data();
    stream.avail_out = static_cast<uInt>(out.size());
    state = inflate(&stream, Z_NO_FLUSH);
  }
  const bool enough = stream.total_out >= wanted;
  inflateEnd(&stream);
  return enough && (state == Z_OK || state == Z_STREAM_END || state == Z_BUF_ERROR);
}

// Whether every block of the JPEG is there. Another than those that are walked is not given to the
// decoder at all, which looks up the length of a DC value in a table without a look at its size.
Result<void> check_jpeg(TIFF* tiff, const Form& form, Bytes block) {
  const auto begins = [](Bytes bytes) {
    return bytes.size() > 4 && bytes[0] == 0xFF && bytes[1] == 0xD8;
  };
  if (!begins(block)) return fail(ErrorCode::kImageBlocks);
  std::uint32_t count = 0;
  std::uint8_t* tables = nullptr;
  std::vector<std::uint8_t> whole;
  if (TIFFGetField(tiff, TIFFTAG_JPEGTABLES, &count, &tables) == 1 && count > 0) {
    // A datastream for abbreviated tables, less its end marker.
    if (!begins({tables, count}) || tables[count - 2] != 0xFF || tables[count - 1] != 0xD9) {
      return fail(ErrorCode::kImageUnreadable);
    }
    whole.assign(tables, tables + count - 2);
    block = block.subspan(2);
  }
  whole.insert(whole.end(), block.begin(), block.end());
  const auto most = 4 * std::uint64_t{form.block_width} * form.block_height + (1 << 16);
  switch (scan_jpeg(whole, most).state) {
    case JpegState::kWhole:
      return {};
    case JpegState::kCutOff:
      return fail(ErrorCode::kImageCutOff);
    case JpegState::kDamaged:
      return fail(ErrorCode::kImageBlocks);
    default:
      return fail(ErrorCode::kImageUnreadable);
  }
}

// Whether the block is whole, as far as its coding can tell before it is decoded.
Result<void> check_block(TIFF* tiff, const Form& form, std::uint32_t number, std::uint64_t wanted,
                         Bytes file) {
  const bool jpeg = form.compression == COMPRESSION_JPEG;
  const bool deflate =
      form.compression == COMPRESSION_ADOBE_DEFLATE || form.compression == COMPRESSION_DEFLATE;
  const std::uint64_t from = TIFFGetStrileOffset(tiff, number);
  const std::uint64_t length = TIFFGetStrileByteCount(tiff, number);
  if (length == 0) return fail(ErrorCode::kImageBlocks);
  if (from > file.size() || length > file.size() - from) return fail(ErrorCode::kImageCutOff);
  const Bytes block =
      file.subspan(static_cast<std::size_t>(from), static_cast<std::size_t>(length));
  // Bits in another order are turned round by LibTIFF; of them nothing is known here.
  if (field<std::uint16_t>(tiff, TIFFTAG_FILLORDER, FILLORDER_MSB2LSB) != FILLORDER_MSB2LSB) {
    return jpeg || deflate ? other_kind("bits in reverse order") : Result<void>();
  }
  if (deflate && !sound_deflate(block, wanted)) return fail(ErrorCode::kImageBlocks);
  return jpeg ? check_jpeg(tiff, form, block) : Result<void>();
}

// Where samples go, each as eight bits.
class Canvas {
 public:
  Canvas(const Form& form, std::vector<std::uint8_t> palette)
      : form_(form), palette_(std::move(palette)) {
    const std::size_t pixels = std::size_t{form.width} * form.height;
    image.width = static_cast<int>(form.width);
    image.height = static_cast<int>(form.height);
    image.rgb.resize(3 * pixels);
    if (form.alpha > 0) alpha.resize(pixels);
  }

  // A row of a block: `count` pixels from (x, y) on, of a plane, or all of their samples.
  void put(const std::uint8_t* row, std::uint32_t x, std::uint32_t y, std::uint32_t count,
           std::uint32_t plane) {
    const std::uint32_t together = form_.block_samples();
    const std::size_t first = std::size_t{y} * form_.width + x;
    for (std::uint32_t s = 0; s < together; ++s) {
      const std::uint32_t sample = form_.planes == 1 ? s : plane;
      const bool is_alpha = form_.alpha > 0 && sample == form_.alpha;
      const std::uint32_t colours = form_.colours == Colours::kRgb ? 3 : 1;
      if (!is_alpha && sample >= colours) continue;
      for (std::uint32_t i = 0; i < count; ++i) {
        const std::uint8_t value = at(row, std::size_t{i} * together + s);
        if (is_alpha) {
          alpha[first + i] = value;
        } else if (colours == 3) {
          image.rgb[3 * (first + i) + sample] = value;
        } else {
          one(&image.rgb[3 * (first + i)], value);
        }
      }
    }
  }

  Image image;
  std::vector<std::uint8_t> alpha;

 private:
  // Of a palette the number, else 0..255.
  std::uint8_t at(const std::uint8_t* row, std::size_t i) const {
    if (form_.bits == 8) return row[i];
    if (form_.bits == 16) {
      std::uint16_t value = 0;
      std::memcpy(&value, row + 2 * i, 2);
      return static_cast<std::uint8_t>(value >> 8);
    }
    const std::size_t bit = i * form_.bits;
    const unsigned most = (1u << form_.bits) - 1;
    const unsigned value = row[bit / 8] >> (8 - form_.bits - bit % 8) & most;
    return static_cast<std::uint8_t>(form_.colours == Colours::kPalette ? value
                                                                        : value * 255 / most);
  }

  void one(std::uint8_t* rgb, std::uint8_t value) const {
    for (std::size_t c = 0; c < 3; ++c) {
      rgb[c] = form_.colours == Colours::kPalette   ? palette_[3 * std::size_t{value} + c]
               : form_.colours == Colours::kInverse ? static_cast<std::uint8_t>(255 - value)
                                                    : value;
    }
  }

  Form form_;
  std::vector<std::uint8_t> palette_;
};

// All strips or tiles, one after the other.
Result<void> read_blocks(TIFF* tiff, const Form& form, TiffSource& source, Canvas& canvas) {
  std::vector<std::uint8_t> block(static_cast<std::size_t>(form.row() * form.block_height));
  const std::uint32_t across = (form.width + form.block_width - 1) / form.block_width;
  const std::uint32_t down = (form.height + form.block_height - 1) / form.block_height;
  const std::uint32_t blocks = across * down;
  if (blocks > (form.tiled ? TIFFNumberOfTiles(tiff) : TIFFNumberOfStrips(tiff)) / form.planes) {
    return fail(ErrorCode::kImageUnreadable);
  }
  for (std::uint32_t number = 0; number < blocks * form.planes; ++number) {
    const std::uint32_t plane = number / blocks;
    const std::uint32_t x = number % blocks % across * form.block_width;
    const std::uint32_t y = number % blocks / across * form.block_height;
    const std::uint32_t columns = std::min(form.block_width, form.width - x);
    const std::uint32_t rows = std::min(form.block_height, form.height - y);
    const std::uint64_t wanted = form.row() * (form.tiled ? form.block_height : rows);
    // What LibTIFF means by the form, and we, has to be the same.
    const tmsize_t theirs = form.tiled ? TIFFTileSize(tiff) : TIFFVStripSize(tiff, rows);
    if (theirs < 0 || static_cast<std::uint64_t>(theirs) != wanted) {
      return fail(ErrorCode::kImageUnreadable);
    }
    if (auto whole = check_block(tiff, form, number, wanted, source.bytes); !whole) return whole;
    source.complained = false;
    const tmsize_t given = form.tiled ? TIFFReadEncodedTile(tiff, number, block.data(), theirs)
                                      : TIFFReadEncodedStrip(tiff, number, block.data(), theirs);
    if (given != theirs || source.complained) return fail(ErrorCode::kImageBlocks);
    for (std::uint32_t row = 0; row < rows; ++row) {
      canvas.put(block.data() + form.row() * row, x, y + row, columns, plane);
    }
  }
  return {};
}

}  // namespace

Result<ForeignImage> decode_tiff(Bytes file, const DecodeLimits& limits) {
  // Canon's raw files begin as a TIFF does.
  if (file.size() >= 10 && file[8] == 'C' && file[9] == 'R') return other_format("RAW");
  TiffSource source{file};
  const Tiff tiff = open_tiff(source);
  if (!tiff) return fail(ErrorCode::kImageUnreadable);
  std::uint8_t* version = nullptr;
  if (TIFFGetField(tiff.get(), TIFFTAG_DNGVERSION, &version) == 1) return other_format("DNG");
  // The first directory of a camera's raw file is a thumbnail.
  if (!is_page(tiff.get()) && !to_next_page(tiff.get())) return other_format("RAW");
  const auto form = form_of(tiff.get(), limits);
  if (!form) return tl::unexpected(form.error());
  std::vector<std::uint8_t> palette;
  if (form->colours == Colours::kPalette) {
    auto colours = palette_of(tiff.get(), *form);
    if (!colours) return tl::unexpected(colours.error());
    palette = std::move(*colours);
  }
  Canvas canvas(*form, std::move(palette));
  if (auto read = read_blocks(tiff.get(), *form, source, canvas); !read) {
    return tl::unexpected(read.error());
  }
  ForeignImage out;
  out.image = std::move(canvas.image);
  if (!canvas.alpha.empty()) lay_over_white(out.image, canvas.alpha, form->associated);
  out.orientation = field<std::uint16_t>(tiff.get(), TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);
  std::uint32_t length = 0;
  std::uint8_t* icc = nullptr;
  if (TIFFGetField(tiff.get(), TIFFTAG_ICCPROFILE, &length, &icc) == 1 && length > 0) {
    out.icc.emplace();
    if (length <= kMostProfileBytes) out.icc->assign(icc, icc + length);
  }
  out.several = to_next_page(tiff.get());
  return out;
}

}  // namespace lesion
