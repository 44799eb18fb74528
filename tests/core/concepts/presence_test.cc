#include "core/concepts/presence.h"

#include <gtest/gtest.h>

#include "core/concepts/paint_over.h"

namespace lesion {
namespace {

// An image of one colour, with a dark upright bar from column `from` to `to`.
Image barred(int width, int height, int from, int to) {
  Image image{width, height, {}};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const bool dark = x >= from && x < to;
      for (const int value : {214, 168, 148}) {
        image.rgb.push_back(static_cast<std::uint8_t>(dark ? 30 : value));
      }
    }
  }
  return image;
}

Finding bar(int width, int height, int from, int to, float presence = 1) {
  Finding finding{Plane(width, height), presence};
  for (int y = 0; y < height; ++y) {
    for (int x = from; x < to; ++x) finding.cover.at(x, y) = 1;
  }
  return finding;
}

FoundConcepts with(Concept what, Finding finding) {
  FoundConcepts found;
  found.image_width = 400;
  found.image_height = 200;
  for (Finding& one : found.findings) one.cover = Plane(100, 50);
  found.findings[static_cast<std::size_t>(what)] = std::move(finding);
  return found;
}

TEST(Presence, SharesAndBoxesAreThoseOfTheImage) {
  const FoundConcepts found = with(Concept::kHair, bar(100, 50, 10, 20, 100));
  const auto all = summaries_of(found);
  const ConceptSummary& hair = all[static_cast<std::size_t>(Concept::kHair)];
  EXPECT_EQ(hair.what, Concept::kHair);
  EXPECT_NEAR(hair.share, 0.1, 1e-9);
  EXPECT_EQ(hair.box, (Rect{40, 0, 40, 200}));
  EXPECT_TRUE(hair.told);
  EXPECT_TRUE(hair.sure);
  EXPECT_EQ(all[static_cast<std::size_t>(Concept::kInk)].share, 0);
  EXPECT_FALSE(all[static_cast<std::size_t>(Concept::kGlobules)].sure);
}

TEST(Presence, WhatIsFaintOrCannotBeToldIsNotTold) {
  const auto told = [](Concept what, float presence) {
    const auto all = summaries_of(with(what, bar(100, 50, 10, 20, presence)));
    return all[static_cast<std::size_t>(what)].told;
  };
  EXPECT_FALSE(told(Concept::kHair, *told_from(Concept::kHair) - 0.01f));
  EXPECT_TRUE(told(Concept::kHair, *told_from(Concept::kHair)));
  for (const Concept what : {Concept::kDarkCorner, Concept::kBubble, Concept::kGelBorder,
                             Concept::kReflection, Concept::kLesion, Concept::kStreaks}) {
    EXPECT_FALSE(told(what, 1e6f)) << concept_name(what);
  }
}

TEST(Presence, APresenceWithoutAMaskIsNotTold) {
  const auto all = summaries_of(with(Concept::kHair, bar(100, 50, 0, 0, 100)));
  EXPECT_FALSE(all[static_cast<std::size_t>(Concept::kHair)].told);
  EXPECT_EQ(all[static_cast<std::size_t>(Concept::kHair)].box, Rect{});
}

TEST(Presence, PartsOfTheLesionCountFromATenthOfItsAreaOn) {
  EXPECT_EQ(lesion_parts(with(Concept::kLesion, bar(100, 50, 0, 0))), 0);
  EXPECT_EQ(lesion_parts(with(Concept::kLesion, bar(100, 50, 10, 40))), 1);
  Finding two = bar(100, 50, 10, 40);
  for (int y = 0; y < 50; ++y) two.cover.at(80, y) = 1;  // 50 of 1550 pixels
  EXPECT_EQ(lesion_parts(with(Concept::kLesion, two)), 1);
  for (int y = 0; y < 50; ++y) two.cover.at(81, y) = two.cover.at(82, y) = two.cover.at(83, y) = 1;
  EXPECT_EQ(lesion_parts(with(Concept::kLesion, two)), 2);
}

TEST(PaintOver, ADarkBarBecomesTheSkinBesideIt) {
  const Image image = barred(60, 40, 20, 23);
  const Image clean = painted_over(image, bar(60, 40, 20, 23));
  EXPECT_EQ(clean.rgb, barred(60, 40, 0, 0).rgb);
}

TEST(PaintOver, ItIsPaintedAtTheSizeOfALargerImageAndNothingElseChanges) {
  const Image image = barred(600, 400, 200, 230);
  const Image clean = painted_over(image, bar(60, 40, 20, 23));
  ASSERT_EQ(clean.rgb.size(), image.rgb.size());
  // The mark is the bar, and its rim one pixel of the mask's: columns 190 to 240.
  for (int x = 0; x < 600; ++x) {
    const auto at = static_cast<std::size_t>(3 * (600 * 200 + x));
    const int off = std::abs(clean.rgb[at] - 214);
    EXPECT_LE(off, 2) << x;
    if (x >= 190 && x < 240) continue;
    EXPECT_EQ(clean.rgb[at], image.rgb[at]) << x;
  }
}

TEST(PaintOver, NothingMarkedIsTheImageAsItIs) {
  const Image image = barred(60, 40, 20, 23);
  EXPECT_EQ(painted_over(image, Finding{}).rgb, image.rgb);
  EXPECT_EQ(painted_over(image, bar(30, 20, 0, 0)).rgb, image.rgb);
  EXPECT_TRUE(painted_over(Image{}, bar(30, 20, 0, 3)).empty());
}

}  // namespace
}  // namespace lesion
