// Filters that say the same of an image in one row, so that one hair does not fill the list.
#pragma once

#include <vector>

#include "wasm/viewer/state/viewer_state.h"

namespace lesion::viewer {

// The name that the model's card has for what a filter responds to, the surest; "" for none.
std::string filter_name(const ViewerState& state, int layer, int filter);

// Two rows say the same: filters of one name; or, nameless both, of one layer, with the same place,
// and response, usual response and range each within a tenth of one another.
bool respond_alike(const ViewerState& state, const NotableFilter& a, const NotableFilter& b);

// strongest_filters() with those that respond alike folded into the first of them (its `also`): at
// most `count` rows, at most `per_layer` of each layer.
std::vector<NotableFilter> folded_filters(const ViewerState& state, int count, int per_layer);

}  // namespace lesion::viewer
