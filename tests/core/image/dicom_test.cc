#include "core/image/dicom.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/image/decode.h"
#include "tests/core/image/made_dicom.h"
#include "tests/core/image/made_jpegs.h"

namespace lesion {
namespace {

using testing::coded_as;
using testing::explicit_big;
using testing::explicit_little;
using testing::implicit_little;
using testing::MadeDicom;
using Bytes = std::vector<std::uint8_t>;

// 3 x 2 pixels of R, G, B.
const Bytes kColours = {10, 20, 30, 40, 50, 60, 70, 80, 90, 0, 1, 2, 3, 4, 5, 255, 254, 253};

MadeDicom colours(testing::DicomForm form = {}) {
  MadeDicom made(std::move(form));
  return made.image(3, 2, "RGB", 3).pixels(kColours);
}

Bytes rgb_of(const Bytes& file, int frame = 0) {
  const auto image = decode_image(file, {}, nullptr, frame);
  EXPECT_TRUE(image) << (image ? "" : image.error().message);
  return image ? image->rgb : Bytes{};
}

std::string_view code_of(const Bytes& file, int frame = 0, const DecodeLimits& limits = {}) {
  const auto image = decode_image(file, limits, nullptr, frame);
  return image ? "read" : code_text(image.error().code);
}

DicomInfo info_of(const Bytes& file) {
  DecodeNotes notes;
  EXPECT_TRUE(decode_image(file, {}, &notes));
  return notes.dicom.value_or(DicomInfo{});
}

Bytes grey(const Bytes& levels) {
  Bytes rgb;
  for (const std::uint8_t level : levels) rgb.insert(rgb.end(), 3, level);
  return rgb;
}

TEST(Dicom, EveryWayOfWritingElementsGivesTheSamePixels) {
  EXPECT_EQ(rgb_of(colours().file()), kColours);
  EXPECT_EQ(rgb_of(colours(implicit_little()).file()), kColours);
  EXPECT_EQ(rgb_of(colours(explicit_big()).file()), kColours);
  EXPECT_EQ(rgb_of(colours(coded_as(".1.99")).deflated_file()), kColours);
  for (auto form : {explicit_little(), implicit_little(), explicit_big()}) {
    form.preamble = false;
    EXPECT_EQ(rgb_of(colours(form).file()), kColours) << form.syntax;
  }
  // The meta information says explicit, and the elements have no VR.
  auto wrong = implicit_little();
  wrong.syntax = explicit_little().syntax;
  EXPECT_EQ(rgb_of(colours(wrong).file()), kColours);
}

TEST(Dicom, BytesInWordsOfBigEndian) {
  Bytes swapped = kColours;
  for (std::size_t i = 0; i + 1 < swapped.size(); i += 2) std::swap(swapped[i], swapped[i + 1]);
  auto made = colours(explicit_big());
  made.bytes(0x7FE00010, "OW", swapped);
  EXPECT_EQ(rgb_of(made.file()), kColours);
}

TEST(Dicom, ColourByPlane) {
  Bytes planes;
  for (std::size_t c = 0; c < 3; ++c) {
    for (std::size_t i = 0; i < 6; ++i) planes.push_back(kColours[3 * i + c]);
  }
  auto made = colours();
  EXPECT_EQ(rgb_of(made.words(0x00280006, {1}).pixels(planes).file()), kColours);
}

TEST(Dicom, SixteenBitsAreReducedToTheHighestEight) {
  for (const auto& form : {explicit_little(), explicit_big()}) {
    MadeDicom made(form);
    made.image(2, 1, "RGB", 3, 16, 16)
        .pixel_words({0x1234, 0xFF00, 0x00FF, 0x8000, 0x7FFF, 0xFFFF});
    EXPECT_EQ(rgb_of(made.file()), (Bytes{0x12, 0xFF, 0x00, 0x80, 0x7F, 0xFF})) << form.syntax;
    // Of twelve stored; what lies above them belongs to something else.
    made.image(2, 1, "RGB", 3, 16, 12)
        .pixel_words({0xF123, 0x0FF0, 0x000F, 0x0800, 0x07FF, 0x1FFF});
    EXPECT_EQ(rgb_of(made.file()), (Bytes{0x12, 0xFF, 0x00, 0x80, 0x7F, 0xFF})) << form.syntax;
  }
}

TEST(Dicom, LumaAndChroma) {
  // Worked by hand from PS3.3 C.7.6.3.1.2; the last is beyond what RGB can show.
  const Bytes right = {100, 100, 100, 254, 0, 0, 255, 0, 255};
  const Bytes ybr = {100, 128, 128, 76, 85, 255, 255, 255, 255};
  MadeDicom made;
  made.image(3, 1, "YBR_FULL", 3).pixels(ybr);
  const Bytes rgb = rgb_of(made.file());
  for (std::size_t i = 0; i < 6; ++i) EXPECT_EQ(rgb[i], right[i]) << i;
  EXPECT_EQ(rgb[6], 255);  // 255 + 178
  EXPECT_EQ(rgb[7], 121);  // 255 - 43.70 - 90.70
  // Two pixels share their chroma.
  made.image(4, 1, "YBR_FULL_422", 3).pixels({100, 76, 128, 128, 76, 76, 85, 255});
  EXPECT_EQ(rgb_of(made.file()), (Bytes{100, 100, 100, 76, 76, 76, 254, 0, 0, 254, 0, 0}));
}

TEST(Dicom, PaletteOfEightAndSixteenBits) {
  MadeDicom made;
  made.image(4, 1, "PALETTE COLOR", 1).pixels({0, 5, 6, 200});
  for (const std::uint32_t c : {0u, 1u, 2u}) {
    made.words(0x00281101 + c, {3, 5, 16});
    made.words(0x00281201 + c, {0x1000 * static_cast<int>(c + 1), 0x8000, 0xFF00}, "OW");
  }
  // Below the first entry the first, beyond the last the last.
  EXPECT_EQ(rgb_of(made.file()),
            (Bytes{0x10, 0x20, 0x30, 0x10, 0x20, 0x30, 0x80, 0x80, 0x80, 0xFF, 0xFF, 0xFF}));
  for (const std::uint32_t c : {0u, 1u, 2u}) {
    made.words(0x00281101 + c, {3, 5, 8});
    made.bytes(0x00281201 + c, "OW", {static_cast<std::uint8_t>(c + 1), 128, 255});
  }
  EXPECT_EQ(rgb_of(made.file()), (Bytes{1, 2, 3, 1, 2, 3, 128, 128, 128, 255, 255, 255}));
  made.drop(0x00281203);
  EXPECT_EQ(code_of(made.file()), "dicom.form");
}

TEST(Dicom, GreyWithAndWithoutWindow) {
  MadeDicom made;
  made.image(3, 1, "MONOCHROME2", 1).pixels({0, 100, 255});
  EXPECT_EQ(rgb_of(made.file()), grey({0, 100, 255}));
  made.text(0x00280004, "CS", "MONOCHROME1");
  EXPECT_EQ(rgb_of(made.file()), grey({255, 155, 0}));
  // PS3.3 C.11.2.1.2.1: c = 2048, w = 4096 maps 0 to 0 and 4095 to the lightest.
  MadeDicom wide;
  wide.image(5, 1, "MONOCHROME2", 1, 16, 12).pixel_words({0, 1024, 2048, 4095, 3000});
  wide.text(0x00281050, "DS", "2048").text(0x00281051, "DS", "4096");
  const auto linear = [](double x, double c, double w) {
    return static_cast<std::uint8_t>(std::floor(((x - (c - 0.5)) / (w - 1) + 0.5) * 255 + 0.5));
  };
  EXPECT_EQ(rgb_of(wide.file()), grey({0, linear(1024, 2048, 4096), linear(2048, 2048, 4096), 255,
                                       linear(3000, 2048, 4096)}));
  // Rescaled first: -1000 to 3095 by slope 1; window 0 +- 500.
  wide.text(0x00281052, "DS", "-1000").text(0x00281053, "DS", "1");
  wide.text(0x00281050, "DS", "40\\1").text(0x00281051, "DS", "400\\2");
  EXPECT_EQ(rgb_of(wide.file()), grey({0, linear(24, 40, 400), 255, 255, 255}));
  wide.text(0x00281056, "CS", "LINEAR_EXACT");
  EXPECT_EQ(rgb_of(wide.file()), grey({0, 117, 255, 255, 255}));  // (24 - 40) / 400 + 0.5
  // Signed, without window: all that twelve bits hold.
  MadeDicom below;
  below.image(3, 1, "MONOCHROME2", 1, 16, 12, true).pixel_words({-2048, 0, 2047});
  EXPECT_EQ(rgb_of(below.file()), grey({0, 128, 255}));
}

// A run of literals for each segment.
Bytes rle(const std::vector<Bytes>& segments) {
  Bytes out(64, 0);
  out[0] = static_cast<std::uint8_t>(segments.size());
  for (std::size_t i = 0; i < segments.size(); ++i) {
    out[4 + 4 * i] = static_cast<std::uint8_t>(out.size());
    out.push_back(static_cast<std::uint8_t>(segments[i].size() - 1));
    out.insert(out.end(), segments[i].begin(), segments[i].end());
  }
  return out;
}

TEST(Dicom, RunLengths) {
  std::vector<Bytes> planes(3);
  for (std::size_t i = 0; i < 18; ++i) planes[i % 3].push_back(kColours[i]);
  auto made = colours(coded_as(".5"));
  EXPECT_EQ(rgb_of(made.fragments({rle(planes)}).file()), kColours);
  // Repeated, with a byte that does nothing before it; the high bytes come first.
  MadeDicom wide(coded_as(".5"));
  Bytes coded(64, 0);
  coded[0] = 2;
  coded[4] = 64;
  coded[8] = 67;
  coded.insert(coded.end(), {0x80, 0xFD, 0x12, 0xFD, 0x34});
  wide.image(4, 1, "MONOCHROME2", 1, 16, 16).fragments({coded});
  EXPECT_EQ(rgb_of(wide.file()), grey({0x12, 0x12, 0x12, 0x12}));
  planes[1].pop_back();
  EXPECT_EQ(code_of(made.fragments({rle(planes)}).file()), "image.cut_off");
}

double mean_difference(const Bytes& a, const Bytes& b) {
  EXPECT_EQ(a.size(), b.size());
  double sum = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) sum += std::abs(a[i] - b[i]);
  return sum / static_cast<double>(a.size());
}

// Two decoders, which bring chroma of half the resolution to that of luma each in its way.
TEST(Dicom, AJpegInsideIsReadAsItIsAlone) {
  const Bytes jpeg(testing::kSequentialJpeg.begin(), testing::kSequentialJpeg.end());
  const auto alone = decode_image(jpeg);
  ASSERT_TRUE(alone);
  MadeDicom made(coded_as(".4.50"));
  made.image(128, 96, "YBR_FULL_422", 3).fragments({jpeg});
  EXPECT_LT(mean_difference(rgb_of(made.file()), alone->rgb), 0.1);
  // In several fragments of one frame.
  const auto middle = jpeg.begin() + 700;
  made.fragments({Bytes(jpeg.begin(), middle), Bytes(middle, jpeg.end())});
  EXPECT_LT(mean_difference(rgb_of(made.file()), alone->rgb), 0.1);
  // JFIF says what its colours are; a DICOM header that calls them RGB is wrong.
  made.text(0x00280004, "CS", "RGB");
  EXPECT_LT(mean_difference(rgb_of(made.file()), alone->rgb), 0.1);
  // Without JFIF the header counts: components are red, green, blue.
  Bytes bare = {0xFF, 0xD8};
  bare.insert(bare.end(), jpeg.begin() + 20, jpeg.end());
  made.fragments({bare});
  const Bytes raw = rgb_of(made.file());
  EXPECT_GT(mean_difference(raw, alone->rgb), 20);
  made.text(0x00280004, "CS", "YBR_FULL");
  EXPECT_LT(mean_difference(rgb_of(made.file()), alone->rgb), 0.1);
  // The raw components, made RGB by hand, are the others.
  double off = 0;
  for (std::size_t i = 0; i < raw.size(); i += 3) {
    off += std::abs(std::clamp(raw[i] + 1.402 * (raw[i + 2] - 128), 0.0, 255.0) - alone->rgb[i]);
  }
  EXPECT_LT(off / (static_cast<double>(raw.size()) / 3), 1);
  // Damage in it is damage.
  Bytes cut(jpeg.begin(), jpeg.begin() + 1000);
  cut.insert(cut.end(), {0xFF, 0xD9});
  EXPECT_EQ(code_of(made.fragments({cut}).file()), "image.cut_off");
  made.image(64, 96, "YBR_FULL_422", 3).fragments({jpeg});
  EXPECT_EQ(code_of(made.file()), "dicom.damaged");
}

TEST(Dicom, AnyFrameCanBeRead) {
  Bytes two = kColours;
  for (const std::uint8_t value : kColours) two.push_back(static_cast<std::uint8_t>(255 - value));
  auto made = colours();
  made.text(0x00280008, "IS", "2").pixels(two);
  EXPECT_EQ(rgb_of(made.file(), 0), kColours);
  EXPECT_EQ(rgb_of(made.file(), 1), Bytes(two.begin() + 18, two.end()));
  EXPECT_EQ(code_of(made.file(), 2), "image.frame");
  EXPECT_EQ(code_of(made.file(), -1), "image.frame");
  EXPECT_EQ(info_of(made.file()).frames, 2);

  std::vector<Bytes> planes(3);
  for (std::size_t i = 0; i < 18; ++i) planes[i % 3].push_back(kColours[i]);
  const Bytes first = rle(planes);
  for (Bytes& plane : planes) {
    for (std::uint8_t& value : plane) value = static_cast<std::uint8_t>(255 - value);
  }
  const Bytes second = rle(planes);
  auto coded = colours(coded_as(".5"));
  coded.text(0x00280008, "IS", "2").fragments({first, second});
  EXPECT_EQ(rgb_of(coded.file(), 1), Bytes(two.begin() + 18, two.end()));
  // Three fragments: the table says that the second frame begins with the third.
  const auto middle = first.begin() + 40;
  const auto offset = static_cast<std::uint8_t>(16 + first.size() + first.size() % 2);
  coded.fragments({Bytes(first.begin(), middle), Bytes(middle, first.end()), second},
                  {0, 0, 0, 0, offset, 0, 0, 0});
  EXPECT_EQ(rgb_of(coded.file(), 0), kColours);
  EXPECT_EQ(rgb_of(coded.file(), 1), Bytes(two.begin() + 18, two.end()));
  // Nothing says where it begins.
  coded.fragments({Bytes(first.begin(), middle), Bytes(middle, first.end()), second});
  EXPECT_EQ(code_of(coded.file(), 1), "image.cut_off");
  EXPECT_EQ(code_of(colours().text(0x00280008, "IS", "2").file(), 1), "image.cut_off");
}

TEST(Dicom, SaysWhatTheImageIsAndNothingOfThePerson) {
  for (const auto& form : {explicit_little(), implicit_little(), explicit_big()}) {
    for (const bool defined : {true, false}) {
      MadeDicom site(form);
      site.text(0x00080100, "SH", "69536005").text(0x00080104, "LO", "Head and neck");
      auto made = colours(form);
      made.sequence(0x00082218, site, defined).text(0x00200062, "CS", "L");
      made.text(0x00080070, "LO", "Maker").text(0x00081090, "LO", "Scope 3");
      made.text(0x00161001, "CS", "LINEAR").text(0x00161002, "DS", "5500");
      made.text(0x00161003, "CS", "NON_CONTACT").text(0x00161004, "CS", "OIL\\GEL");
      made.text(0x00161005, "DS", "10.5").text(0x00280030, "DS", "0.02\\0.025 ");
      made.text(0x00280301, "CS", "YES");
      const DicomInfo info = info_of(made.file());
      EXPECT_EQ(info.body_site, "Head and neck");
      EXPECT_EQ(info.laterality, "L");
      EXPECT_EQ(info.device, "Maker Scope 3");
      EXPECT_EQ(info.polarisation, "linear");
      EXPECT_EQ(info.colour_temperature, 5500);
      EXPECT_EQ(info.contact, "non contact");
      EXPECT_EQ(info.immersion, "oil/gel");
      EXPECT_EQ(info.magnification, 10.5);
      ASSERT_TRUE(info.spacing);
      EXPECT_EQ((*info.spacing)[0], 0.02);
      EXPECT_EQ((*info.spacing)[1], 0.025);
      EXPECT_TRUE(info.burned_in);
    }
  }
  // Letters by the character set.
  auto made = colours();
  made.text(0x00080070, "LO", "M\xFCller").text(0x00180015, "CS", "UPPER_ARM");
  EXPECT_EQ(info_of(made.file()).device, "Mller");
  EXPECT_EQ(info_of(made.file()).body_site, "upper arm");
  EXPECT_EQ(info_of(made.text(0x00080005, "CS", "ISO_IR 100").file()).device, "M\xC3\xBCller");
  EXPECT_EQ(info_of(made.text(0x00080005, "CS", "ISO_IR 192").file()).device, "");
  made.text(0x00280030, "DS", "1e9\\-3");
  EXPECT_FALSE(info_of(made.file()).spacing);
}

TEST(Dicom, WhatIsNotReadIsSaid) {
  EXPECT_EQ(code_of(colours(coded_as(".4.102")).fragments({{1, 2}}).file()), "dicom.syntax");
  const auto refused = decode_image(colours(coded_as(".4.201")).fragments({{1, 2}}).file());
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("High-Throughput JPEG 2000"), std::string::npos);
  const auto unknown = decode_image(colours({"1.2.3.4"}).file());
  ASSERT_FALSE(unknown);
  EXPECT_NE(unknown.error().message.find("1.2.3.4"), std::string::npos);
  EXPECT_EQ(code_of(colours().drop(0x7FE00010).file()), "dicom.no_image");
  EXPECT_EQ(code_of(colours().words(0x00280010, {0}).file()), "dicom.no_image");
  EXPECT_EQ(code_of(colours().text(0x00280004, "CS", "CMYK").file()), "dicom.form");
  EXPECT_EQ(code_of(colours().words(0x00280100, {32}).file()), "dicom.form");
  EXPECT_EQ(code_of(colours().words(0x00280101, {9}).file()), "dicom.form");
  EXPECT_EQ(code_of(colours().words(0x00280010, {40'000}).file()), "image.too_large");
  EXPECT_EQ(code_of(colours().text(0x00280008, "IS", "0").file()), "dicom.damaged");
  EXPECT_EQ(code_of(colours().text(0x00280008, "IS", "1e300").file()), "dicom.damaged");
  EXPECT_EQ(code_of(colours().words(0x00280010, {3}).file()), "image.cut_off");
}

TEST(Dicom, ABeginningOfAFileIsRefusedWhereverItEnds) {
  MadeDicom inner;
  inner.text(0x00080104, "LO", "Back");
  const Bytes file = colours().sequence(0x00082218, inner, false).file();
  ASSERT_EQ(rgb_of(file), kColours);
  for (std::size_t length = 132; length < file.size(); ++length) {
    EXPECT_NE(code_of(Bytes(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(length))),
              "read")
        << length;
  }
}

TEST(Dicom, NothingElseIsTakenForIt) {
  EXPECT_FALSE(is_dicom(Bytes(testing::kSequentialJpeg.begin(), testing::kSequentialJpeg.end())));
  EXPECT_FALSE(is_dicom({}));
  // A TGA without compression whose identification has eight letters.
  Bytes tga(64, 0);
  tga[0] = 8;
  tga[2] = 2;
  EXPECT_FALSE(is_dicom(tga));
}

}  // namespace
}  // namespace lesion
