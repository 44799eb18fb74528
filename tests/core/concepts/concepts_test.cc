// Shapes drawn by hand: what each finder marks is known to the pixel, or nearly.
#include "core/concepts/concepts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "core/concepts/find_concepts.h"

namespace lesion {
namespace {

constexpr int kSide = 256;
using Colour = std::array<std::uint8_t, 3>;
constexpr Colour kSkin = {214, 168, 148};
constexpr Colour kBrown = {120, 74, 50};
constexpr Colour kBlack = {30, 26, 26};

struct Drawn {
  Image image{kSide, kSide, {}};
  Mask lesion{kSide, kSide, {}};
  Mask truth{kSide, kSide, {}};

  Drawn() {
    for (int i = 0; i < kSide * kSide; ++i) {
      image.rgb.insert(image.rgb.end(), kSkin.begin(), kSkin.end());
    }
    lesion.pixels.assign(kSide * kSide, 0);
    truth.pixels.assign(kSide * kSide, 0);
  }
  using Where = std::function<bool(double x, double y)>;
  void paint(const Colour& colour, const Where& where, Mask Drawn::*mask) {
    for (int y = 0; y < kSide; ++y) {
      for (int x = 0; x < kSide; ++x) {
        if (!where(x + 0.5, y + 0.5)) continue;
        const auto i = static_cast<std::size_t>(y * kSide + x);
        std::copy(colour.begin(), colour.end(), image.rgb.begin() + static_cast<long>(3 * i));
        (this->*mask).pixels[i] = 255;
      }
    }
  }
  void disc_lesion(double cx, double cy, double radius) {
    paint(
        kBrown, [=](double x, double y) { return std::hypot(x - cx, y - cy) < radius; },
        &Drawn::lesion);
  }
  FoundConcepts found() const { return find_concepts(image, lesion); }
  double agreement(Concept what) const {
    return jaccard(concept_mask(found().at(what), kSide, kSide), truth);
  }
};

TEST(Concepts, NamesAreUniqueAndFound) {
  for (std::size_t i = 0; i < kConceptCount; ++i) {
    EXPECT_EQ(concept_named(kConcepts[i].name), static_cast<Concept>(i));
  }
  EXPECT_EQ(concept_named("veil"), std::nullopt);
}

TEST(Concepts, AnEmptyImageHasNone) {
  const FoundConcepts found = find_concepts(Image{}, Mask{});
  for (const Finding& finding : found.findings) EXPECT_EQ(finding.cover.size(), 0u);
}

TEST(Concepts, BareSkinIsSkinAndNothingElse) {
  const FoundConcepts found = Drawn().found();
  for (std::size_t k = 0; k < kConceptCount; ++k) {
    const auto what = static_cast<Concept>(k);
    const double area = summarise(concept_mask(found.at(what), kSide, kSide)).share;
    EXPECT_EQ(area, what == Concept::kSkin ? 1.0 : 0.0) << kConcepts[k].name;
  }
}

TEST(Concepts, BorderOfADiscIsARingOfItsOwnWidthInFourQuarters) {
  Drawn drawn;
  drawn.disc_lesion(128, 120, 50);
  drawn.paint(
      kBrown, [](double x, double y) { return std::abs(std::hypot(x - 128, y - 120) - 50) < 6; },
      &Drawn::truth);
  drawn.image = Drawn().image;
  drawn.paint(
      kBrown, [](double x, double y) { return std::hypot(x - 128, y - 120) < 50; }, &Drawn::lesion);
  EXPECT_GT(drawn.agreement(Concept::kBorder), 0.93);
  const FoundConcepts found = drawn.found();
  const double whole = found.at(Concept::kBorder).presence;
  for (const Concept side :
       {Concept::kBorderTop, Concept::kBorderRight, Concept::kBorderBottom, Concept::kBorderLeft}) {
    EXPECT_NEAR(found.at(side).presence, whole / 4, whole / 50) << concept_name(side);
  }
  const auto middle = [&](Concept side) {
    return summarise(concept_mask(found.at(side), kSide, kSide));
  };
  EXPECT_LT(middle(Concept::kBorderTop).centroid_y, 90);
  EXPECT_GT(middle(Concept::kBorderBottom).centroid_y, 150);
  EXPECT_LT(middle(Concept::kBorderLeft).centroid_x, 98);
  EXPECT_GT(middle(Concept::kBorderRight).centroid_x, 158);
}

TEST(Concepts, DarkerRegionIsRelativeToTheLesion) {
  Drawn drawn;
  drawn.disc_lesion(128, 128, 60);
  drawn.paint(
      {70, 40, 30}, [](double x, double y) { return std::hypot(x - 140, y - 120) < 20; },
      &Drawn::truth);
  EXPECT_GT(drawn.agreement(Concept::kDarkerRegion), 0.85);
  Drawn even;
  even.disc_lesion(128, 128, 60);
  const Mask none = concept_mask(even.found().at(Concept::kDarkerRegion), kSide, kSide);
  EXPECT_EQ(summarise(none).area, 0);
}

TEST(Concepts, ACurvedHairIsHairAndNoRuler) {
  Drawn drawn;
  drawn.disc_lesion(128, 128, 40);
  drawn.paint(
      kBlack, [](double x, double y) { return std::abs(std::hypot(x - 128, y - 300) - 150) < 1.3; },
      &Drawn::truth);
  EXPECT_GT(drawn.agreement(Concept::kHair), 0.8);
  const Mask ruler = concept_mask(drawn.found().at(Concept::kRuler), kSide, kSide);
  EXPECT_EQ(summarise(ruler).area, 0);
}

TEST(Concepts, AScaleWithTicksIsARulerAndNoHair) {
  Drawn drawn;
  drawn.disc_lesion(128, 100, 40);
  drawn.paint(
      kBlack,
      [](double x, double y) {
        if (x < 40 || x > 216) return false;
        const double tick = std::fmod(x - 40, 11);
        return std::abs(y - 220) < 1 || (y > 210 && y < 220 && tick < 1.5);
      },
      &Drawn::truth);
  EXPECT_GT(drawn.agreement(Concept::kRuler), 0.8);
  const Mask hair = concept_mask(drawn.found().at(Concept::kHair), kSide, kSide);
  EXPECT_EQ(summarise(hair).area, 0);
}

TEST(Concepts, ParallelTicksInACornerAreAScale) {
  Drawn drawn;
  drawn.disc_lesion(140, 100, 40);
  drawn.paint(
      kBlack,
      [](double x, double y) {
        const double along = (x - 10) * 0.8 - (y - 240) * 0.6;
        const double beside = (x - 10) * 0.6 + (y - 240) * 0.8;
        const double tick = std::fmod(beside + 200, 16);
        return along > 0 && along < 14 && tick < 2 && std::abs(beside) < 40;
      },
      &Drawn::truth);
  EXPECT_GT(drawn.found().at(Concept::kRuler).presence, 0.5f);
}

TEST(Concepts, AStickerAtTheEdgeIsAPatch) {
  Drawn drawn;
  drawn.disc_lesion(128, 128, 40);
  drawn.paint(
      {24, 146, 212}, [](double x, double y) { return std::hypot(x - 262, y - 60) < 50; },
      &Drawn::truth);
  EXPECT_GT(drawn.agreement(Concept::kPatch), 0.9);
}

TEST(Concepts, VioletStrokesBesideTheLesionAreInk) {
  Drawn drawn;
  drawn.disc_lesion(128, 128, 40);
  drawn.paint(
      {110, 60, 120},
      [](double x, double y) {
        return std::abs(std::hypot(x - 128, y - 128) - 80) < 6 && std::abs(y - 128) < 40;
      },
      &Drawn::truth);
  EXPECT_GT(drawn.agreement(Concept::kInk), 0.75);
  EXPECT_EQ(summarise(concept_mask(drawn.found().at(Concept::kPatch), kSide, kSide)).area, 0);
}

TEST(Concepts, OutsideTheRoundFieldAreDarkCorners) {
  Drawn drawn;
  drawn.disc_lesion(128, 128, 40);
  drawn.paint(
      {12, 10, 12}, [](double x, double y) { return std::hypot(x - 128, y - 128) > 140; },
      &Drawn::truth);
  EXPECT_GT(drawn.agreement(Concept::kDarkCorner), 0.9);
}

TEST(Concepts, ABlackLesionInTheCornerIsNoDarkCorner) {
  Drawn drawn;
  drawn.paint(
      {20, 16, 14}, [](double x, double y) { return std::hypot(x - 20, y - 20) < 60; },
      &Drawn::lesion);
  const Mask dark = concept_mask(drawn.found().at(Concept::kDarkCorner), kSide, kSide);
  EXPECT_EQ(summarise(dark).area, 0);
}

TEST(Concepts, ABrightRimIsABubbleAndAWhiteSpotAReflection) {
  Drawn drawn;
  drawn.paint(
      {250, 240, 235},
      [](double x, double y) { return std::abs(std::hypot(x - 60.5, y - 60.5) - 9) < 1; },
      &Drawn::truth);
  drawn.truth = Drawn().truth;
  Drawn disc;
  disc.paint(
      kSkin, [](double x, double y) { return std::hypot(x - 60.5, y - 60.5) < 10; }, &Drawn::truth);
  drawn.truth = disc.truth;
  EXPECT_GT(drawn.agreement(Concept::kBubble), 0.75);
  Drawn spot;
  spot.paint(
      {252, 250, 250}, [](double x, double y) { return std::hypot(x - 90, y - 40) < 3; },
      &Drawn::truth);
  EXPECT_GT(spot.agreement(Concept::kReflection), 0.7);
}

TEST(Concepts, AttributesFollowTheirLogits) {
  Drawn drawn;
  LogitGrid logits{2, 2, {-3, -3, 3, -3}};
  const AttributeLogits streaks{Concept::kStreaks, logits};
  const FoundConcepts found = find_concepts(drawn.image, drawn.lesion, std::span(&streaks, 1));
  const MaskSummary where = summarise(concept_mask(found.at(Concept::kStreaks), kSide, kSide));
  EXPECT_LT(where.centroid_x, 128);
  EXPECT_GT(where.centroid_y, 128);
  EXPECT_EQ(found.at(Concept::kGlobules).presence, 0);
}

TEST(Concepts, ALargeImageIsLookedAtSmall) {
  Image image{1000, 500, {}};
  for (int i = 0; i < 1000 * 500; ++i)
    image.rgb.insert(image.rgb.end(), kSkin.begin(), kSkin.end());
  const FoundConcepts found = find_concepts(image, Mask{});
  EXPECT_EQ(found.at(Concept::kSkin).cover.width, 384);
  EXPECT_EQ(found.at(Concept::kSkin).cover.height, 192);
  const Mask mask = concept_mask(found.at(Concept::kSkin), 1000, 500);
  EXPECT_EQ(summarise(mask).share, 1.0);
}

}  // namespace
}  // namespace lesion
