// Where a class begins to be called, as it is read over a list of images' estimates.
#pragma once

#include <string>
#include <vector>

#include "wasm/viewer/state/viewer_state.h"
#include "wasm/viewer/words.h"

namespace lesion::viewer {

// The operating point that holds, with the digits that tell it from each estimate of the session:
// no image that is listed reads as on the wrong side of it. "26.45% (moved by hand)" where a person
// moved it; empty where there is no point.
std::string listed_point(const Words& words, const ViewerState& state);

// A percentage as it is read beside the estimate of the image that is shown: in the same digits as
// that, as the operating point and as all that is said beside it (figures_beside()).
std::string percent_read(const Words& words, const ViewerState& state, double fraction);

// Whether a person has moved the point that holds, by hand and not by finding it on images.
bool point_moved_by_hand(const ViewerState& state);

// Over the Sheet: which network it is, from where on it calls the class, and how many of the class
// lie below; and the same without the last, for where there is too little room. Empty without a
// model.
std::vector<std::string> sheet_point_words(const Words& words, const ViewerState& state);

}  // namespace lesion::viewer
