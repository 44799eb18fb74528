// Shapes drawn by hand, whose measures are known from geometry.
#include "core/concepts/abcd.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <utility>

namespace lesion {
namespace {

constexpr double kPi = 3.14159265358979323846;
using Where = std::function<bool(double x, double y)>;
using Paint = std::function<MeanColour(double x, double y)>;

constexpr MeanColour kSkin = {214, 168, 148};
MeanColour brown(double, double) { return {120, 74, 50}; }

// A lesion on an image of `side` x `side` that is measured as it is.
ConceptImage drawn(int side, const Where& where, const Paint& paint = brown,
                   const MeanColour& skin = kSkin) {
  ConceptImage image;
  image.red = image.green = image.blue = image.grey = image.lesion = Plane(side, side);
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      const bool in = where(x + 0.5, y + 0.5);
      const MeanColour colour = in ? paint(x + 0.5, y + 0.5) : skin;
      image.lesion.at(x, y) = in ? 1.0f : 0.0f;
      image.red.at(x, y) = colour.red;
      image.green.at(x, y) = colour.green;
      image.blue.at(x, y) = colour.blue;
    }
  }
  image.unit = side;
  image.skin = skin;
  return image;
}

Abcd measured(const Where& where, const Paint& paint = brown, const MeanColour& skin = kSkin) {
  const auto abcd = abcd_of(drawn(300, where, paint, skin), 300, 300);
  EXPECT_TRUE(abcd.has_value());
  return abcd.value_or(Abcd{});
}

bool disc(double x, double y) { return std::hypot(x - 140, y - 160) < 80; }

TEST(Abcd, ADiscIsSymmetricAndAsCompactAsCanBe) {
  const Abcd abcd = measured(disc);
  for (const AbcdAxis& axis : abcd.axes) {
    EXPECT_LT(axis.unmatched, 0.01);
    EXPECT_NEAR(std::hypot(axis.to.x - axis.from.x, axis.to.y - axis.from.y), 160, 2);
    EXPECT_NEAR((axis.to.x + axis.from.x) / 2, 140, 1);
    EXPECT_NEAR((axis.to.y + axis.from.y) / 2, 160, 1);
  }
  EXPECT_NEAR(abcd.compactness, 1, 0.02);
  EXPECT_LT(abcd.notched, 0.02);
  EXPECT_NEAR(abcd.diameter, 160, 1.5);
  EXPECT_NEAR(abcd.area, kPi * 80 * 80, 100);
  EXPECT_FALSE(abcd.cut);
}

TEST(Abcd, AnEllipseIsSymmetricAboutItsAxesHoweverItLies) {
  // Semi-axes 90 and 45, turned by 30 degrees.
  const double c = std::cos(kPi / 6);
  const double s = std::sin(kPi / 6);
  const Abcd abcd = measured([=](double x, double y) {
    const double u = (x - 150) * c + (y - 150) * s;
    const double v = (y - 150) * c - (x - 150) * s;
    return u * u / (90 * 90) + v * v / (45 * 45) < 1;
  });
  const AbcdAxis& longer = abcd.axes[0];
  const double dx = longer.to.x - longer.from.x;
  const double dy = longer.to.y - longer.from.y;
  EXPECT_NEAR(std::abs(dx * c + dy * s) / std::hypot(dx, dy), 1, 1e-3);
  EXPECT_NEAR(std::hypot(dx, dy), 180, 2);
  EXPECT_LT(abcd.axes[0].unmatched, 0.015);
  EXPECT_LT(abcd.axes[1].unmatched, 0.015);
  // Perimeter 435.95 by Ramanujan (1914), area pi * 90 * 45: 435.95^2 / (4 pi * 12723.5) = 1.1887.
  EXPECT_NEAR(abcd.compactness, 1.1887, 0.02);
  EXPECT_NEAR(abcd.diameter, 180, 1.5);
}

TEST(Abcd, ASquareIsAsCompactAsGeometrySays) {
  const Abcd abcd =
      measured([](double x, double y) { return x > 80 && x < 220 && y > 80 && y < 220; });
  // (4 * 140)^2 / (4 pi * 140^2) = 4 / pi; smoothing takes a little off the corners.
  EXPECT_NEAR(abcd.compactness, 4 / kPi, 0.03);
  EXPECT_LT(abcd.notched, 0.01);
  EXPECT_NEAR(abcd.diameter, 140 * std::sqrt(2.0), 4);
}

TEST(Abcd, AnIsoscelesTriangleIsSymmetricAboutItsHeightAlone) {
  // Base 160 along the lower side, height 180: of greatest spread is the height's direction where
  // h^2 / 18 > b^2 / 24, that is 1800 > 1067.
  const Abcd abcd = measured([](double x, double y) {
    const double t = (y - 60) / 180;
    return t > 0 && t < 1 && std::abs(x - 150) < 80 * t;
  });
  EXPECT_LT(abcd.axes[0].unmatched, 0.015);
  EXPECT_NEAR(std::abs(abcd.axes[0].to.y - abcd.axes[0].from.y), 180, 2);
  // Mirrored at the level of the centroid, at 2/3 of the height from the tip. At a distance d
  // below it the width is b (2/3 + d/h), above b (2/3 - d/h): what is below and not matched is
  // b * 2 d / h to d = h / 3, the overlap above and below 2 * b (2 d / 3 - d^2 / (2 h)) at d = h /
  // 3 = b h (4/9 - 1/9) = b h / 3, of the area b h / 2: a third is not matched.
  EXPECT_NEAR(abcd.axes[1].unmatched, 1.0 / 3, 0.01);
}

