// The colours of the canvas, all of them (tests/web/colours.test.mjs). No ImGui here, so that their
// contrast is computed in a native test (tests/wasm/state/contrast_test.cc): text at least 4.5:1 on
// every ground it stands on, marks and frames 3:1 (WCAG 2.2, 1.4.3 and 1.4.11).
#pragma once

#include <array>
#include <cstdint>

namespace lesion::viewer {

// Red in the lowest byte, then green, blue and opacity, as ImGui packs them.
using Colour = std::uint32_t;

constexpr Colour rgba(std::uint32_t red, std::uint32_t green, std::uint32_t blue,
                      std::uint32_t opacity = 255) {
  return opacity << 24 | blue << 16 | green << 8 | red;
}

namespace colour {
inline constexpr Colour kGround = rgba(38, 40, 44);  // around the image
inline constexpr Colour kPanel = rgba(31, 32, 36);   // panels
inline constexpr Colour kBar = rgba(26, 27, 30);     // top bar, notice
inline constexpr Colour kRaised = rgba(45, 47, 52);  // buttons
inline constexpr Colour kHover = rgba(57, 60, 66);
inline constexpr Colour kLine = rgba(53, 56, 62);   // between panels
inline constexpr Colour kTrack = rgba(62, 65, 71);  // empty part of a bar
inline constexpr Colour kText = rgba(236, 237, 239);
inline constexpr Colour kMuted = rgba(176, 180, 187);
inline constexpr Colour kAccent = rgba(108, 196, 116);
inline constexpr Colour kAccentGround = rgba(42, 58, 46);  // chosen row
inline constexpr Colour kWarm = rgba(224, 145, 74);        // above the operating point
inline constexpr Colour kCool = rgba(122, 166, 214);       // below it
inline constexpr Colour kError = rgba(240, 110, 100);
inline constexpr Colour kErrorGround = rgba(58, 36, 36, 252);
inline constexpr Colour kHint = rgba(22, 23, 26, 250);          // words beside the pointer
inline constexpr Colour kDialog = rgba(30, 31, 35);             // keys, going to a filter
inline constexpr Colour kShade = rgba(20, 21, 24, 215);         // under captions on the image
inline constexpr Colour kNumberGround = rgba(10, 11, 12, 225);  // under numbers on thumbnails
inline constexpr Colour kMark = rgba(255, 255, 255, 235);
inline constexpr Colour kFocus = rgba(255, 255, 255);  // around what has the focus of the keys
inline constexpr Colour kFocusEdge = rgba(0, 0, 0);
inline constexpr Colour kField = rgba(255, 214, 92);   // what a cell sees
inline constexpr Colour kFrame = rgba(128, 132, 140);  // of the legend's bar, of where to drop
// Beside or beneath what is marked on an image, so that it is seen on any.
inline constexpr Colour kEdge = rgba(0, 0, 0, 160);
inline constexpr Colour kScroll = rgba(116, 120, 128);  // of a scrollbar, what is dragged
inline constexpr Colour kScrollHover = rgba(138, 142, 150);
inline constexpr Colour kScrollHeld = rgba(160, 164, 172);
inline constexpr Colour kPlot = rgba(24, 25, 28);
inline constexpr Colour kLiving = rgba(70, 136, 80);  // a filter that responds, on the model's card
// Weights of a filter, and what they come nearer to the nearer they are to 0.
inline constexpr Colour kWeightAbove = rgba(255, 190, 92);
inline constexpr Colour kWeightBelow = rgba(96, 178, 255);
inline constexpr Colour kWeightNone = rgba(41, 41, 41);

// What is neither words nor a control: nothing has to stand out from it, nor it from anything.
inline constexpr Colour kClear = rgba(0, 0, 0, 0);
inline constexpr Colour kAsItIs = rgba(255, 255, 255);       // an image's tint
inline constexpr Colour kOutside = rgba(20, 21, 24, 120);    // over what the network does not see
inline constexpr Colour kStroke = rgba(205, 170, 155, 130);  // what is being painted over
// Added to the lesion's outline, taken away from it: the latter is dark.
inline constexpr Colour kAdded = rgba(120, 220, 150, 120);
inline constexpr Colour kTaken = rgba(20, 20, 24, 150);
inline constexpr Colour kBehind = rgba(0, 0, 0, 150);     // over the page, behind a dialog
inline constexpr Colour kSkinDark = rgba(178, 144, 130);  // and every other square of it
inline constexpr Colour kSkin = rgba(205, 170, 155);      // what the legend's colours lie over

// What words are written in, and all that they may stand on; the last two lie over images of any
// colour.
inline constexpr std::array kTextColours = {kText, kMuted};
inline constexpr std::array kGrounds = {kGround, kPanel,        kBar,         kRaised,
                                        kHover,  kAccentGround, kErrorGround, kHint,
                                        kDialog, kShade,        kNumberGround};
}  // namespace colour

}  // namespace lesion::viewer
