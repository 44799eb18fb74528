#include "core/image/tiff.h"

#include <gtest/gtest.h>
#include <lcms2.h>

#include <array>
#include <cmath>
#include <string>

#include "core/image/decode.h"
#include "tests/support/made_tiff.h"

namespace lesion {
namespace {

using File = std::vector<std::uint8_t>;
using Words = std::vector<std::uint16_t>;

// Something that has no two rows or columns alike, of 16 bits.
std::uint32_t deep(std::uint32_t x, std::uint32_t y, std::uint32_t s) {
  return (x * 2311 + y * 3001 + s * 17001 + x * y * 37) % 65536;
}

TiffSample sample_of(const TiffPage& page) {
  const int bits = page.bits;
  return [bits](auto x, auto y, auto s) { return deep(x, y, s) >> (16 - bits); };
}

File file_of(const TiffPage& page, const char* mode = "w") {
  return tiff_file({page}, sample_of(page), mode);
}

// What decode_image has to make of it.
std::uint8_t wanted(const TiffPage& page, std::uint32_t x, std::uint32_t y, std::uint32_t channel) {
  const auto value = [&](std::uint32_t s) {
    const std::uint32_t stored = deep(x, y, s) >> (16 - page.bits);
    if (page.photometric == PHOTOMETRIC_PALETTE) return stored;
    return page.bits >= 8 ? stored >> (page.bits - 8) : stored * 255 / ((1u << page.bits) - 1);
  };
  const bool colours = page.photometric == PHOTOMETRIC_RGB;
  std::uint32_t seen = value(colours ? channel : 0);
  if (page.photometric == PHOTOMETRIC_PALETTE) seen = seen * (channel + 3) % 256;
  if (page.photometric == PHOTOMETRIC_MINISWHITE) seen = 255 - seen;
  if (!page.extras.empty() && page.extras[0] == EXTRASAMPLE_UNASSALPHA) {
    const std::uint32_t alpha = value(colours ? 3 : 1);
    seen = (seen * alpha + 255 * (255 - alpha) + 127) / 255;
  }
  if (!page.extras.empty() && page.extras[0] == EXTRASAMPLE_ASSOCALPHA) {
    seen = std::min(255u, seen + 255 - value(colours ? 3 : 1));
  }
  return static_cast<std::uint8_t>(seen);
}

void expect_read(const TiffPage& page, const File& file, const std::string& what, int most = 0) {
  DecodeNotes notes;
  const auto image = decode_image(file, {}, &notes);
  ASSERT_TRUE(image) << what << ": " << image.error().message;
  ASSERT_EQ(image->width, static_cast<int>(page.width)) << what;
  ASSERT_EQ(image->height, static_cast<int>(page.height)) << what;
  EXPECT_EQ(notes.source.format, "TIFF");
  EXPECT_FALSE(notes.source.by_browser);
  EXPECT_FALSE(notes.source.several);
  int worst = 0;
  std::size_t at = 0;
  for (std::uint32_t y = 0; y < page.height; ++y) {
    for (std::uint32_t x = 0; x < page.width; ++x) {
      for (std::uint32_t c = 0; c < 3; ++c) {
        worst = std::max(worst, std::abs(image->rgb[at++] - wanted(page, x, y, c)));
      }
    }
  }
  EXPECT_LE(worst, most) << what;
}

ErrorCode code_of(const File& file) {
  const auto image = decode_image(file);
  return image ? ErrorCode::kPlain : image.error().code;
}

TEST(Tiff, BytesWrittenByHand) {
  // 2 x 1 pixels, 8 bits, RGB, one strip behind the directory.
  File file = {'I', 'I', 42, 0, 8, 0, 0, 0, 9, 0};
  const auto entry = [&](std::uint16_t tag, std::uint16_t type, std::uint32_t value) {
    for (const int word : {tag & 0xFF, tag >> 8, int{type}, 0, 1, 0, 0, 0}) {
      file.push_back(static_cast<std::uint8_t>(word));
    }
    for (int i = 0; i < 4; ++i) file.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
  };
  entry(256, 3, 2);
  entry(257, 3, 1);
  entry(258, 3, 8);
  entry(259, 3, 1);
  entry(262, 3, 2);
  entry(273, 4, 10 + 9 * 12 + 4);
  entry(277, 3, 3);
  entry(278, 3, 1);
  entry(279, 4, 6);
  file.insert(file.end(), {0, 0, 0, 0, 200, 100, 50, 1, 2, 3});
  const auto image = decode_image(file);
  ASSERT_TRUE(image) << image.error().message;
  EXPECT_EQ(image->rgb, (File{200, 100, 50, 1, 2, 3}));
  file.pop_back();
  EXPECT_EQ(code_of(file), ErrorCode::kImageCutOff);
}

TEST(Tiff, ReadsWhatPeopleHave) {
  for (const auto compression :
       Words{COMPRESSION_NONE, COMPRESSION_LZW, COMPRESSION_ADOBE_DEFLATE, COMPRESSION_PACKBITS}) {
    for (const auto bits : Words{8, 16}) {
      for (const std::uint32_t tile : {0u, 16u}) {
        for (const auto planar : Words{PLANARCONFIG_CONTIG, PLANARCONFIG_SEPARATE}) {
          TiffPage page;
          page.compression = compression;
          page.bits = bits;
          page.tile = tile;
          page.planar = planar;
          if (compression == COMPRESSION_LZW) page.predictor = 2;
          const std::string what = std::to_string(compression) + ", " + std::to_string(bits) +
                                   " bits, tile " + std::to_string(tile) + ", planes " +
                                   std::to_string(planar);
          expect_read(page, file_of(page), what);
          expect_read(page, file_of(page, "wb"), what + ", big endian");
          expect_read(page, file_of(page, "w8"), what + ", BigTIFF");
        }
      }
    }
  }
}

TEST(Tiff, GreyPaletteAndTransparency) {
  for (const auto bits : Words{1, 2, 4, 8, 16}) {
    for (const auto colours :
         Words{PHOTOMETRIC_MINISBLACK, PHOTOMETRIC_MINISWHITE, PHOTOMETRIC_PALETTE}) {
      if (colours == PHOTOMETRIC_PALETTE && bits == 16) continue;
      TiffPage page;
      page.samples = 1;
      page.bits = bits;
      page.photometric = colours;
      expect_read(page, file_of(page), std::to_string(bits) + " bits, " + std::to_string(colours));
    }
  }
  for (const auto kind :
       Words{EXTRASAMPLE_UNSPECIFIED, EXTRASAMPLE_ASSOCALPHA, EXTRASAMPLE_UNASSALPHA}) {
    for (const auto colours : Words{PHOTOMETRIC_MINISBLACK, PHOTOMETRIC_RGB}) {
      for (const auto planar : Words{PLANARCONFIG_CONTIG, PLANARCONFIG_SEPARATE}) {
        TiffPage page;
        page.photometric = colours;
        page.samples = colours == PHOTOMETRIC_RGB ? 4 : 2;
        page.extras = {kind};
        page.planar = planar;
        expect_read(page, file_of(page), "extra " + std::to_string(kind));
        page.bits = 16;
        expect_read(page, file_of(page), "extra " + std::to_string(kind) + ", 16 bits");
      }
    }
  }
}

TEST(Tiff, JpegWithin) {
  // Smooth, as JPEG is made for.
  const TiffSample smooth = [](auto x, auto y, auto s) { return 60 + x + 2 * y + 20 * s; };
  for (const auto colours : Words{PHOTOMETRIC_RGB, PHOTOMETRIC_YCBCR, PHOTOMETRIC_MINISBLACK}) {
    for (const std::uint32_t tile : {0u, 16u}) {
      TiffPage page;
      page.width = 40;
      page.height = 24;
      page.rows = 16;
      page.tile = tile;
      page.compression = COMPRESSION_JPEG;
      page.photometric = colours;
      page.samples = colours == PHOTOMETRIC_MINISBLACK ? 1 : 3;
      const File file = tiff_file({page}, smooth);
      const auto image = decode_image(file);
      ASSERT_TRUE(image) << colours << ": " << image.error().message;
      for (std::uint32_t i = 0; i < page.width * page.height; ++i) {
        for (std::uint32_t c = 0; c < 3; ++c) {
          const auto value = smooth(i % page.width, i / page.width, page.samples == 1 ? 0 : c);
          EXPECT_NEAR(image->rgb[3 * i + c], static_cast<int>(value), 4) << colours;
        }
      }
    }
  }
}

TEST(Tiff, IsTurnedUpright) {
  TiffPage page;
  const auto stored = decode_image(file_of(page));
  ASSERT_TRUE(stored);
  for (std::uint16_t orientation = 1; orientation <= 8; ++orientation) {
    page.orientation = orientation;
    DecodeNotes notes;
    const auto image = decode_image(file_of(page), {}, &notes);
    ASSERT_TRUE(image);
    EXPECT_EQ(notes.orientation, orientation);
    EXPECT_EQ(image->rgb, apply_orientation(*stored, orientation).rgb) << orientation;
  }
}

TEST(Tiff, TheFirstPageIsShownAndMoreAreSaid) {
  const auto at = [](std::uint32_t x, std::uint32_t y, std::uint32_t s) {
    return deep(x, y, s) >> 8;
  };
  TiffPage page, small;
  small.subfile = FILETYPE_REDUCEDIMAGE;
  small.width = 7;
  DecodeNotes notes;
  ASSERT_TRUE(decode_image(tiff_file({page, page}, at), {}, &notes));
  EXPECT_TRUE(notes.source.several);
  ASSERT_TRUE(decode_image(tiff_file({page, small}, at), {}, &notes));
  EXPECT_FALSE(notes.source.several) << "a small copy is no page";
  // A camera's raw file shows a thumbnail first, whose lesion nobody should judge.
  const auto image = decode_image(tiff_file({small, page}, at), {}, &notes);
  ASSERT_TRUE(image);
  EXPECT_EQ(image->width, 20);
  const auto raw = decode_image(tiff_file({small}, at));
  ASSERT_FALSE(raw);
  EXPECT_EQ(raw.error().message, "RAW is not supported; save it as JPEG or PNG");
}

TEST(Tiff, ItsProfileIsUsed) {
  // sRGB's primaries with gamma 1: darker middle tones are far lighter in sRGB.
  const cmsCIExyY white = {0.3127, 0.3290, 1};
  const cmsCIExyYTRIPLE primaries = {{0.64, 0.33, 1}, {0.30, 0.60, 1}, {0.15, 0.06, 1}};
  cmsToneCurve* linear = cmsBuildGamma(nullptr, 1);
  cmsToneCurve* curves[] = {linear, linear, linear};
  const cmsHPROFILE profile = cmsCreateRGBProfile(&white, &primaries, curves);
  cmsUInt32Number length = 0;
  cmsSaveProfileToMem(profile, nullptr, &length);
  TiffPage page;
  page.icc.resize(length);
  cmsSaveProfileToMem(profile, page.icc.data(), &length);
  cmsCloseProfile(profile);
  cmsFreeToneCurve(linear);
  DecodeNotes notes;
  const TiffSample grey = [](auto, auto, auto) { return 128u; };
  const auto image = decode_image(tiff_file({page}, grey), {}, &notes);
  ASSERT_TRUE(image);
  EXPECT_EQ(notes.colour.use, ProfileUse::kConverted);
  EXPECT_NEAR(image->rgb[0], 188, 1);
  page.icc.resize(40);
  ASSERT_TRUE(decode_image(tiff_file({page}, grey), {}, &notes));
  EXPECT_EQ(notes.colour.use, ProfileUse::kLeftOut);
}

TEST(Tiff, OtherKindsAreRefusedByName) {
  TiffPage page;
  page.samples = 4;
  page.photometric = PHOTOMETRIC_SEPARATED;
  EXPECT_EQ(decode_image(file_of(page)).error().message,
            "CMYK is not supported; save it as JPEG or PNG");
  page = {};
  page.photometric = PHOTOMETRIC_CIELAB;
  EXPECT_EQ(code_of(file_of(page)), ErrorCode::kTiffForm);
  page = {};
  page.bits = 16;
  page.format = SAMPLEFORMAT_INT;
  EXPECT_EQ(code_of(file_of(page)), ErrorCode::kTiffForm);
  page = {};
  page.photometric = PHOTOMETRIC_YCBCR;
  EXPECT_EQ(code_of(file_of(page)), ErrorCode::kTiffForm);
  const auto large = decode_image(file_of({}), {.max_pixels = 100});
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().code, ErrorCode::kImageTooLarge);
  EXPECT_EQ(code_of({'I', 'I', 42, 0, 8, 0, 0, 0}), ErrorCode::kImageUnreadable);
}

// Wherever a file is cut: refused, or all its pixels as they were.
TEST(Tiff, CutFilesAreRefused) {
  for (const auto compression : Words{COMPRESSION_NONE, COMPRESSION_LZW, COMPRESSION_ADOBE_DEFLATE,
                                      COMPRESSION_PACKBITS, COMPRESSION_JPEG}) {
    TiffPage page;
    page.compression = compression;
    page.rows = 8;
    const File whole = file_of(page);
    const auto image = decode_image(whole);
    ASSERT_TRUE(image) << compression;
    int refused = 0;
    for (std::size_t length = 0; length < whole.size(); length += 3) {
      const auto cut =
          decode_image(File(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)));
      if (!cut) ++refused;
      if (cut) EXPECT_EQ(cut->rgb, image->rgb) << compression << ", " << length;
    }
    EXPECT_GT(refused, 50) << compression;
  }
}

