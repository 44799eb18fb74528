#include "core/image/jpeg_scan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core/image/decode.h"
#include "tests/core/image/made_jpegs.h"

namespace lesion {
namespace {

using Bytes = std::vector<std::uint8_t>;

struct Whole {
  std::string name;
  Bytes file;
};

std::vector<Whole> whole_files() {
  using namespace testing;
  return {{"sequential", {kSequentialJpeg.begin(), kSequentialJpeg.end()}},
          {"progressive", {kProgressiveJpeg.begin(), kProgressiveJpeg.end()}},
          {"restart", {kRestartJpeg.begin(), kRestartJpeg.end()}},
          {"grey", {kGreyJpeg.begin(), kGreyJpeg.end()}}};
}

Bytes sequential() { return whole_files().front().file; }

// Where the data of the first scan begin.
std::size_t data_of(const Bytes& file) {
  const std::array<std::uint8_t, 2> marker{0xFF, 0xDA};
  const auto found = std::search(file.begin(), file.end(), marker.begin(), marker.end());
  const auto at = static_cast<std::size_t>(found - file.begin());
  return at + 2 + (static_cast<std::size_t>(file[at + 2]) << 8 | file[at + 3]);
}

std::string refusal(const Bytes& file) {
  const auto image = decode_image(file);
  return image ? "read" : std::string(code_text(image.error().code));
}

TEST(JpegScan, WholeFilesAreWhole) {
  for (const auto& [name, file] : whole_files()) {
    const JpegScan scan = scan_jpeg(file);
    EXPECT_EQ(scan.state, JpegState::kWhole) << name;
    EXPECT_EQ(scan.end, file.size() - 2) << name;
    EXPECT_EQ(scan.components, name == "grey" ? 1 : 3) << name;
    EXPECT_FALSE(scan.adobe) << name;
  }
}

// Wherever it is cut, and an end marker put there as repair tools do.
TEST(JpegScan, CutOffFilesAreNeverWhole) {
  for (const auto& [name, file] : whole_files()) {
    for (std::size_t length = data_of(file); length + 2 < file.size(); length += 3) {
      Bytes cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(length));
      EXPECT_NE(scan_jpeg(cut).state, JpegState::kWhole) << name << " " << length;
      cut.insert(cut.end(), {0xFF, 0xD9});
      EXPECT_NE(scan_jpeg(cut).state, JpegState::kWhole) << name << " " << length;
      const std::string said = refusal(cut);
      EXPECT_TRUE(said == "image.cut_off" || said == "image.blocks") << name << " " << said;
    }
  }
}

TEST(JpegScan, ZeroedDataAreNeverWhole) {
  for (const auto& [name, file] : whole_files()) {
    const std::size_t from = data_of(file);
    const std::size_t length = (file.size() - from) / 5;
    for (std::size_t at = from; at + length + 2 < file.size(); at += 7) {
      Bytes zeroed = file;
      std::fill_n(zeroed.begin() + static_cast<std::ptrdiff_t>(at), length, std::uint8_t{0});
      EXPECT_NE(scan_jpeg(zeroed).state, JpegState::kWhole) << name << " " << at;
    }
  }
}

// A gap is noticed unless the codes behind it happen to make as many blocks.
TEST(JpegScan, LostBytesAreMostlyNoticed) {
  for (const auto& [name, file] : whole_files()) {
    const std::size_t from = data_of(file);
    int all = 0, whole = 0;
    for (std::size_t at = from; at + 42 < file.size(); at += 5, ++all) {
      Bytes gap = file;
      gap.erase(gap.begin() + static_cast<std::ptrdiff_t>(at),
                gap.begin() + static_cast<std::ptrdiff_t>(at + 40));
      whole += scan_jpeg(gap).state == JpegState::kWhole ? 1 : 0;
    }
    EXPECT_LE(whole, all / 8) << name << " of " << all;
  }
}

// Every browser shows these.
TEST(JpegScan, WhatStandsBehindTheLastBlockDoesNotMatter) {
  const Bytes file = sequential();
  const Image right = *decode_image(file);
  const auto same = [&](const Bytes& other) {
    const auto image = decode_image(other);
    return image && image->rgb == right.rgb;
  };
  Bytes open(file.begin(), file.end() - 2);
  EXPECT_TRUE(same(open)) << "no end marker";
  Bytes restart = open;
  restart.insert(restart.end(), {0xFF, 0xD0, 0xFF, 0xD9});
  EXPECT_TRUE(same(restart)) << "a restart marker behind the last block";
  Bytes trailer = file;
  for (int i = 0; i < 500; ++i) trailer.push_back(static_cast<std::uint8_t>(i * 37));
  EXPECT_TRUE(same(trailer)) << "a phone's trailer";
  Bytes unmarked = open;
  unmarked.insert(unmarked.end(), {0xFF, 0xE5, 0xFF, 0xFF, 1, 2, 3});
  EXPECT_TRUE(same(unmarked)) << "the beginning of another segment";
}

TEST(JpegScan, StrayBytesBetweenSegmentsArePassedOver) {
  Bytes file = sequential();
  file.insert(file.begin() + 2, {0, 0});
  EXPECT_EQ(scan_jpeg(file).state, JpegState::kWhole);
  // Orientation 6 behind them.
  const Bytes exif = {0xFF, 0xE1, 0, 34,   'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8,
                      0,    1,    1, 0x12, 0,   3,   0,   0,   0, 1, 0,   6,   0, 0,  0, 0, 0, 0};
  file.insert(file.begin() + 4, exif.begin(), exif.end());
  EXPECT_EQ(exif_orientation(file), 6);
}

TEST(JpegScan, RestartMarkersInAnotherOrderAreDamage) {
  Bytes file = whole_files()[2].file;
  const std::array<std::uint8_t, 2> second{0xFF, 0xD1};
  const auto found = std::search(file.begin(), file.end(), second.begin(), second.end());
  ASSERT_NE(found, file.end());
  found[1] = 0xD2;
  EXPECT_EQ(scan_jpeg(file).state, JpegState::kDamaged);
  EXPECT_EQ(refusal(file), "image.blocks");
}

TEST(JpegScan, OfOtherCodingsNothingIsSaid) {
  Bytes file = sequential();
  const std::array<std::uint8_t, 2> frame{0xFF, 0xC0};
  const auto found = std::search(file.begin(), file.end(), frame.begin(), frame.end());
  ASSERT_NE(found, file.end());
  found[1] = 0xC9;  // arithmetic coding
  EXPECT_EQ(scan_jpeg(file).state, JpegState::kUnknown);
  EXPECT_EQ(scan_jpeg(Bytes{0x89, 'P', 'N', 'G'}).state, JpegState::kUnknown);
  EXPECT_EQ(scan_jpeg(Bytes{}).state, JpegState::kUnknown);
  EXPECT_EQ(scan_jpeg(sequential(), 100).state, JpegState::kUnknown) << "larger than was allowed";
}

// Rows from the top: the height is negative. (x, y) is R = 20x + 30y, G = 60y, B = 40x.
TEST(Decode, ABmpWhoseRowsComeFromTheTop) {
  Bytes file = {'B', 'M', 134, 0,    0,    0,    0,    0, 0, 0,  54, 0, 0, 0, 40, 0,  0, 0, 6,
                0,   0,   0,   0xFC, 0xFF, 0xFF, 0xFF, 1, 0, 24, 0,  0, 0, 0, 0,  80, 0, 0, 0};
  file.resize(54);
  for (int y = 0; y < 4; ++y) {
    for (int x = 0; x < 6; ++x) {
      for (const int value : {40 * x, 60 * y, 20 * x + 30 * y}) {
        file.push_back(static_cast<std::uint8_t>(value));
      }
    }
    file.insert(file.end(), {0, 0});
  }
  const auto image = decode_image(file);
  ASSERT_TRUE(image) << image.error().message;
  ASSERT_EQ(image->width, 6);
  ASSERT_EQ(image->height, 4);
  for (int y = 0; y < 4; ++y) {
    for (int x = 0; x < 6; ++x) {
      const auto at = static_cast<std::size_t>(y * 6 + x) * 3;
      EXPECT_EQ(image->rgb[at], 20 * x + 30 * y);
      EXPECT_EQ(image->rgb[at + 1], 60 * y);
      EXPECT_EQ(image->rgb[at + 2], 40 * x);
    }
  }
}

}  // namespace
}  // namespace lesion
