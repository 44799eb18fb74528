#include "core/image/profile.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "core/image/png.h"
#include "tests/core/image/made_jpegs.h"
#include "tests/support/images.h"

namespace lesion {
namespace {

using Bytes = std::vector<std::uint8_t>;

void append(Bytes& out, std::string_view text) { out.insert(out.end(), text.begin(), text.end()); }

void append_u32(Bytes& out, std::size_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    out.push_back(static_cast<std::uint8_t>(value >> shift));
  }
}

// A profile with no more than its header and a description.
Bytes profile(const Bytes& description) {
  Bytes out(128);
  constexpr std::string_view kSignature = "acsp";
  std::copy(kSignature.begin(), kSignature.end(), out.begin() + 36);
  append_u32(out, 1);
  append(out, "desc");
  append_u32(out, 144);
  append_u32(out, description.size());
  out.insert(out.end(), description.begin(), description.end());
  return out;
}

// ICC.1:2001-04, 6.5.17.
Bytes plain(std::string_view text) {
  Bytes out;
  append(out, "desc");
  append_u32(out, 0);
  append_u32(out, text.size() + 1);
  append(out, text);
  out.push_back(0);
  return out;
}

// ICC.1:2022, 10.15: one record, UTF-16.
Bytes localized(std::string_view text) {
  Bytes out;
  append(out, "mluc");
  append_u32(out, 0);
  append_u32(out, 1);
  append_u32(out, 12);
  append(out, "enUS");
  append_u32(out, 2 * text.size());
  append_u32(out, 28);
  for (const char letter : text) out.insert(out.end(), {0, static_cast<std::uint8_t>(letter)});
  return out;
}

// A JPEG with the profile in as many segments.
Bytes jpeg_with(const Bytes& icc, std::size_t parts) {
  Bytes out(testing::kSequentialJpeg.begin(), testing::kSequentialJpeg.begin() + 2);
  const std::size_t each = (icc.size() + parts - 1) / parts;
  for (std::size_t i = 0; i < parts; ++i) {
    const std::size_t from = i * each;
    const std::size_t count = std::min(each, icc.size() - from);
    const std::size_t length = 2 + 12 + 2 + count;
    out.insert(out.end(), {0xFF, 0xE2, static_cast<std::uint8_t>(length >> 8),
                           static_cast<std::uint8_t>(length)});
    append(out, std::string_view("ICC_PROFILE\0", 12));
    out.insert(out.end(), {static_cast<std::uint8_t>(i + 1), static_cast<std::uint8_t>(parts)});
    out.insert(out.end(), icc.begin() + static_cast<std::ptrdiff_t>(from),
               icc.begin() + static_cast<std::ptrdiff_t>(from + count));
  }
  out.insert(out.end(), testing::kSequentialJpeg.begin() + 2, testing::kSequentialJpeg.end());
  return out;
}

TEST(Profile, AJpegsIsNamedByItsDescription) {
  EXPECT_EQ(profile_name(jpeg_with(profile(plain("Adobe RGB (1998)")), 1)), "Adobe RGB (1998)");
  EXPECT_EQ(profile_name(jpeg_with(profile(localized("Display P3")), 1)), "Display P3");
  EXPECT_EQ(profile_name(jpeg_with(profile(localized("Display P3")), 3)), "Display P3");
  const Bytes none(testing::kSequentialJpeg.begin(), testing::kSequentialJpeg.end());
  EXPECT_EQ(profile_name(none), std::nullopt);
  EXPECT_EQ(profile_name({}), std::nullopt);
}

TEST(Profile, ADamagedOneIsSaidToBeThere) {
  const Bytes sound = profile(localized("Display P3"));
  Bytes unsigned_one = sound;
  unsigned_one[36] = 'x';
  EXPECT_EQ(profile_name(jpeg_with(unsigned_one, 1)), "unreadable");
  for (std::size_t length = 4; length < sound.size(); length += 3) {
    const Bytes cut(sound.begin(), sound.begin() + static_cast<std::ptrdiff_t>(length));
    EXPECT_TRUE(profile_name(jpeg_with(cut, 1))) << length;
  }
  Bytes far = sound;
  far[136] = 0xFF;  // the description lies beyond the profile
  EXPECT_EQ(profile_name(jpeg_with(far, 1)), "unreadable");
}

TEST(Profile, APngsIsNamedByItsKeyword) {
  Bytes png = *encode_png(testing::ramp(4, 4));
  EXPECT_EQ(profile_name(png), std::nullopt);
  Bytes chunk;
  append_u32(chunk, 14);
  append(chunk, "iCCP");
  append(chunk, std::string_view("Wide gamut\0\0xx", 14));
  append_u32(chunk, 0);  // a check sum, which nobody reads
  png.insert(png.begin() + 33, chunk.begin(), chunk.end());
  EXPECT_EQ(profile_name(png), "Wide gamut");
}

TEST(Profile, OnlySrgbsOwnNamesAreSrgb) {
  EXPECT_TRUE(is_srgb("sRGB IEC61966-2.1"));
  EXPECT_TRUE(is_srgb("sRGB"));
  EXPECT_FALSE(is_srgb("Display P3"));
  EXPECT_FALSE(is_srgb("unreadable"));
}

}  // namespace
}  // namespace lesion
