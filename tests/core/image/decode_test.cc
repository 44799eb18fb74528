#include "core/image/decode.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "core/image/png.h"
#include "tests/support/images.h"

namespace lesion {
namespace {

using testing::ramp;
using Bytes = std::vector<std::uint8_t>;

Bytes bytes(std::string_view text) { return {text.begin(), text.end()}; }

void append_u32(Bytes& out, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    out.push_back(static_cast<std::uint8_t>(value >> shift));
  }
}

std::uint32_t crc32(std::span<const std::uint8_t> data) {
  std::uint32_t crc = 0xFFFFFFFFu;
  for (const std::uint8_t byte : data) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320u : 0u);
  }
  return ~crc;
}

// A PNG chunk with its length and check sum.
Bytes chunk(std::string_view type, const Bytes& body) {
  Bytes out;
  append_u32(out, static_cast<std::uint32_t>(body.size()));
  Bytes checked = bytes(type);
  checked.insert(checked.end(), body.begin(), body.end());
  out.insert(out.end(), checked.begin(), checked.end());
  append_u32(out, crc32(checked));
  return out;
}

// `png` with an eXIf chunk after IHDR that states `orientation`, in either byte order.
Bytes with_orientation(const Bytes& png, int orientation, bool little) {
  const auto low = static_cast<std::uint8_t>(orientation);
  const Bytes tiff =
      little ? Bytes{'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, low, 0, 0, 0}
             : Bytes{'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, low, 0, 0};
  const Bytes exif = chunk("eXIf", tiff);
  Bytes out(png.begin(), png.begin() + 33);  // signature and IHDR
  out.insert(out.end(), exif.begin(), exif.end());
  out.insert(out.end(), png.begin() + 33, png.end());
  return out;
}

std::string sentence(const Bytes& file, const DecodeLimits& limits = {}) {
  const auto result = decode_image(file, limits);
  return result ? "read" : result.error().message;
}

TEST(Decode, APngComesBackAsItWas) {
  const Image image = ramp(12, 7);
  const auto decoded = decode_image(*encode_png(image));
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->width, 12);
  EXPECT_EQ(decoded->height, 7);
  EXPECT_EQ(decoded->rgb, image.rgb);
}

TEST(Decode, APngSaysHowLargeItIsToBePrinted) {
  const Image image = ramp(12, 7);
  const Bytes file = *encode_png(image, 300);
  // 300 / 0.0254 = 11811 pixels a metre, across and down.
  const Bytes stated = chunk("pHYs", {0, 0, 0x2E, 0x23, 0, 0, 0x2E, 0x23, 1});
  ASSERT_GT(file.size(), 33 + stated.size());
  EXPECT_TRUE(std::equal(stated.begin(), stated.end(), file.begin() + 33));
  EXPECT_EQ(decode_image(file)->rgb, image.rgb);
  EXPECT_FALSE(encode_png(image, 0));
}

TEST(Decode, GreyIsWidenedToRgb) {
  const Bytes grey{0, 50, 100, 150, 200, 250};
  const auto decoded = decode_image(*encode_png_grey(grey, 3, 2));
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->rgb[3], 50);
  EXPECT_EQ(decoded->rgb[4], 50);
  EXPECT_EQ(decoded->rgb[5], 50);
}

// EXIF 2.3, section 4.6.4: which corner of the upright image holds the stored first pixel.
TEST(Decode, EachExifOrientationPutsTheFirstStoredPixelWhereTheStandardSays) {
  Image stored = testing::filled(3, 2, 9, 9, 9);
  stored.rgb[0] = 255;
  struct Corner {
    int orientation, width, height, x, y;
  };
  for (const Corner& c : {Corner{1, 3, 2, 0, 0}, Corner{2, 3, 2, 2, 0}, Corner{3, 3, 2, 2, 1},
                          Corner{4, 3, 2, 0, 1}, Corner{5, 2, 3, 0, 0}, Corner{6, 2, 3, 1, 0},
                          Corner{7, 2, 3, 1, 2}, Corner{8, 2, 3, 0, 2}}) {
    for (const bool little : {true, false}) {
      const auto decoded =
          decode_image(with_orientation(*encode_png(stored), c.orientation, little));
      ASSERT_TRUE(decoded);
      ASSERT_EQ(decoded->width, c.width) << c.orientation;
      ASSERT_EQ(decoded->height, c.height);
      EXPECT_EQ(decoded->rgb[static_cast<std::size_t>(c.y * c.width + c.x) * 3], 255)
          << c.orientation;
    }
  }
}

