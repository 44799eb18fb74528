// How long a millimetre is on the image, where a person (hand_scale.h) or its file says so (DICOM's
// pixel spacing).
#pragma once

#include <optional>

#include "wasm/viewer/state/viewer_state.h"

namespace lesion::viewer {

// Millimetres of a pixel's side: as a person has set it, else as the file says; nothing where
// neither does, or where a pixel's height and width differ by more than 1% in the file.
std::optional<double> pixel_size(const ViewerState& state);

struct ScaleBar {
  double millimetres = 1;  // 1, 2 or 5 times a power of ten
  double length = 0;       // CSS px at the zoom that is shown
};

// The longest that is no longer than `most` CSS px; nothing where the image's size is not known, or
// where none from a hundredth of a millimetre to a metre is at least a third of `most`.
std::optional<ScaleBar> scale_bar(const ViewerState& state, double most);

}  // namespace lesion::viewer