// Bytes of a strip are lost without a gap: of what can tell, nothing is made up.
TEST(Tiff, ZeroedDataAreRefused) {
  for (const auto compression :
       Words{COMPRESSION_LZW, COMPRESSION_ADOBE_DEFLATE, COMPRESSION_JPEG}) {
    TiffPage page;
    page.width = 96;
    page.height = 64;
    page.rows = 64;
    page.compression = compression;
    // No noise: what follows a change is wrong for long.
    File file = tiff_file(
        {page}, [](auto x, auto y, auto s) { return (x * x / 9 + y * 3 + s * 40) % 256; });
    ASSERT_TRUE(decode_image(file)) << compression;
    // The strip comes first in the file.
    ASSERT_GT(file.size(), 900u);
    std::fill(file.begin() + 500, file.begin() + 540, std::uint8_t{0});
    EXPECT_FALSE(decode_image(file)) << compression;
  }
}

TEST(Tiff, AChangedBitOfDeflateIsSeen) {
  TiffPage page;
  page.compression = COMPRESSION_ADOBE_DEFLATE;
  page.rows = 12;
  const File whole = file_of(page);
  const auto image = decode_image(whole);
  ASSERT_TRUE(image);
  for (std::size_t at = 10; at < 300; ++at) {
    File file = whole;
    file[at] ^= 4;
    const auto changed = decode_image(file);
    if (changed) EXPECT_EQ(changed->rgb, image->rgb) << at;
  }
}

