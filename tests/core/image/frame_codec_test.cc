#include "core/image/frame_codec.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <string>
#include <vector>

#include "core/image/decode.h"
#include "tests/core/image/made_dicom.h"
#include "tests/core/image/made_frames.h"

namespace lesion {
namespace {

using testing::MadeDicom;
using Bytes = std::vector<std::uint8_t>;

template <std::size_t N>
Bytes bytes(const std::array<std::uint8_t, N>& all) {
  return {all.begin(), all.end()};
}

constexpr int kWidth = 16;
constexpr int kHeight = 12;

// What made_frames.h says of its pixels.
Bytes colours() {
  Bytes rgb;
  for (int y = 0; y < kHeight; ++y) {
    for (int x = 0; x < kWidth; ++x) {
      for (const int value : {8 * x + 5 * y, 255 - 9 * x - 3 * y, x * y % 64 + 90}) {
        rgb.push_back(static_cast<std::uint8_t>(value));
      }
    }
  }
  return rgb;
}
int grey16(int x, int y) { return 3000 * x + 900 * y + 113 * (x * y % 7); }
int grey12(int x, int y) { return 200 * x + 60 * y + x * y % 7; }

struct Case {
  const char* syntax;
  Bytes coded;
  FrameCoding coding;
  int samples;
  int bits;
};

std::vector<Case> cases() {
  using namespace testing;
  return {{".4.70", bytes(kLosslessRgb), FrameCoding::kJpeg, 3, 8},
          {".4.57", bytes(kLosslessGrey16), FrameCoding::kJpeg, 1, 16},
          {".4.51", bytes(kExtendedGrey12), FrameCoding::kJpeg, 1, 12},
          {".4.80", bytes(kJpegLsRgb), FrameCoding::kJpegLs, 3, 8},
          {".4.80", bytes(kJpegLsGrey16), FrameCoding::kJpegLs, 1, 16},
          {".4.90", bytes(kJpeg2000Rgb), FrameCoding::kJpeg2000, 3, 8}};
}

Bytes file_of(const Case& one) {
  MadeDicom made(testing::coded_as(one.syntax));
  const bool rct = one.coding == FrameCoding::kJpeg2000;
  made.image(kWidth, kHeight,
             one.samples == 1 ? "MONOCHROME2"
             : rct            ? "YBR_RCT"
                              : "RGB",
             one.samples, one.bits > 8 ? 16 : 8, one.bits);
  return made.fragments({one.coded}).file();
}

TEST(FrameCodec, EverySampleOfALosslessFrameComesBack) {
  for (const Case& one : cases()) {
    const auto frame = decode_frame(one.coded, one.coding, {});
    ASSERT_TRUE(frame) << one.syntax << ": " << frame.error().message;
    EXPECT_EQ(frame->width, kWidth);
    EXPECT_EQ(frame->height, kHeight);
    EXPECT_EQ(frame->samples, one.samples);
    EXPECT_EQ(frame->bits, one.bits);
    EXPECT_FALSE(frame->is_signed);
    const Bytes right = colours();
    const int off = one.bits == 12 ? 4 : 0;  // that one is not lossless
    std::size_t at = 0;
    for (int y = 0; y < kHeight; ++y) {
      for (int x = 0; x < kWidth; ++x) {
        for (int c = 0; c < one.samples; ++c, at += 2) {
          const int value = frame->values[at] | frame->values[at + 1] << 8;
          const int wanted = one.samples == 3 ? right[at / 2]
                             : one.bits == 16 ? grey16(x, y)
                                              : grey12(x, y);
          ASSERT_NEAR(value, wanted, off) << one.syntax << ' ' << x << ' ' << y;
        }
      }
    }
  }
}

TEST(FrameCodec, InADicomFileToo) {
  for (const Case& one : cases()) {
    const auto image = decode_image(file_of(one));
    ASSERT_TRUE(image) << one.syntax << ": " << image.error().message;
    if (one.samples == 3) {
      EXPECT_EQ(image->rgb, colours()) << one.syntax;
      continue;
    }
    for (int y = 0; y < kHeight; ++y) {
      for (int x = 0; x < kWidth; ++x) {
        const auto at = static_cast<std::size_t>(3 * (y * kWidth + x));
        const int wanted = one.bits == 16 ? grey16(x, y) >> 8 : grey12(x, y) >> 4;
        EXPECT_NEAR(image->rgb[at], wanted, one.bits == 12 ? 1 : 0);
      }
    }
  }
}

// Missing bytes are no pixels: the libraries fill in what is missing, or fail, each in its way.
TEST(FrameCodec, ACutFrameIsRefused) {
  for (Case one : cases()) {
    const Bytes whole = one.coded;
    for (std::size_t length = 0; length + 8 < whole.size(); length += 7) {
      one.coded.assign(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length));
      EXPECT_FALSE(decode_image(file_of(one))) << one.syntax << ' ' << length;
    }
  }
}

// Found by fuzzing: CharLS has no codec for it, and went on without one.
TEST(FrameCodec, AScanThatIsInterleavedAsNoImageCanBeIsRefused) {
  Bytes coded = bytes(testing::kJpegLsGrey16);
  const std::array<std::uint8_t, 2> scan = {0xFF, 0xDA};
  const auto at = std::search(coded.begin(), coded.end(), scan.begin(), scan.end());
  ASSERT_NE(at, coded.end());
  *(at + 8) = 2;  // by sample, of a single component
  EXPECT_FALSE(decode_frame(coded, FrameCoding::kJpegLs, {}));
}

// The decoder looks up what a difference of 16 bits means behind the end of a table.
TEST(FrameCodec, ADcCodeOfSixteenBitsIsRefusedWhereTheProcessHasNone) {
  for (const auto& frame : {bytes(testing::kExtendedGrey12), bytes(testing::kLosslessGrey16)}) {
    const bool lossless = frame == bytes(testing::kLosslessGrey16);
    Bytes coded = frame;
    const std::array<std::uint8_t, 2> tables = {0xFF, 0xC4};
    const auto at = std::search(coded.begin(), coded.end(), tables.begin(), tables.end());
    ASSERT_NE(at, coded.end());
    ASSERT_EQ(*(at + 4) >> 4, 0) << "the first table is one of DC codes";
    const auto first = at + 5 + 16;
    const auto symbols = std::accumulate(at + 5, first, 0);
    ASSERT_GT(symbols, 0);
    // A length that no image of twelve bits needs, for the code that comes last.
    *(first + symbols - 1) = 16;
    EXPECT_EQ(decode_frame(coded, FrameCoding::kJpeg, {}).has_value(), lossless);
  }
}

TEST(FrameCodec, SizesBeyondTheLimitsTakeNoMemory) {
  for (const Case& one : cases()) {
    const auto frame = decode_frame(one.coded, one.coding, {.max_pixels = 100});
    ASSERT_FALSE(frame);
    EXPECT_EQ(code_text(frame.error().code), "image.too_large") << one.syntax;
  }
}

}  // namespace
}  // namespace lesion