// The second stored pixel tells 5 from a plain copy and 6 from 7.
TEST(Decode, QuarterTurnsCarryTheFirstRowToTheRightColumn) {
  const Image stored = ramp(3, 2);  // red = 10 x
  EXPECT_EQ(apply_orientation(stored, 6).rgb[(1 * 2 + 1) * 3],
            10);  // x=1 goes one row down, right column
  EXPECT_EQ(apply_orientation(stored, 8).rgb[(1 * 2 + 0) * 3], 10);  // one row up, left column
  EXPECT_EQ(apply_orientation(stored, 5).rgb[(1 * 2 + 0) * 3], 10);  // one row down, left column
  EXPECT_EQ(apply_orientation(stored, 7).rgb[(1 * 2 + 1) * 3], 10);  // one row up, right column
}

TEST(Decode, OrientationOutOfRangeIsIgnored) {
  const auto decoded = decode_image(with_orientation(*encode_png(ramp(3, 2)), 9, true));
  ASSERT_TRUE(decoded);
  EXPECT_EQ(decoded->width, 3);
}

TEST(Decode, EveryTruncationOfAPngWithExifEndsWithoutACrash) {
  const Bytes file = with_orientation(*encode_png(ramp(9, 9)), 6, false);
  for (std::size_t length = 0; length < file.size(); ++length) {
    (void)decode_image(std::span(file).first(length));
  }
}

TEST(Decode, WhatCannotBeReadIsNamed) {
  EXPECT_EQ(sentence({}), "the file is empty");
  Bytes heic(64, 0);
  const Bytes brand = bytes("ftypheic");
  std::copy(brand.begin(), brand.end(), heic.begin() + 4);
  EXPECT_NE(sentence(heic).find("on an iPhone: Settings > Camera"), std::string::npos);
  EXPECT_NE(sentence(bytes("just some text, not an image")).find("not an image"),
            std::string::npos);
}

// Found by tests/fuzz: stb_image would read behind 16-bit samples, and overflow at a large number.
TEST(Decode, APnmIsNamedAndNotRead) {
  for (const char* file : {"P5 1 1 255\na", "P5 1 1 65535\nab", "P6\n2556666660 1 255\nabc",
                           "P4\n# by hand\n1 1\na", "P6#\n1 1 255\nabc"}) {
    EXPECT_EQ(sentence(bytes(file)), "PNM is not supported; save it as JPEG or PNG") << file;
  }
  for (const char* file : {"P5", "P7\n", "P0 1 1", "PS: just text"}) {
    EXPECT_NE(sentence(bytes(file)).find("not an image"), std::string::npos) << file;
  }
}

// Found by tests/fuzz: stb_image copies nothing to a null pointer.
TEST(Decode, APngWhoseImageDataBeginsWithAnEmptyChunkIsRefused) {
  const Bytes file = *encode_png(ramp(3, 2));
  const Bytes empty = chunk("IDAT", {});
  Bytes begun(file.begin(), file.begin() + 33);  // signature and IHDR
  begun.insert(begun.end(), empty.begin(), empty.end());
  begun.insert(begun.end(), file.begin() + 33, file.end());
  EXPECT_EQ(sentence(begun),
            "the image is damaged or of a rare kind and can't be read; open it in an image program "
            "and save it again as JPEG or PNG");
  // At the end it does no harm.
  Bytes ended(file.begin(), file.end() - 12);
  ended.insert(ended.end(), empty.begin(), empty.end());
  ended.insert(ended.end(), file.end() - 12, file.end());
  EXPECT_EQ(sentence(ended), "read");
}

