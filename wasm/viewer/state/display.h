// How maps are drawn over images, on every screen alike: one value, so that a pane or a cell of
// another screen takes it whole.
#pragma once

#include <array>

namespace lesion::viewer {

// Which responses are drawn as nothing and as full colour.
enum class ScaleMode {
  kTraining,  // 0 .. the filter's high response over the training images (FilterCard::high)
  kLayer,     // 0 .. the greatest response of any filter of the layer on this image
  kMap,       // least .. greatest response of this map
};

enum class Smoothing { kSmooth, kExact };

// kPaper: transparent green, darker = higher (core/maps/overlay.h). kContrast: blue to yellow, read
// alike with any colour vision.
enum class Palette { kPaper, kContrast };

// Contour lines: positions of the scale that lines can be drawn at, and which of them are.
inline constexpr std::array<float, 4> kContourLevels = {0.25f, 0.5f, 0.75f, 0.9f};
struct Contours {
  std::array<bool, 4> levels{};
  bool fill = true;  // false: lines only; there is a line then, always

  bool any() const { return levels[0] || levels[1] || levels[2] || levels[3]; }
  bool operator==(const Contours&) const = default;
};

struct Display {
  bool overlay_on = true;     // where maps are what a screen is about
  bool overlay_bare = false;  // where the image is (ScreenRules::bare_first): once asked for
  bool overlay_held = false;  // Space is down: the other way round
  float opacity = 0.7f;
  Smoothing smoothing = Smoothing::kSmooth;
  ScaleMode scale_mode = ScaleMode::kTraining;
  Palette palette = Palette::kPaper;
  Contours contours;

  bool operator==(const Display&) const = default;
};

}  // namespace lesion::viewer
