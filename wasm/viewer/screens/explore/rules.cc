// Explore: all filters of a layer beside the image. The key that leads there is Read's.
#include "wasm/viewer/state/screens.h"

namespace lesion::viewer {

constinit const ScreenRules explore_rules = {
    .there = [](const ViewerState& s) { return s.image.has_value(); },
    .wide_side = true,
    .one_image = true,
};

}  // namespace lesion::viewer