TEST(Decode, APngChunkLongerThanTheFileIsRefusedBeforeMemoryIsTaken) {
  Bytes file = *encode_png(ramp(3, 2));
  const std::string_view type = "IDAT";
  const auto data = std::search(file.begin(), file.end(), type.begin(), type.end()) - file.begin();
  file[static_cast<std::size_t>(data) - 4] = 0x3F;  // a gigabyte
  EXPECT_EQ(sentence(file),
            "the image is truncated: its end is missing; copy or download it again");
}

// Five megabytes of zeros, packed to 32 KB, for an image of two pixels.
TEST(Decode, APngWhoseDataUnpackToMoreThanTheImageIsRefused) {
  Bytes packed = {0x78, 0x9C};
  // Fixed Huffman codes, least significant bit first: a literal 0, then "258 bytes, 1 back".
  std::uint32_t bits = 0;
  int held = 0;
  const auto put = [&](std::uint32_t value, int count) {
    bits |= value << held;
    for (held += count; held >= 8; held -= 8, bits >>= 8) {
      packed.push_back(static_cast<std::uint8_t>(bits));
    }
  };
  put(0b011, 3);       // last block, fixed codes
  put(0b00001100, 8);  // literal 0, whose code 00110000 is stored from its most significant bit
  for (int i = 0; i < 20'000; ++i) {
    put(0b10100011, 8);  // length 258: code 11000101
    put(0, 5);           // distance 1
  }
  put(0, 7);  // end of block
  put(0, 7);
  packed.resize(packed.size() + 4);  // checksum, which stb_image does not read
  Bytes file = *encode_png(ramp(2, 1));
  Bytes bomb(file.begin(), file.begin() + 33);
  for (const Bytes& part : {chunk("IDAT", packed), chunk("IEND", {})}) {
    bomb.insert(bomb.end(), part.begin(), part.end());
  }
  EXPECT_EQ(sentence(bomb), "the image is damaged or truncated (outofmem)");
}

TEST(Decode, AJpegTableOfMoreCodesThanThereAreBytesIsRefused) {
  Bytes file = {0xFF, 0xD8, 0xFF, 0xC4, 1, 19, 0};
  const Bytes codes = {0, 0, 0, 0, 0, 0, 0, 200, 57, 0, 0, 0, 0, 0, 0, 0};  // by length
  file.insert(file.end(), codes.begin(), codes.end());
  file.resize(file.size() + 257);
  const Bytes frame = {0xFF, 0xC0, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0};
  file.insert(file.end(), frame.begin(), frame.end());
  EXPECT_NE(sentence(file), "read");  // the sanitizers see what stb_image would write to
}

TEST(Decode, AHugePngHeaderIsRefusedBeforeMemoryIsTaken) {
  Bytes file = bytes("\x89PNG\r\n\x1A\n");
  Bytes header;
  append_u32(header, 30'000);
  append_u32(header, 30'000);
  header.insert(header.end(), {8, 2, 0, 0, 0});
  const Bytes ihdr = chunk("IHDR", header);
  file.insert(file.end(), ihdr.begin(), ihdr.end());
  const Bytes idat = chunk("IDAT", Bytes(16, 0));
  file.insert(file.end(), idat.begin(), idat.end());
  EXPECT_NE(sentence(file).find("30000 x 30000 (900 megapixels)"), std::string::npos)
      << sentence(file);
}

TEST(Decode, LimitsHold) {
  DecodeLimits limits;
  limits.max_pixels = 80;
  EXPECT_EQ(sentence(*encode_png(ramp(8, 10)), limits), "read");
  EXPECT_NE(sentence(*encode_png(ramp(9, 9)), limits), "read");
  limits = {};
  limits.max_bytes = 10;
  EXPECT_NE(sentence(*encode_png(ramp(3, 3)), limits), "read");
}

TEST(EncodePng, SizeAndPixelsMustAgree) {
  EXPECT_FALSE(encode_png({3, 3, {1, 2, 3}}));
  EXPECT_FALSE(encode_png({}));
}

}  // namespace
}  // namespace lesion
