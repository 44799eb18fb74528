// Read: the image, the estimate, and the filters that answer most notably.
#include "wasm/viewer/state/screens.h"

namespace lesion::viewer {

constinit const ScreenRules read_rules = {
    .key = "e",
    .back = Screen::kExplore,
    .key_words = "keys.e.does",
    // From elsewhere there is a way back, even where no image is open.
    // An image that was removed leaves it there until the next one is open.
    .there =
        [](const ViewerState& s) {
          return s.image || !s.session.empty() || s.screen != Screen::kRead;
        },
    .one_image = true,
    .bare_first = true,
};

}  // namespace lesion::viewer
