#include "native/data/lesion_places.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "native/data/files.h"
#include "tests/native/made_dataset.h"

namespace lesion {
namespace {

// Finds a lesion as large as the image is wide, nothing on an image of one column; counts.
std::unique_ptr<LesionPlaces> places(int& asked, std::uint64_t identity = 7) {
  return std::make_unique<LesionPlaces>(
      [&asked](const Image& image) -> Result<std::optional<LesionSummary>> {
        ++asked;
        if (image.width == 1) return std::optional<LesionSummary>{};
        return std::optional(LesionSummary{static_cast<double>(image.width), 1.0 / 3, 2});
      },
      identity);
}

Image blank(int width) {
  return {width, 1, std::vector<std::uint8_t>(static_cast<std::size_t>(width) * 3)};
}

const std::vector<std::uint8_t> kFirst{1, 2, 3};
const std::vector<std::uint8_t> kSecond{1, 2, 4};

TEST(LesionPlaces, AnImageIsLookedAtOnce) {
  int asked = 0;
  const auto known = places(asked);
  EXPECT_EQ(known->of(kFirst, blank(5))->value().area, 5);
  EXPECT_EQ(known->of(kFirst, blank(5))->value().area, 5);
  EXPECT_FALSE(known->of(kSecond, blank(1))->has_value());
  EXPECT_FALSE(known->of(kSecond, blank(1))->has_value());
  EXPECT_EQ(asked, 2);
  EXPECT_EQ(known->known(), 2u);
  EXPECT_EQ(known->without(), 1u);
}

TEST(LesionPlaces, WhatWasFoundComesBackFromItsFileToTheLastBit) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "a.lesions";
  int asked = 0;
  const auto first = places(asked);
  const auto found = *first->of(kFirst, blank(5));
  static_cast<void>(first->of(kSecond, blank(1)));
  ASSERT_TRUE(first->write(file));
  const auto second = places(asked);
  second->read(file);
  EXPECT_EQ(*second->of(kFirst, blank(5)), found);
  EXPECT_FALSE(second->of(kSecond, blank(1))->has_value());
  EXPECT_EQ(asked, 2);
}

TEST(LesionPlaces, AnotherNetworksPlacesAndDamagedOnesAreFoundAgain) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "a.lesions";
  int asked = 0;
  const auto first = places(asked);
  static_cast<void>(first->of(kFirst, blank(5)));
  ASSERT_TRUE(first->write(file));
  const auto other = places(asked, 8);
  other->read(file);
  EXPECT_EQ(other->known(), 0u);
  const auto bytes = *read_file(file);
  write_bytes(file, {bytes.begin(), bytes.end() - 25});
  const auto damaged = places(asked);
  damaged->read(file);
  EXPECT_EQ(damaged->known(), 0u);
}

TEST(LesionPlaces, AFailureIsNotRemembered) {
  int asked = 0;
  LesionPlaces failing(
      [&](const Image&) -> Result<std::optional<LesionSummary>> {
        if (++asked == 1) return fail(ErrorKind::kCorrupt, "no");
        return std::optional(LesionSummary{4, 1, 1});
      },
      1);
  EXPECT_FALSE(failing.of(kFirst, blank(2)));
  EXPECT_TRUE(failing.of(kFirst, blank(2)));
}

}  // namespace
}  // namespace lesion
