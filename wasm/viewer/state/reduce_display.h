// Actions that change how maps are drawn, and nothing else of the state.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "wasm/viewer/state/action.h"

namespace lesion::viewer {

struct DisplayReducer {
  Display& d;

  void operator()(const SetOpacity& a) {
    if (std::isfinite(a.value)) d.opacity = std::clamp(a.value, kLeastOpacity, 1.0f);
  }
  void operator()(const StepOpacity& a) {
    (*this)(SetOpacity{tenths(d.opacity + 0.1f * static_cast<float>(std::clamp(a.by, -10, 10)))});
  }
  void operator()(const SetScaleMode& a) { d.scale_mode = a.mode; }
  void operator()(const NextScaleMode&) {
    d.scale_mode = static_cast<ScaleMode>((static_cast<int>(d.scale_mode) + 1) % 3);
  }
  void operator()(const SetSmoothing& a) { d.smoothing = a.smoothing; }
  void operator()(const ToggleSmoothing&) {
    d.smoothing = d.smoothing == Smoothing::kSmooth ? Smoothing::kExact : Smoothing::kSmooth;
  }
  void operator()(const SetPalette& a) { d.palette = a.palette; }
  void operator()(const NextPalette&) {
    d.palette = d.palette == Palette::kPaper ? Palette::kContrast : Palette::kPaper;
  }
  void operator()(const ToggleContour& a) {
    if (a.level < 0 || static_cast<std::size_t>(a.level) >= kContourLevels.size()) return;
    bool& on = d.contours.levels[static_cast<std::size_t>(a.level)];
    on = !on;
    if (!d.contours.any()) d.contours.fill = true;
  }
  void operator()(const ShowFill& a) {
    d.contours.fill = a.shown;
    if (!a.shown && !d.contours.any()) d.contours.levels[1] = true;
  }
  void operator()(const NextContours&) {
    if (!d.contours.any()) {
      d.contours.levels = {true, true, true, false};
    } else if (d.contours.fill) {
      d.contours.fill = false;
    } else {
      d.contours = {};
    }
  }

 private:
  static constexpr float kLeastOpacity = 0.1f;
  static float tenths(float value) { return std::round(value * 10) / 10; }
};

}  // namespace lesion::viewer
