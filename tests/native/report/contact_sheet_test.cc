#include "native/report/contact_sheet.h"

#include <gtest/gtest.h>

#include "core/image/decode.h"
#include "core/image/png.h"
#include "core/model/preprocess.h"
#include "tests/support/images.h"

namespace lesion {
namespace {

std::array<std::uint8_t, 3> pixel(const Image& image, int x, int y) {
  const auto at = static_cast<std::size_t>((y * image.width + x) * 3);
  return {image.rgb[at], image.rgb[at + 1], image.rgb[at + 2]};
}

using Colour = std::array<std::uint8_t, 3>;

TEST(ContactSheet, ImagesStandRowByRowWithTheirBars) {
  const Image red = testing::filled(4, 4, 200, 0, 0);
  const Image green = testing::filled(4, 4, 0, 200, 0);
  const std::vector<SheetImage> images{
      {red.rgb, kBenignBar}, {green.rgb, kMalignantBar}, {green.rgb, kBenignBar}};
  const auto sheet = contact_sheet(
      images, 4, {.columns = 2, .cell = 0, .gap = 1, .bar_height = 2, .ground = {9, 9, 9}});
  ASSERT_TRUE(sheet);
  EXPECT_EQ(sheet->width, 1 + 2 * 5);
  EXPECT_EQ(sheet->height, 1 + 2 * 7);
  EXPECT_EQ(pixel(*sheet, 0, 0), (Colour{9, 9, 9}));
  EXPECT_EQ(pixel(*sheet, 1, 1), (Colour{200, 0, 0}));
  EXPECT_EQ(pixel(*sheet, 4, 4), (Colour{200, 0, 0}));
  EXPECT_EQ(pixel(*sheet, 1, 5), kBenignBar);
  EXPECT_EQ(pixel(*sheet, 6, 6), kMalignantBar);
  EXPECT_EQ(pixel(*sheet, 1, 7), (Colour{9, 9, 9}));
  EXPECT_EQ(pixel(*sheet, 1, 8), (Colour{0, 200, 0}));
  EXPECT_EQ(pixel(*sheet, 6, 8), (Colour{9, 9, 9}));
}

TEST(ContactSheet, SheetIsAPngThatDecodesToTheSame) {
  const Image image = testing::ramp(8, 8);
  const auto sheet = contact_sheet(std::vector<SheetImage>(5, {image.rgb}), 8, {.cell = 16});
  ASSERT_TRUE(sheet);
  const auto back = decode_image(encode_png(*sheet).value());
  ASSERT_TRUE(back);
  EXPECT_EQ(back->rgb, sheet->rgb);
}

TEST(ContactSheet, ImpossibleOnesAreRefused) {
  const Image image = testing::filled(4, 4, 1, 2, 3);
  const std::vector<SheetImage> one{{image.rgb}};
  EXPECT_EQ(contact_sheet({}, 4).error().kind, ErrorKind::kInvalidArgument);
  EXPECT_EQ(contact_sheet(one, 5).error().message, "image 1 has 48 bytes where 75 are needed");
  EXPECT_EQ(contact_sheet(one, 4, {.columns = 0}).error().kind, ErrorKind::kInvalidArgument);
  EXPECT_EQ(contact_sheet(one, 4, {.cell = 2'000'000'000}).error().kind, ErrorKind::kTooLarge);
}

TEST(BytesOfInput, AreTheImageThatWasPreprocessed) {
  const Image image = testing::ramp(16, 16);
  const InputRule rule{
      .width = 16, .height = 16, .mean = {0.5f, 0.4f, 0.3f}, .std = {0.25f, 0.2f, 0.5f}};
  const auto input = preprocess(image, rule).value();
  EXPECT_EQ(bytes_of_input(input.values, 16, rule.mean, rule.std), image.rgb);
  EXPECT_TRUE(bytes_of_input(input.values, 15, rule.mean, rule.std).empty());
}

}  // namespace
}  // namespace lesion
