// Contrast of the canvas's colours by WCAG 2.2's definition (relative luminance of sRGB, and
// (lighter + 0.05) / (darker + 0.05)). What is not opaque is laid over white and over black: over
// an image it may meet either.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "wasm/viewer/colours.h"

namespace lesion::viewer {
namespace {

using Rgb = std::array<double, 3>;  // 0..1

constexpr double kTextRatio = 4.5;
constexpr double kMarkRatio = 3;

double opacity(Colour c) { return static_cast<double>(c >> 24 & 255) / 255; }

Rgb parts(Colour c) {
  return {static_cast<double>(c & 255) / 255, static_cast<double>(c >> 8 & 255) / 255,
          static_cast<double>(c >> 16 & 255) / 255};
}

Rgb over(Colour upper, const Rgb& lower) {
  const Rgb own = parts(upper);
  Rgb mixed{};
  for (std::size_t i = 0; i < 3; ++i) {
    mixed[i] = own[i] * opacity(upper) + lower[i] * (1 - opacity(upper));
  }
  return mixed;
}

double luminance(const Rgb& colour) {
  const auto linear = [](double c) {
    return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2]);
}

double ratio(const Rgb& a, const Rgb& b) {
  const double first = luminance(a);
  const double second = luminance(b);
  return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

// Of `upper` on `ground`, at its least over whatever lies beneath.
double contrast(Colour upper, Colour ground) {
  double least = 21;
  for (const double beneath : {0.0, 1.0}) {
    const Rgb below = over(ground, {beneath, beneath, beneath});
    least = std::min(least, ratio(over(upper, below), below));
  }
  return least;
}

TEST(Contrast, IsWhatTheGuidelinesSayOfKnownPairs) {
  EXPECT_NEAR(contrast(rgba(0, 0, 0), rgba(255, 255, 255)), 21, 1e-9);
  // #767676 on white: the lightest grey that passes, 4.54:1.
  EXPECT_NEAR(contrast(rgba(0x76, 0x76, 0x76), rgba(255, 255, 255)), 4.54, 0.005);
  EXPECT_LT(contrast(rgba(0x77, 0x77, 0x77), rgba(255, 255, 255)), kTextRatio);
  // Half opaque white on black is grey 127.5.
  EXPECT_NEAR(contrast(rgba(255, 255, 255, 128), rgba(0, 0, 0)), 5.32, 0.02);
}

TEST(Contrast, OfEveryTextOnEveryGroundIsAtLeast4Point5) {
  for (std::size_t t = 0; t < colour::kTextColours.size(); ++t) {
    for (std::size_t g = 0; g < colour::kGrounds.size(); ++g) {
      EXPECT_GE(contrast(colour::kTextColours[t], colour::kGrounds[g]), kTextRatio)
          << "text " << t << " on ground " << g;
    }
  }
}

TEST(Contrast, OfWordsInColourIsAtLeast4Point5WhereTheyStand) {
  // "Open now" on the model's card, "Fit" on the image.
  EXPECT_GE(contrast(colour::kAccent, colour::kGround), kTextRatio);
  EXPECT_GE(contrast(colour::kAccent, colour::kPanel), kTextRatio);
  EXPECT_GE(contrast(colour::kAccent, colour::kShade), kTextRatio);
  // No such filter; a square that was moved by hand.
  EXPECT_GE(contrast(colour::kWarm, colour::kDialog), kTextRatio);
  EXPECT_GE(contrast(colour::kWarm, colour::kPanel), kTextRatio);
  // Letter and estimate above a pane of Compare, and the letter below.
  for (const Colour words : {colour::kAccent, colour::kWarm, colour::kCool}) {
    for (const Colour ground : {colour::kBar, colour::kAccentGround}) {
      EXPECT_GE(contrast(words, ground), kTextRatio);
    }
  }
}

TEST(Contrast, OfFramesMarksAndBarsIsAtLeast3) {
  for (const Colour ground :
       {colour::kGround, colour::kPanel, colour::kBar, colour::kRaised, colour::kAccentGround}) {
    EXPECT_GE(contrast(colour::kAccent, ground), kMarkRatio) << "what is chosen";
    EXPECT_GE(contrast(colour::kMark, ground), kMarkRatio) << "the mark on a bar";
  }
  for (const Colour bar : {colour::kAccent, colour::kWarm, colour::kCool}) {
    EXPECT_GE(contrast(bar, colour::kTrack), kMarkRatio) << "a bar on its track";
    EXPECT_GE(contrast(bar, colour::kPlot), kMarkRatio) << "lines and dots of the plots";
  }
  EXPECT_GE(contrast(colour::kFrame, colour::kPlot), kMarkRatio);
  EXPECT_GE(contrast(colour::kFrame, colour::kGround), kMarkRatio);
  EXPECT_GE(contrast(colour::kLiving, colour::kGround), kMarkRatio) << "filters on the card";
  EXPECT_GE(contrast(colour::kError, colour::kErrorGround), kMarkRatio);
  for (const Colour ground : {colour::kGround, colour::kPanel, colour::kDialog}) {
    for (const Colour held : {colour::kScroll, colour::kScrollHover, colour::kScrollHeld}) {
      EXPECT_GE(contrast(held, ground), kMarkRatio) << "a scrollbar";
    }
  }
  for (const Colour weight : {colour::kWeightAbove, colour::kWeightBelow}) {
    EXPECT_GE(contrast(weight, colour::kWeightNone), kMarkRatio) << "a weight far from 0";
  }
}

TEST(Contrast, OfMarksOnAnImageIsAtLeast3AgainstTheirOwnEdge) {
  // An image may be of any colour; the edge goes with the mark.
  for (const Colour mark : {colour::kMark, colour::kField}) {
    EXPECT_GE(contrast(mark, colour::kEdge), kMarkRatio);
  }
}

}  // namespace
}  // namespace lesion::viewer
