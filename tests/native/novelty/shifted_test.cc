#include "native/novelty/shifted.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace lesion {
namespace {

std::size_t place(std::string_view name) {
  return static_cast<std::size_t>(std::find(kShiftNames.begin(), kShiftNames.end(), name) -
                                  kShiftNames.begin());
}

TEST(Shifted, Colours) {
  const Image image{1, 1, {100, 200, 50}};
  const auto rgb = [&](std::string_view name) { return shifted(image, place(name)).rgb; };
  using Bytes = std::vector<std::uint8_t>;
  EXPECT_EQ(rgb("cold light"), (Bytes{75, 200, 65}));
  EXPECT_EQ(rgb("warm light"), (Bytes{120, 200, 30}));
  EXPECT_EQ(rgb("half the light"), (Bytes{50, 100, 25}));
  EXPECT_EQ(rgb("grey"), (Bytes{153, 153, 153}));
  EXPECT_EQ(rgb("strong contrast"), (Bytes{78, 255, 0}));
  EXPECT_EQ(rgb("red and blue exchanged"), (Bytes{50, 200, 100}));
  EXPECT_EQ(rgb("negative"), (Bytes{155, 55, 205}));
}

TEST(Shifted, OutOfFocusIsSofterAndAsBright) {
  Image image{160, 160, std::vector<std::uint8_t>(160 * 160 * 3, 0)};
  for (std::size_t i = 80 * 3; i < image.rgb.size(); i += 160 * 3) {
    for (std::size_t j = 0; j < 80 * 3; ++j) image.rgb[i + j] = 200;
  }
  const Image soft = shifted(image, place("out of focus"));
  const auto at = [&](std::size_t x) { return int{soft.rgb[(80 * 160 + x) * 3]}; };
  EXPECT_EQ(at(40), 0);
  EXPECT_EQ(at(120), 200);
  EXPECT_NEAR(at(79) + at(80), 200, 2);
  EXPECT_GT(at(78), 0);
}

}  // namespace
}  // namespace lesion
