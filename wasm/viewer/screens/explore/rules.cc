// Explore: all filters of a layer beside the picture. The key that leads there is Read's.
#include "wasm/viewer/state/screens.h"

namespace lesion::viewer {

constinit const ScreenRules explore_rules = {
    .there = [](const ViewerState& s) { return s.picture.has_value(); },
    .wide_side = true,
    .one_picture = true,
};

}  // namespace lesion::viewer
