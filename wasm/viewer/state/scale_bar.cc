#include "wasm/viewer/state/scale_bar.h"

#include <cmath>

namespace lesion::viewer {

std::optional<double> pixel_size(const ViewerState& state) {
  if (const HandScale* scale = hand_scale(state)) return scale->millimetres / scale->length();
  if (!state.image || !state.image->dicom || !state.image->dicom->spacing) return std::nullopt;
  const auto& [down, across] = *state.image->dicom->spacing;
  if (!(down > 0 && across > 0) || !std::isfinite(down) || !std::isfinite(across)) {
    return std::nullopt;
  }
  if (std::abs(down - across) > 0.01 * across) return std::nullopt;
  return across;
}

std::optional<ScaleBar> scale_bar(const ViewerState& state, double most) {
  const std::optional<double> size = pixel_size(state);
  if (!size || !(state.view.zoom > 0)) return std::nullopt;
  const double per_millimetre = state.view.zoom / *size;
  std::optional<ScaleBar> best;
  for (const double power : {0.01, 0.1, 1.0, 10.0, 100.0}) {
    for (const double times : {1.0, 2.0, 5.0}) {
      const ScaleBar bar{times * power, times * power * per_millimetre};
      if (bar.length <= most) best = bar;
    }
  }
  if (best && best->length < most / 3) best.reset();
  return best;
}

}  // namespace lesion::viewer