TEST(Decode, FormatsAreKnownByTheirContent) {
  const auto is_image = [](std::string_view head) {
    return begins_as_image({reinterpret_cast<const std::uint8_t*>(head.data()), head.size()});
  };
  using namespace std::string_view_literals;
  for (const auto head : {"\xFF\xD8\xFF\xE1"sv, "\x89PNG\r\n\x1A\n"sv, "GIF89a"sv,
                          "II*\0\x08\0\0\0"sv, "MM\0*\0\0\0\x08"sv, "RIFF\x24\0\0\0WEBPVP8 "sv,
                          "\0\0\0\x1C"
                          "ftypavif\0\0\0\0"sv,
                          "\0\0\0\x18"
                          "ftypheic\0\0\0\0"sv}) {
    EXPECT_TRUE(is_image(head)) << head;
  }
  for (const auto head : {""sv, "a letter"sv, "RIFF\x24\0\0\0WAVE"sv,
                          "\0\0\0\x18"
                          "ftypmp42\0\0\0\0"sv,
                          "II"sv}) {
    EXPECT_FALSE(is_image(head)) << head;
  }
}

TEST(Decode, HeicSaysWhatToDoAndAvifIsNotTakenForIt) {
  const auto error_of = [](std::string text) {
    text.resize(64);
    const auto image = decode_image(File(text.begin(), text.end()));
    return image ? "read" : image.error().message;
  };
  using namespace std::string_literals;
  EXPECT_NE(error_of("\0\0\0\x18"
                     "ftypheic\0\0\0\0"s)
                .find("Most Compatible"),
            std::string::npos);
  EXPECT_NE(error_of("\0\0\0\x18"
                     "ftypmif1\0\0\0\0heic"s)
                .find("Most Compatible"),
            std::string::npos);
  EXPECT_EQ(error_of("\0\0\0\x1C"
                     "ftypmif1\0\0\0\0mif1avif"s),
            "AVIF is not supported; save it as JPEG or PNG");
  EXPECT_NE(error_of("\0\0\0\x18"
                     "ftypmp42\0\0\0\0"s)
                .find("video"),
            std::string::npos);
}

}  // namespace
}  // namespace lesion