TEST(Abcd, ANotchIsWhatTheHullAddsToTheLesion) {
  // A disc without a quarter: the hull closes it by a triangle of r^2 / 2.
  const Abcd abcd = measured([](double x, double y) {
    return std::hypot(x - 150, y - 150) < 100 && !(x > 150 && y > 150);
  });
  const double lesion = 0.75 * kPi * 100 * 100;
  EXPECT_NEAR(abcd.notched, 5000 / (lesion + 5000), 0.01);
  const double perimeter = 1.5 * kPi * 100 + 200;
  EXPECT_NEAR(abcd.compactness, perimeter * perimeter / (4 * kPi * lesion), 0.04);
}

TEST(Abcd, ColoursCountFromATwentiethOfTheLesionOn) {
  // Stripes of a disc's width, by how far they are from its left edge.
  const auto striped = [](double x, double) -> MeanColour {
    const double t = (x - 60) / 160;
    if (t < 0.02) return {20, 20, 20};  // black, far less than a twentieth
    if (t < 0.4) return {200, 110, 60};
    if (t < 0.8) return {100, 60, 40};
    return {110, 120, 140};
  };
  const Abcd abcd = measured(disc, striped);
  EXPECT_EQ(abcd.colour_count, 3);
  EXPECT_EQ(kRuleColours[2], "light_brown");
  EXPECT_GT(abcd.colours[2], 0.3);
  EXPECT_GT(abcd.colours[3], 0.3);
  EXPECT_GT(abcd.colours[4], 0.05);
  EXPECT_GT(abcd.colours[5], 0);
  EXPECT_LT(abcd.colours[5], kLeastColour);
  double all = 0;
  for (const double share : abcd.colours) all += share;
  EXPECT_NEAR(all, 1, 1e-9);
}

TEST(Abcd, EachOfTheSixColoursIsItself) {
  const std::array<MeanColour, 6> examples = {{{230, 225, 220},
                                               {190, 30, 40},
                                               {190, 120, 80},
                                               {95, 60, 45},
                                               {110, 125, 140},
                                               {35, 30, 30}}};
  for (std::size_t i = 0; i < examples.size(); ++i) {
    const Abcd abcd = measured(disc, [&](double, double) { return examples[i]; });
    EXPECT_EQ(abcd.colours[i], 1) << kRuleColours[i];
    EXPECT_EQ(abcd.colour_count, 1);
  }
}

TEST(Abcd, WhatIsFarFromAllSixHasNoneOfThem) {
  // Pink, pale skin, the brown of a reddish image that is nearest to blue-grey.
  for (const MeanColour& colour :
       {MeanColour{207, 162, 181}, MeanColour{202, 154, 160}, MeanColour{166, 140, 128}}) {
    const Abcd abcd = measured(disc, [&](double, double) { return colour; });
    EXPECT_EQ(abcd.colours[4], 0) << colour.red;
    EXPECT_EQ(abcd.colours[0], 0) << colour.red;
  }
  const Abcd pink = measured(disc, [](double, double) { return MeanColour{207, 162, 181}; });
  EXPECT_EQ(pink.colour_count, 0);
}

TEST(Abcd, BlueGreyIsBluerThanTheSkinAround) {
  const MeanColour grey = {140, 120, 130};
  // On skin as red as most, and on that of a bluish light.
  for (const auto& [skin, is] :
       {std::pair{MeanColour{205, 170, 150}, true}, std::pair{MeanColour{190, 190, 215}, false}}) {
    const Abcd abcd = measured(
        disc, [&](double, double) { return grey; }, skin);
    EXPECT_EQ(abcd.colours[4] == 1, is) << skin.blue;
  }
}

TEST(Abcd, SizesAreThoseOfTheImageThatWasMadeSmaller) {
  const auto abcd = abcd_of(drawn(300, disc), 1200, 1200);
  ASSERT_TRUE(abcd.has_value());
  EXPECT_NEAR(abcd->diameter, 640, 6);
  EXPECT_NEAR(abcd->area, kPi * 320 * 320, 2000);
  EXPECT_NEAR(abcd->compactness, 1, 0.02);
}

TEST(Abcd, ALesionAtTheEdgeIsCut) {
  EXPECT_TRUE(measured([](double x, double y) { return std::hypot(x - 20, y - 150) < 80; }).cut);
}

TEST(Abcd, NothingIsMeasuredOfNearlyNothing) {
  EXPECT_FALSE(abcd_of(drawn(300, [](double, double) { return false; }), 300, 300).has_value());
  EXPECT_FALSE(
      abcd_of(drawn(300, [](double x, double y) { return x < 5 && y < 5; }), 300, 300).has_value());
  EXPECT_FALSE(abcd_of(ConceptImage{}, 0, 0).has_value());
  // A line has a shape and no width to speak of: every figure is a number.
  const Abcd line = measured([](double x, double y) { return y > 10 && y < 11 && x < 200; });
  EXPECT_TRUE(std::isfinite(line.compactness));
  EXPECT_TRUE(std::isfinite(line.diameter));
}

}  // namespace
}  // namespace lesion
