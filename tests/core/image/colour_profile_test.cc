#include "core/image/colour_profile.h"

#include <gtest/gtest.h>
#include <lcms2.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "core/image/decode.h"
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

Bytes saved(cmsHPROFILE profile) {
  cmsUInt32Number size = 0;
  cmsSaveProfileToMem(profile, nullptr, &size);
  Bytes icc(size);
  cmsSaveProfileToMem(profile, icc.data(), &size);
  cmsCloseProfile(profile);
  return icc;
}

cmsToneCurve* srgb_curve() {
  const double parameters[5] = {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
  return cmsBuildParametricToneCurve(nullptr, 4, parameters);
}

// Display P3: SMPTE RP 431-2's primaries with D65 and sRGB's curve.
Bytes display_p3() {
  const cmsCIExyY white{0.3127, 0.3290, 1};
  const cmsCIExyYTRIPLE primaries{{0.680, 0.320, 1}, {0.265, 0.690, 1}, {0.150, 0.060, 1}};
  cmsToneCurve* curve = srgb_curve();
  cmsToneCurve* const curves[3] = {curve, curve, curve};
  cmsHPROFILE profile = cmsCreateRGBProfile(&white, &primaries, curves);
  cmsFreeToneCurve(curve);
  return saved(profile);
}

Bytes grey_of_gamma(double gamma) {
  cmsToneCurve* curve = cmsBuildGamma(nullptr, gamma);
  cmsHPROFILE profile = cmsCreateGrayProfile(cmsD50_xyY(), curve);
  cmsFreeToneCurve(curve);
  return saved(profile);
}

Image of_colours(const std::vector<std::array<int, 3>>& colours) {
  Image image{static_cast<int>(colours.size()), 1, {}};
  for (const auto& colour : colours) {
    for (const int value : colour) image.rgb.push_back(static_cast<std::uint8_t>(value));
  }
  return image;
}

void expect_near(const Image& image, const std::vector<std::array<int, 3>>& colours, int by) {
  for (std::size_t i = 0; i < colours.size(); ++i) {
    for (std::size_t c = 0; c < 3; ++c) {
      EXPECT_NEAR(image.rgb[3 * i + c], colours[i][c], by) << i << " " << c;
    }
  }
}

ColourProfile with(Bytes icc) {
  ColourProfile profile;
  profile.icc = std::move(icc);
  return profile;
}

Bytes no_inflate(std::span<const std::uint8_t>, std::size_t) { return {}; }

Bytes png_with(std::string_view type, const Bytes& body) {
  Bytes png = *encode_png(testing::ramp(4, 4));
  Bytes chunk;
  append_u32(chunk, body.size());
  append(chunk, type);
  chunk.insert(chunk.end(), body.begin(), body.end());
  append_u32(chunk, 0);  // a check sum, which nobody reads
  png.insert(png.begin() + 33, chunk.begin(), chunk.end());
  return png;
}

// By the matrix of CSS Color 4 (10.9) and sRGB's curve, worked in double precision.
TEST(ColourProfile, DisplayP3BecomesSrgb) {
  Image image = of_colours({{200, 150, 120}, {90, 60, 50}, {128, 128, 128}, {20, 30, 40}});
  const auto done = convert_to_srgb(image, with(display_p3()));
  EXPECT_EQ(done.use, ProfileUse::kConverted);
  EXPECT_EQ(done.name, "RGB built-in") << "what Little CMS calls what it makes";
  expect_near(image, {{209, 147, 115}, {95, 58, 48}, {128, 128, 128}, {17, 30, 41}}, 1);
}

TEST(ColourProfile, GreyOfAnotherGammaBecomesSrgbsAndOnlyOnAGreyImage) {
  Image image = of_colours({{20, 20, 20}, {128, 128, 128}, {200, 200, 200}});
  EXPECT_EQ(convert_to_srgb(image, with(grey_of_gamma(1.8))).use, ProfileUse::kConverted);
  expect_near(image, {{26, 26, 26}, {146, 146, 146}, {210, 210, 210}}, 1);
  Image colours = of_colours({{20, 30, 40}});
  const Bytes before = colours.rgb;
  EXPECT_EQ(convert_to_srgb(colours, with(grey_of_gamma(1.8))).use, ProfileUse::kLeftOut);
  EXPECT_EQ(colours.rgb, before);
}

TEST(ColourProfile, SrgbChangesNotAByte) {
  Image image = testing::ramp(64, 8);
  const Bytes before = image.rgb;
  EXPECT_EQ(convert_to_srgb(image, with(saved(cmsCreate_sRGBProfile()))).use, ProfileUse::kSrgb);
  EXPECT_EQ(image.rgb, before);
  EXPECT_EQ(convert_to_srgb(image, std::nullopt).use, ProfileUse::kNone);
  EXPECT_EQ(image.rgb, before);
}

TEST(ColourProfile, ADamagedOneIsLeftOutAndSaidToBeThere) {
  const Bytes sound = display_p3();
  for (std::size_t length = 0; length < sound.size(); length += 7) {
    Image image = testing::ramp(8, 8);
    const Bytes before = image.rgb;
    const Bytes cut(sound.begin(), sound.begin() + static_cast<std::ptrdiff_t>(length));
    EXPECT_NE(convert_to_srgb(image, with(cut)).use, ProfileUse::kNone) << length;
    if (length < 128) EXPECT_EQ(image.rgb, before) << length;
  }
}

TEST(ColourProfile, AJpegsMayStandInSeveralSegments) {
  const Bytes icc = display_p3();
  for (const std::size_t parts : {1u, 3u}) {
    const auto found = colour_profile(testing::sequential_jpeg_with(icc, parts), no_inflate);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->icc, icc);
    DecodeNotes notes;
    const auto image = decode_image(testing::sequential_jpeg_with(icc, parts), {}, &notes);
    ASSERT_TRUE(image);
    EXPECT_EQ(notes.colour.use, ProfileUse::kConverted);
    const Bytes bare(testing::kSequentialJpeg.begin(), testing::kSequentialJpeg.end());
    EXPECT_NE(image->rgb, decode_image(bare)->rgb);
  }
  EXPECT_FALSE(colour_profile({}, no_inflate));
}

TEST(ColourProfile, OfAPngGammaCountsOnlyWithPrimaries) {
  Bytes gamma;
  append_u32(gamma, 45'455);
  EXPECT_FALSE(colour_profile(png_with("gAMA", gamma), no_inflate));
  EXPECT_TRUE(colour_profile(png_with("sRGB", {0}), no_inflate)->srgb);
  // sRGB's own primaries with a gamma of 1.8.
  ColourProfile described;
  described.primaries = {0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06};
  described.gamma = 1.8;
  Image image = of_colours({{20, 20, 20}, {128, 128, 128}, {200, 200, 200}});
  EXPECT_EQ(convert_to_srgb(image, described).use, ProfileUse::kConverted);
  expect_near(image, {{26, 26, 26}, {146, 146, 146}, {210, 210, 210}}, 1);
  described.primaries = {0, 0, 0, 0, 0, 0, 0, 0};
  EXPECT_EQ(convert_to_srgb(image, described).use, ProfileUse::kLeftOut);
}

}  // namespace
}  // namespace lesion
